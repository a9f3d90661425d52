"""Which promise each step makes, and how the one before ends: by what was done, and when it really was."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.dock.works import Work
from app.journeys.transport.run_stop import collect
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.show import show
from app.promises.kinds import PARTY, Ending, Fact, PromiseKind, Said
from app.promises.models import Promise
from app.tickets.promised import BY_ACTION, IN_A_WINDOW, KEPT_BY, PROMISED_IN
from app.tickets.service import advance
from app.tickets.states import ACTS_NEXT, FINAL, STEPS, Action, State
from jobs import fill_ledger, watch_promises, watch_trips
from tests.courier.road import booked_pickup, ticket_of
from tests.custody.devices import inbound
from tests.journeys.on_the_bench import ask_for_repair, at, look, offered, repairing, technician
from tests.journeys.stations import code_of, scan_kept, undo
from tests.shop import Shop

K = PromiseKind
HOUR = timedelta(hours=1)


def ledger_of(shop: Shop, ticket_id: UUID) -> list[Promise]:
    with shop.database.reading() as session:
        asked = select(Promise).where(Promise.ticket_id == ticket_id).order_by(Promise.id)
        return list(session.scalars(asked))


def told(rows: list[Promise]) -> list[tuple[PromiseKind, Ending | None]]:
    return [(row.kind, row.ending) for row in rows]


def test_every_open_state_promises_something_and_every_promise_can_be_kept() -> None:
    assert PROMISED_IN.keys() == set(State) - FINAL
    assert set(PARTY) == set(PromiseKind)
    can_be_kept = KEPT_BY.keys() | {K.REPLY}
    assert can_be_kept >= {*PROMISED_IN.values(), *IN_A_WINDOW.values(), *BY_ACTION.values()}
    taken = {step.action for step in STEPS}
    assert all(actions <= taken for actions in KEPT_BY.values())
    for state, kind in PROMISED_IN.items():
        if ACTS_NEXT[state] is Role.CUSTOMER:
            assert PARTY[kind] is Role.CUSTOMER


def test_a_repair_walks_from_promise_to_promise(shop: Shop) -> None:
    ticket_id = repairing(shop)
    rows = ledger_of(shop, ticket_id)
    assert [row.kind for row in rows if row.ending is None] == [K.REPAIR]
    assert look(shop, ticket_id).due_at == rows[-1].due_at, "the ticket's due time is its shadow"
    assert {row.ending for row in rows[:-1]} == {Ending.KEPT}
    assert {(row.made_from, row.said) for row in rows if row.kind is K.REPAIR} == {(Fact.STEP, Said.TEXT)}
    text_ids = {sent.id for sent in shop.texts()}
    assert {row.said_id for row in rows if row.said is Said.TEXT} <= text_ids


def test_an_answer_given_late_is_a_broken_promise(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    shop.clock.move_on(timedelta(days=3))
    with at(shop, ticket_id) as (session, ticket):
        advance(session, ticket, Action.ASK, Act(technician(shop), shop.clock(), quiet=True))
    answer, theirs = ledger_of(shop, ticket_id)
    assert (answer.ending, answer.ended_at, answer.noted_at) == (Ending.BROKEN, shop.clock(), shop.clock())
    assert (theirs.kind, theirs.party, theirs.said) == (K.THEIR_ANSWER, Role.CUSTOMER, Said.PAGE)


@pytest.mark.parametrize(("hours_late", "ending"), [(-1, Ending.KEPT), (1, Ending.BROKEN)])
def test_a_late_note_is_judged_by_the_time_it_carries(shop: Shop, hours_late: int, ending: Ending) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        ticket_id, code, end = job.ticket_id, ticket_of(session, job).code, job.slot.ends_at
    shop.clock.time = end + 90 * timedelta(minutes=1)
    with shop.database.transaction() as session:
        job = session.merge(job)
        happened = end + hours_late * HOUR
        collect(session, job, Act(shop.staff(Role.DISPATCHER), shop.clock()), code=code, happened=happened)
    pickup = next(row for row in ledger_of(shop, ticket_id) if row.kind is K.PICKUP)
    assert (pickup.ending, pickup.ended_at, pickup.noted_at) == (ending, happened, shop.clock())
    assert (pickup.window_from, pickup.due_at) == (job.slot.starts_at, end)


def test_what_the_clock_called_broken_is_put_right_by_a_counter_row(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        ticket_id, code, end = job.ticket_id, ticket_of(session, job).code, job.slot.ends_at
    shop.clock.time = end
    for _ in range(2):
        shop.clock.move_on(2 * HOUR)
        watch_trips.run(shop.runtime)
    broken = next(row for row in ledger_of(shop, ticket_id) if row.kind is K.PICKUP)
    assert broken.ending is Ending.BROKEN
    with shop.database.transaction() as session:
        job = session.get_one(type(job), job.id)
        happened = end - HOUR
        collect(session, job, Act(shop.staff(Role.DISPATCHER), shop.clock()), code=code, happened=happened)
    pickups = [row for row in ledger_of(shop, ticket_id) if row.kind is K.PICKUP]
    assert [(row.ending, row.corrects_id) for row in pickups] == [
        (Ending.BROKEN, None),
        (Ending.KEPT, broken.id),
    ]
    assert (pickups[1].ended_at, pickups[1].made_at) == (happened, broken.made_at)


def test_a_scan_taken_back_lets_the_promise_stand_again(shop: Shop) -> None:
    ticket_id = inbound(shop)
    (before,) = [row for row in ledger_of(shop, ticket_id) if row.ending is None]
    _, scan_id = scan_kept(shop, code_of(shop, ticket_id), Work.RECEIVE)
    shop.clock.move_on(timedelta(minutes=2))
    undo(shop, scan_id)
    rows = ledger_of(shop, ticket_id)
    (again,) = [row for row in rows if row.ending is None]
    assert (again.kind, again.due_at, again.corrects_id) == (before.kind, before.due_at, before.id)
    assert [row.ending for row in rows if row.kind is K.LOOK] == [Ending.WITHDRAWN]
    assert look(shop, ticket_id).due_at == before.due_at


def test_a_repair_of_before_the_ledger_gets_the_row_that_stood(shop: Shop) -> None:
    ticket_id = offered(shop)
    with shop.database.transaction() as session:  # as an older release would have left it
        dialect = session.get_bind().dialect.name
        session.execute(
            text("DROP TRIGGER promises_refuse_delete" + (" ON promises" * (dialect != "sqlite")))
        )
        session.execute(text("DELETE FROM promises"))
    due = look(shop, ticket_id).due_at
    assert fill_ledger.run(shop.runtime) >= 1
    (row,) = ledger_of(shop, ticket_id)
    assert (row.kind, row.due_at, row.made_from) == (K.THEIR_TERMS, due, Fact.BEFORE)
    assert fill_ledger.run(shop.runtime) == 0


def test_what_is_said_of_a_trip_nobody_noted_is_a_promise_beside_the_window(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        ticket_id, end = job.ticket_id, job.slot.ends_at
    shop.clock.time = end + timedelta(minutes=11)
    watch_trips.run(shop.runtime)
    window, word = (row for row in ledger_of(shop, ticket_id) if row.ending is None)
    text_of_it = next(sent for sent in shop.texts() if sent.id == word.said_id)
    assert (window.kind, word.kind, word.made_from) == (K.PICKUP, K.WORD, Fact.TRIP)
    assert show(word.due_at, text_of_it.language, "Asia/Seoul") in text_of_it.body
    assert look(shop, ticket_id).due_at == window.due_at, "the shadow is the window's"
    watch_promises.run(shop.runtime)
    shop.clock.time = end + 2 * HOUR + timedelta(minutes=1)
    watch_trips.run(shop.runtime)
    ended = {row.kind: row.ending for row in ledger_of(shop, ticket_id) if row.kind in (K.PICKUP, K.WORD)}
    assert ended == {K.PICKUP: Ending.BROKEN, K.WORD: Ending.KEPT}, "we did not come, and said so in time"
