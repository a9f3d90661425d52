"""A text that had to wait leaves only while it is true: no quote replaced, no trip moved, no question answered."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.courier.trips import jobs
from app.courier.trips.models import CourierJob
from app.courier.trips.states import JobState
from app.dock.works import Work
from app.journeys.conversation.still_relevant import (
    ASKED_IN,
    MAY_BE_OVER,
    SAID_OF,
    STAYS_TRUE,
    UNTIL_THE_NEXT_STEP,
    outdated,
)
from app.journeys.repair.decide_quote import approve_quote
from app.journeys.repair.quote_repair import send_quote
from app.journeys.transport.book_pickup import book_pickup, cancel_pickup, move_pickup
from app.journeys.transport.book_return import book_return
from app.journeys.watch.send_reminders import Reminder, Which, remind
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.messaging.sms import attempts
from app.messaging.sms.about import About, columns_of
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_rules import SendStep, Verdict
from app.messaging.sms.states import SmsState
from app.quotes.models import Quote
from app.tickets.legs import Leg
from app.tickets.service import advance
from app.tickets.states import FINAL, STEPS, Action, State
from tests.courier.road import KIM, booked_return, new_ticket, ticket_of, windows
from tests.custody.devices import inbound
from tests.journeys.on_the_bench import KEYBOARD, PHONE, at, doubted, look, quoted, technician
from tests.journeys.stations import code_of, scan_kept
from tests.shop import Shop
from tests.web.customer.walk import a_repair

T = SmsKind


def over(session: Session, shop: Shop, kind: SmsKind) -> list[Reason | None]:
    """Of every text of that kind, by what it is bound to: why it would not leave now; None: it would."""
    ids = session.scalars(
        select(Sms.id)
        .where(Sms.kind == kind)
        .order_by(Sms.about_subject.is_(None), Sms.about_version, Sms.about_id)
    ).all()
    verdicts = outdated(session, attempts.queued_sms(session, ids), now=shop.clock())
    assert all(verdict == Verdict(SendStep.DROP, verdict.reason) for verdict in verdicts.values())
    return [verdicts[one].reason if one in verdicts else None for one in ids]


def asks(
    session: Session, shop: Shop, kind: SmsKind, ticket_id: UUID | None, about: About | None = None
) -> None:
    """A text of that kind waits."""
    session.add(
        Sms(
            kind=kind,
            ticket_id=ticket_id,
            to_phone="+821012345678",
            language=Language.KO,
            body="x",
            **columns_of(about),
            segments=1,
            created_at=shop.clock(),
        )
    )
    session.flush()


def pick_up(session: Session, shop: Shop, *, nth: int = 2) -> CourierJob:
    """A booked pickup, told."""
    ticket = new_ticket(session, shop)
    return book_pickup(
        session,
        ticket,
        Act(KIM, shop.clock()),
        slot_id=windows(session, shop)[nth].id,
    )


def test_a_quote_is_asked_for_while_it_waits_for_its_answer(shop: Shop) -> None:
    ticket_id = quoted(shop)
    with at(shop, ticket_id) as (session, ticket):
        assert over(session, shop, T.QUOTE_SENT) == [None]
        send_quote(
            session,
            ticket,
            Act(technician(shop), shop.clock()),
            lines=[KEYBOARD],
            finding="again",
            valid_until=shop.clock() + timedelta(days=7),
        )
        assert over(session, shop, T.QUOTE_SENT) == [Reason.QUOTE_SUPERSEDED, None]
        asks(session, shop, T.QUOTE_REMINDER, ticket_id, About.quote(2))
        asks(session, shop, T.QUOTE_CHANGED, ticket_id, About.quote(1))
        asks(session, shop, T.QUOTE_CHANGED, ticket_id)  # bound to nothing: nothing is known against it
        assert over(session, shop, T.QUOTE_REMINDER) == [None]
        assert over(session, shop, T.QUOTE_CHANGED) == [Reason.QUOTE_SUPERSEDED, None]
        approve_quote(session, ticket, Act(KIM, shop.clock()), quote_version=2)
        assert over(session, shop, T.QUOTE_SENT) == [Reason.QUOTE_SUPERSEDED] * 2
        assert over(session, shop, T.QUOTE_REMINDER) == [Reason.QUOTE_SUPERSEDED]


def test_a_quote_whose_last_day_is_over_is_not_asked_for(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.clock.move_on(timedelta(days=8))
    with at(shop, ticket_id) as (session, _):
        assert session.scalars(select(Quote.state)).all() == ["sent"]
        assert over(session, shop, T.QUOTE_SENT) == [Reason.QUOTE_SUPERSEDED]


def test_a_pickup_that_was_moved_cancelled_or_done_is_not_announced(shop: Shop) -> None:
    with shop.database.transaction() as session:
        first = pick_up(session, shop)
        ticket = ticket_of(session, first)
        remind(session, Reminder(first.id, Which.EVENING_BEFORE), now=shop.clock())
        assert over(session, shop, T.PICKUP_BOOKED) == over(session, shop, T.PICKUP_TOMORROW) == [None]
        second = move_pickup(
            session,
            ticket,
            Act(KIM, shop.clock()),
            slot_id=windows(session, shop)[3].id,
        )
        assert over(session, shop, T.PICKUP_BOOKED) == [Reason.TRIP_CHANGED, None]
        assert over(session, shop, T.PICKUP_TOMORROW) == [Reason.TRIP_CHANGED]
        cancel_pickup(session, ticket, Act(KIM, shop.clock()))
        assert over(session, shop, T.PICKUP_BOOKED) == [Reason.TRIP_CHANGED] * 2
        assert over(session, shop, T.PICKUP_CANCELLED) == [None]
        assert second.state is JobState.CANCELLED
        done = pick_up(session, shop)
        jobs.move(session, done, JobState.COLLECTED, now=shop.clock())
        assert over(session, shop, T.PICKUP_BOOKED) == [Reason.TRIP_CHANGED] * 3


def test_a_window_that_is_over_is_not_announced(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = pick_up(session, shop)
        shop.clock.time = job.slot.ends_at - timedelta(seconds=1)
        assert over(session, shop, T.PICKUP_BOOKED) == [None]
        shop.clock.time = job.slot.ends_at
        assert over(session, shop, T.PICKUP_BOOKED) == [Reason.TRIP_CHANGED]


def test_a_return_is_announced_and_on_its_way_until_it_is_there(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_return(session, shop)
        for kind in (T.RETURN_BOOKED, T.RETURN_TODAY, T.ON_ITS_WAY):
            asks(session, shop, kind, job.ticket_id, About.job(job.id))
            assert over(session, shop, kind) == [None]
        shop.clock.time = job.slot.ends_at
        assert over(session, shop, T.RETURN_TODAY) == [Reason.TRIP_CHANGED]
        assert over(session, shop, T.ON_ITS_WAY) == [None], "late, but on its way"
        asks(session, shop, T.RETURN_UNNOTED, job.ticket_id, About.job(job.id))
        assert over(session, shop, T.RETURN_UNNOTED) == [None], "until somebody notes it"
        jobs.move(session, job, JobState.DELIVERED, now=shop.clock(), handed_to="Kim")
        assert over(session, shop, T.ON_ITS_WAY) == [Reason.TRIP_CHANGED]
        assert over(session, shop, T.RETURN_UNNOTED) == [Reason.TRIP_CHANGED]


@pytest.mark.parametrize("kind", ASKED_IN)
def test_a_question_is_asked_while_the_ticket_stands_there(sqlite_shop: Shop, kind: SmsKind) -> None:
    with sqlite_shop.database.transaction() as session:
        ticket = new_ticket(session, sqlite_shop)
        asks(session, sqlite_shop, kind, ticket.id)
        for state in State:
            if state is not State.ON_HOLD:
                ticket.state = state
                session.flush()
                expected = None if state in ASKED_IN[kind] else Reason.ANSWERED
                assert over(session, sqlite_shop, kind) == [expected], state


def test_what_is_held_will_be_asked_again_where_it_was(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        asks(session, shop, T.RETURN_READY, ticket.id)
        ticket.state, ticket.held_from = State.ON_HOLD, State.READY_TO_RETURN
        session.flush()
        assert over(session, shop, T.RETURN_READY) == [None]
        ticket.held_from = State.REPAIRING
        session.flush()
        assert over(session, shop, T.RETURN_READY) == [Reason.ANSWERED]


def test_nobody_is_asked_for_a_day_once_it_is_booked(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        ticket.state = State.READY_TO_RETURN
        session.flush()
        asks(session, shop, T.RETURN_READY, ticket.id)
        asks(session, shop, T.DELIVERY_FAILED, ticket.id)
        assert over(session, shop, T.RETURN_READY) == over(session, shop, T.DELIVERY_FAILED) == [None]
        book_return(
            session,
            ticket,
            Act(KIM, shop.clock()),
            slot_id=windows(session, shop, Leg.OUTBOUND)[0].id,
        )
        assert over(session, shop, T.RETURN_READY) == [Reason.ANSWERED]
        assert over(session, shop, T.DELIVERY_FAILED) == [Reason.ANSWERED]
        assert over(session, shop, T.RETURN_BOOKED) == [None]


def test_each_question_is_true_right_after_the_step_that_asks_it() -> None:
    """Otherwise a text would be dropped before anybody could answer."""
    for row in STEPS:
        if row.tells in ASKED_IN:
            assert row.to in ASKED_IN[row.tells], row
        if row.tells in SAID_OF:
            assert row.to is None or row.to in SAID_OF[row.tells], row


def test_of_every_text_somebody_has_thought_whether_it_can_become_untrue_while_it_waits() -> None:
    assert set(SmsKind) == MAY_BE_OVER | STAYS_TRUE.keys()
    assert not MAY_BE_OVER & STAYS_TRUE.keys()
    ends = {row.tells for row in STEPS if row.to in FINAL and row.tells is not None} - {SmsKind.THANKS}
    assert all(SAID_OF[kind] <= FINAL for kind in ends), "an end that is taken up again is none"
    assert {row.action for row in STEPS if row.start in FINAL} == {Action.TAKE_UP, Action.RECEIVE}


@pytest.mark.parametrize("kind", SAID_OF)
def test_how_it_stands_is_said_while_it_stands_there(sqlite_shop: Shop, kind: SmsKind) -> None:
    with sqlite_shop.database.transaction() as session:
        ticket = new_ticket(session, sqlite_shop)
        asks(session, sqlite_shop, kind, ticket.id)
        for state in State:
            ticket.state, ticket.held_from = state, State.REPAIRING if state is State.ON_HOLD else None
            session.flush()
            expected = None if state in SAID_OF[kind] else Reason.MOVED_ON
            assert over(session, sqlite_shop, kind) == [expected], state


@pytest.mark.parametrize("kind", sorted(UNTIL_THE_NEXT_STEP))
def test_what_names_the_next_step_is_said_until_that_is_taken(shop: Shop, kind: SmsKind) -> None:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        ticket.state = State.REPAIRING
        session.flush()
        shop.clock.move_on(timedelta(minutes=1))
        advance(session, ticket, Action.HOLD, Act(technician(shop), shop.clock(), quiet=True), note="x")
        asks(session, shop, kind, ticket.id)
        assert over(session, shop, kind) == [None]
        shop.clock.move_on(timedelta(minutes=1))
        advance(session, ticket, Action.RELEASE, Act(technician(shop), shop.clock(), quiet=True))
        assert over(session, shop, kind) == [Reason.MOVED_ON]


def test_a_pause_that_a_quiet_release_ended_is_not_told(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    sqlite_shop.drain()
    told, bench = len(sqlite_shop.texts(walk.ticket.customer.phone)), sqlite_shop.signed_in(Role.TECHNICIAN)
    for action, fields in (("hold", {"reason": "part broke"}), ("release", {"note": "slip", "no_text": "1"})):
        answer = bench.post(
            f"/bench/{walk.ticket.code}/{action}", data={**fields, "version": str(walk.ticket.version)}
        )
        assert answer.status_code == 303
        sqlite_shop.clock.move_on(timedelta(minutes=2))
    sqlite_shop.drain()
    (pause,) = sqlite_shop.texts(walk.ticket.customer.phone)[told:]
    assert (pause.kind, pause.state, pause.reason) == (T.ON_HOLD, SmsState.DROPPED, Reason.MOVED_ON)


def test_a_pickup_booked_again_quietly_is_not_said_to_be_cancelled(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND)
    sqlite_shop.drain()
    phone, desk = walk.ticket.customer.phone, sqlite_shop.signed_in(Role.DISPATCHER)
    told, trips = len(sqlite_shop.texts(phone)), f"/dispatch/trips/{walk.ticket.code}"
    desk.post(f"{trips}/cancel", data={"version": str(walk.ticket.version)})
    again = {"slot": str(walk.slots()[1].id), "no_text": "1", "version": str(walk.ticket.version)}
    assert desk.post(trips, data=again).status_code == 303
    sqlite_shop.drain()
    (cancelled,) = sqlite_shop.texts(phone)[told:]
    assert (cancelled.kind, cancelled.reason) == (T.PICKUP_CANCELLED, Reason.MOVED_ON)


def test_a_slip_made_good_by_a_second_quiet_scan_is_not_told_any_more(sqlite_shop: Shop) -> None:
    ticket_id = inbound(sqlite_shop, accessories=())
    code, clerk = code_of(sqlite_shop, ticket_id), sqlite_shop.signed_in(Role.WAREHOUSE)
    _, scan_id = scan_kept(sqlite_shop, code, Work.RECEIVE, quiet=False)
    sqlite_shop.drain()
    assert clerk.post("/scan/undo", data={"scan": str(scan_id), "seen": "1"}).status_code == 303
    scan_kept(sqlite_shop, code, Work.RECEIVE, quiet=True)
    sqlite_shop.drain()
    arrived, slip = sqlite_shop.texts(sqlite_shop.ticket(code).customer.phone)[-2:]
    assert (arrived.kind, arrived.state) == (T.PARCEL_RECEIVED, SmsState.ACCEPTED)
    assert (slip.kind, slip.reason) == (T.SCAN_CORRECTED, Reason.MOVED_ON)


def test_a_text_waiting_for_the_morning_is_dropped_when_the_evening_changed_it(shop: Shop) -> None:
    """From the table to the phone: what the worker does with it, and what staff read about it."""
    with shop.database.transaction() as session:
        job = pick_up(session, shop)
        cancel_pickup(session, ticket_of(session, job), Act(shop.staff(Role.DISPATCHER), shop.clock()))
        phone = ticket_of(session, job).customer.phone
    shop.drain()
    booked, cancelled = shop.texts(phone)
    assert (booked.state, booked.reason) == (SmsState.DROPPED, Reason.TRIP_CHANGED)
    assert cancelled.state is SmsState.ACCEPTED
    assert len(shop.phone(phone)) == 1
    shop.nothing_is_left_owed()


def test_a_batch_costs_three_questions_at_most_and_facts_cost_none(shop: Shop) -> None:
    with shop.database.transaction() as session:
        for _ in range(3):
            job = pick_up(session, shop)
            asks(session, shop, T.QUOTE_SENT, job.ticket_id, About.quote(1))
            asks(session, shop, T.RETURN_READY, job.ticket_id)
            asks(session, shop, T.PARCEL_RECEIVED, job.ticket_id)
            asks(session, shop, T.HELP_REPLY, None)
        texts = attempts.queued_sms(session, session.scalars(select(Sms.id)).all())
        seen: list[str] = []
        event.listen(shop.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        gone = outdated(session, texts, now=shop.clock())
        assert (len(gone), len(seen)) == (6, 3), seen
        facts = [text for text in texts if text.kind in (T.PARCEL_RECEIVED, T.HELP_REPLY)]
        assert outdated(session, facts, now=shop.clock()) == {}
        assert len(seen) == 3


def test_what_follows_from_an_answer_is_not_said_while_two_answers_stand(sqlite_shop: Shop) -> None:
    ticket_id = doubted(sqlite_shop)  # nothing has left: the repair was said to start, and then it was not
    sqlite_shop.drain()
    by_kind = {text.kind: text for text in sqlite_shop.texts(PHONE)}
    assert by_kind[T.REPAIR_STARTED].reason == Reason.ANSWER_DOUBTED
    assert by_kind[T.ANSWERS_DIFFER].reason is None
    assert look(sqlite_shop, ticket_id).state is State.ON_HOLD
