"""Before a promise slips its owner is asked; the customer hears it once by text, then from a person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.journeys.conversation.choose_texts import stop_texts
from app.journeys.repair import repair
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Refusal
from app.kernel.i18n import Language
from app.kernel.show import show
from app.messaging.sms.kinds import SmsKind
from app.promises.due import times_to_choose
from app.promises.kinds import Ending, Fact, PromiseKind, Said
from app.promises.models import Promise
from app.promises.slips import SlipKind, SlipTask
from app.tickets.models import TicketEvent
from app.tickets.states import State
from jobs import watch_promises
from tests.journeys.on_the_bench import at, colleague, look, repairing, technician
from tests.shop import Shop

HOUR = timedelta(hours=1)


def both(shop: Shop) -> int:
    """Two jobs processes at the same moment."""
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(watch_promises.run, [shop.runtime, shop.runtime]))


def delays(shop: Shop) -> list[str]:
    return [text.body for text in shop.texts() if text.kind is SmsKind.DATE_SLIPPED]


def tasks(shop: Shop) -> list[SlipTask]:
    with shop.database.reading() as session:
        return list(session.scalars(select(SlipTask).order_by(SlipTask.opened_at, SlipTask.id)))


def repairs_promised(shop: Shop, ticket_id: UUID) -> list[Promise]:
    with shop.database.reading() as session:
        asked = select(Promise).where(Promise.ticket_id == ticket_id, Promise.kind == PromiseKind.REPAIR)
        return list(session.scalars(asked.order_by(Promise.id)))


def due_of(shop: Shop, ticket_id: UUID) -> datetime:
    due = look(shop, ticket_id).due_at
    assert due is not None
    return due


def asked(shop: Shop) -> UUID:
    """A repair due in three hours, whose owner was asked."""
    ticket_id = repairing(shop)
    shop.clock.time = due_of(shop, ticket_id) - 3 * HOUR
    assert both(shop) == 1
    assert delays(shop) == [], "a person is asked first"
    return ticket_id


def press(
    shop: Shop, act: str, *, role: Role = Role.TECHNICIAN, kind: SlipKind = SlipKind.ASK, **fields: str
) -> str:
    """Do it on the page, as whoever owes it; returns the page that follows."""
    client = shop.signed_in(role)
    client.get("/account?lang=en")
    task = [one for one in tasks(shop) if one.outcome is None and one.kind is kind][-1]
    answer = client.post(f"/promised/{task.id}/{act}", data=fields, follow_redirects=True)
    return " ".join(answer.get_data(as_text=True).split())


def later(shop: Shop, ticket_id: UUID) -> datetime:
    """A time of the list, after the one that stands."""
    offered = times_to_choose(shop.clock(), shop.runtime.site)
    return next(moment for moment in offered if moment > due_of(shop, ticket_id))


def test_where_the_owner_is_silent_a_text_tells_it_once_and_in_time(shop: Shop) -> None:
    ticket_id = asked(shop)
    promised, version = due_of(shop, ticket_id), look(shop, ticket_id).version
    shop.clock.move_on(2 * HOUR)
    assert both(shop) == 1
    (told,) = delays(shop)
    assert "죄송합니다" in told
    assert show(due_of(shop, ticket_id), Language.KO, "Asia/Seoul") in told
    assert look(shop, ticket_id).version == version, "no page goes stale by it"
    old, new = repairs_promised(shop, ticket_id)
    assert (old.ending, old.ended_by, old.due_at) == (Ending.REPLACED, Fact.CLOCK, promised)
    assert (new.replaces_id, new.said, new.due_at) == (old.id, Said.TEXT, due_of(shop, ticket_id))
    shop.clock.move_on(HOUR)
    assert both(shop) == 0
    with shop.database.reading() as session:
        events = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket_id)).all()
    assert len(events) == version


def test_whoever_will_make_it_is_believed_until_the_time_is_over(shop: Shop) -> None:
    ticket_id = asked(shop)
    assert "It stays as promised." in press(shop, "kept")
    shop.clock.time = due_of(shop, ticket_id) - timedelta(minutes=1)
    assert both(shop) == 0
    assert delays(shop) == []
    with at(shop, ticket_id) as (session, ticket):
        repair.finish(session, ticket, Act(technician(shop), shop.clock()), work="새 스프링")
    shop.clock.move_on(HOUR)
    assert both(shop) == 0
    assert delays(shop) == [], "no delay is told of what was done in time"
    assert [row.ending for row in repairs_promised(shop, ticket_id)] == [Ending.KEPT]


def test_a_word_that_was_not_kept_is_told_when_the_time_is_over(shop: Shop) -> None:
    ticket_id = asked(shop)
    press(shop, "kept")
    shop.clock.time = due_of(shop, ticket_id)
    assert both(shop) == 0
    shop.clock.move_on(timedelta(seconds=30))
    assert both(shop) == 1
    assert len(delays(shop)) == 1
    old, new = repairs_promised(shop, ticket_id)
    assert (old.ending, new.replaces_id) == (Ending.BROKEN, old.id), "told too late is no moving in time"


def test_a_new_time_with_its_reason_is_the_owners_own_word(shop: Shop) -> None:
    ticket_id = asked(shop)
    assert "Choose a time from the list." in press(shop, "time", when="soon", why="다시 붙여야 합니다")
    due = later(shop, ticket_id)
    page = press(shop, "time", when=due.isoformat(), why="다시 붙여야 합니다")
    assert "The customer reads the new time." in page
    (told,) = delays(shop)
    assert "다시 붙여야 합니다" in told
    assert due_of(shop, ticket_id) == due
    assert repairs_promised(shop, ticket_id)[-1].made_from is Fact.OWNER
    assert "Nothing is close to its time" in page


def second_slip(shop: Shop) -> UUID:
    ticket_id = asked(shop)
    shop.clock.move_on(2 * HOUR)
    both(shop)
    shop.clock.time = due_of(shop, ticket_id) - 2 * HOUR
    both(shop)
    return ticket_id


def no_text_gets_through(shop: Shop) -> UUID:
    ticket_id = repairing(shop)
    with at(shop, ticket_id) as (session, ticket):
        stop_texts(session, ticket, now=shop.clock())
    shop.clock.time = due_of(shop, ticket_id) - 2 * HOUR
    both(shop)
    return ticket_id


@pytest.mark.parametrize("slipping", [second_slip, no_text_gets_through])
def test_a_second_slip_and_a_number_without_texts_are_a_persons_call(
    shop: Shop, slipping: Callable[[Shop], UUID]
) -> None:
    ticket_id = slipping(shop)
    before = len(delays(shop))
    assert "call the customer" in press(shop, "time", when=later(shop, ticket_id).isoformat(), why="더 걸림")
    shop.clock.move_on(HOUR)
    assert both(shop) == 0
    assert len(delays(shop)) == before, "no other canned text"
    assert (tasks(shop)[-1].kind, tasks(shop)[-1].outcome) == (SlipKind.CALL, None), "from the start"
    due = later(shop, ticket_id)

    def call(note: str) -> str:
        return press(
            shop, "called", kind=SlipKind.CALL, role=Role.DISPATCHER, when=due.isoformat(), note=note
        )

    assert "Write in a few words" in call(" ")
    assert "The call is noted" in call("알겠다고 하심")
    old, new = repairs_promised(shop, ticket_id)[-2:]
    assert (old.ending, old.ended_by) == (Ending.REPLACED, Fact.CALL)
    assert (new.said, new.due_at, due_of(shop, ticket_id)) == (Said.CALL, due, due)
    assert tasks(shop)[-1].note == "알겠다고 하심"
    assert len(delays(shop)) == before


def test_nobody_calls_while_whoever_owes_it_says_that_it_will_be_in_time(shop: Shop) -> None:
    ticket_id = no_text_gets_through(shop)
    dispatcher = shop.signed_in(Role.DISPATCHER)
    dispatcher.get("/account?lang=en")
    assert "Call the customer" in dispatcher.get("/promised").get_data(as_text=True)
    press(shop, "kept")
    assert "Nothing is close to its time" in dispatcher.get("/promised").get_data(as_text=True)
    shop.clock.time = due_of(shop, ticket_id) + timedelta(minutes=1)
    assert "Call the customer" in dispatcher.get("/promised").get_data(as_text=True)


def test_a_colleague_takes_it_and_is_asked_instead(shop: Shop) -> None:
    ticket_id = asked(shop)
    other = colleague(shop).staff_id
    version = look(shop, ticket_id).version
    assert "Choose the colleague" in press(shop, "over", to="")
    page = press(shop, "over", to=str(other))
    assert "Your colleague has it now." in page
    assert "Nothing is close to its time" in page, "it stands on the colleague's screen"
    moved = look(shop, ticket_id)
    assert (moved.owner_id, moved.version) == (other, version)


def test_somebody_elses_promise_is_not_theirs_to_answer(sqlite_shop: Shop) -> None:
    asked(sqlite_shop)
    assert "Somebody else owes this" in press(sqlite_shop, "kept", role=Role.WAREHOUSE)


def test_what_was_done_meanwhile_asks_nobody(sqlite_shop: Shop) -> None:
    ticket_id = asked(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        repair.finish(session, ticket, Act(technician(sqlite_shop), sqlite_shop.clock()), work="새 스프링")
    assert "This is settled already" in press(sqlite_shop, "kept")


def test_a_step_and_a_delay_at_once_leave_one_word(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    """Both lock the repair before its promise: neither waits for the other for ever, and only one of them holds."""
    ticket_id = asked(shop)
    shop.clock.move_on(2 * HOUR)
    with ThreadPoolExecutor(2) as pool:
        told = pool.submit(watch_promises.run, shop.runtime)
        done = pool.submit(_finish, shop, ticket_id)
        told.result()
        done.result()
    if look(shop, ticket_id).state is State.REPAIRING:
        _finish(shop, ticket_id)
    slipped = len(delays(shop))
    endings = [row.ending for row in repairs_promised(shop, ticket_id)]
    assert endings == [Ending.REPLACED] * slipped + [Ending.KEPT]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def _finish(shop: Shop, ticket_id: UUID) -> None:
    """Done, or somebody else was faster."""
    try:
        with at(shop, ticket_id) as (session, ticket):
            repair.finish(session, ticket, Act(technician(shop), shop.clock()), work="새 스프링")
    except Refusal:
        pass
