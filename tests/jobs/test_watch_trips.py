"""A trip nobody noted, either way: the customer hears that we ask, at last that we did not come, and once what was so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.slots.models import Slot
from app.courier.slots.places import open_slots
from app.courier.trips.models import CourierJob
from app.courier.trips.queries import active_job, job_by_id, vain_pickups
from app.courier.trips.states import FailureReason, JobState
from app.custody.models import BizStep
from app.custody.parties import carrier
from app.custody.service import record
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.transport.book_pickup import book_pickup
from app.journeys.transport.book_return import book_return
from app.journeys.transport.promised import promised
from app.journeys.transport.run_stop import collect, deliver
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.states import SmsState
from app.tickets.legs import Leg
from app.tickets.queries import history
from app.tickets.states import State
from jobs import expire_waiting, watch_promises
from jobs.watch_trips import run
from tests.courier.road import KIM, booked_pickup, booked_return, ticket_of, windows
from tests.shop import Shop

Booked = Callable[[Session, Shop], CourierJob]
ASKED_AFTER, SAID_AFTER = timedelta(minutes=10), timedelta(hours=2)


def in_the_house(session: Session, shop: Shop) -> CourierJob:
    return booked_return(session, shop, state=State.READY_TO_RETURN)


TRIPS: dict[str, tuple[Booked, SmsKind, SmsKind, State]] = {
    "pickup": (booked_pickup, SmsKind.PICKUP_UNNOTED, SmsKind.PICKUP_FAILED, State.AUTHORISED),
    "not handed out": (in_the_house, SmsKind.RETURN_UNNOTED, SmsKind.RETURN_MISSED, State.READY_TO_RETURN),
    "not noted": (booked_return, SmsKind.RETURN_UNNOTED, SmsKind.RETURN_MISSED, State.READY_TO_RETURN),
}


def told(shop: Shop) -> list[SmsKind]:
    return [text.kind for text in shop.texts()]


def begun(shop: Shop, booked: Booked) -> CourierJob:
    """A trip whose window ends this minute."""
    with shop.database.transaction() as session:
        job = booked(session, shop)
        shop.clock.time = job.slot.ends_at
        return job


def let_pass(shop: Shop, booked: Booked, *, leave: bool = True) -> CourierJob:
    """A trip nobody noted until the clock spoke; its texts leave."""
    job = begun(shop, booked)
    for _ in range(2):
        shop.clock.move_on(SAID_AFTER)
        run(shop.runtime)
    if leave:
        shop.drain()
    return job


@pytest.mark.parametrize("way", TRIPS)
def test_asked_at_ten_minutes_said_at_two_hours_each_once(shop: Shop, way: str) -> None:
    booked, asks, says, end = TRIPS[way]
    job = begun(shop, booked)
    for wait in (ASKED_AFTER - timedelta(seconds=1), timedelta(seconds=1), SAID_AFTER - ASKED_AFTER):
        shop.clock.move_on(wait)
        with ThreadPoolExecutor(max_workers=3) as pool:
            list(pool.map(lambda _: run(shop.runtime), range(3)))
        watch_promises.run(shop.runtime)
        expected = [] if shop.clock() < job.slot.ends_at + ASKED_AFTER else [asks]
        if shop.clock() < job.slot.ends_at + SAID_AFTER:
            assert told(shop) == expected
    assert told(shop) == [asks, says], "nothing else, above all no text of a delay"
    with shop.database.reading() as session:
        now = job_by_id(session, job.id)
        ticket = ticket_of(session, now)
        assert (now.state, now.failure) == (JobState.ATTEMPT_FAILED, FailureReason.NO_TIME)
        assert (ticket.state, vain_pickups(session, ticket.id)) == (end, 0)
    last = shop.texts()[-1].body
    assert ("our fault" in last, last.count(":00-")) == (True, 3), last


@pytest.mark.parametrize("way", TRIPS)
def test_a_new_time_is_chosen_and_nothing_closes(shop: Shop, way: str) -> None:
    job = let_pass(shop, TRIPS[way][0])
    shop.clock.move_on(timedelta(days=30))
    expire_waiting.run(shop.runtime)
    watch_promises.run(shop.runtime)
    with shop.database.transaction() as session:
        open_slots(session, now=shop.clock())
        ticket = ticket_of(session, job_by_id(session, job.id))
        book = book_pickup if job.leg is Leg.INBOUND else book_return
        book(session, ticket, Act(KIM, shop.clock()), slot_id=windows(session, shop, job.leg)[0].id)
    assert SmsKind.EXPIRED not in told(shop)


def test_a_machine_that_stood_still_asks_before_it_blames_itself(shop: Shop) -> None:
    begun(shop, booked_return)
    shop.clock.move_on(timedelta(days=1))
    run(shop.runtime)
    assert told(shop) == [SmsKind.RETURN_UNNOTED]
    shop.clock.move_on(timedelta(hours=1))
    run(shop.runtime)
    assert told(shop) == [SmsKind.RETURN_UNNOTED]
    shop.clock.move_on(timedelta(hours=1))
    run(shop.runtime)
    assert told(shop)[1:] == [SmsKind.RETURN_MISSED]


def test_what_was_noted_in_time_is_left_alone(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        act = Act(shop.staff(Role.DISPATCHER), shop.clock(), quiet=True)
        collect(session, job, act, code=ticket_of(session, job).code)
        shop.clock.time = job.slot.ends_at + SAID_AFTER
    run(shop.runtime)
    assert shop.texts() == []


def test_a_passed_window_is_not_what_comes_next(sqlite_shop: Shop) -> None:
    job = begun(sqlite_shop, booked_pickup)
    with sqlite_shop.database.reading() as session:
        ticket = ticket_of(session, job_by_id(session, job.id))
        assert promised(session, ticket, now=sqlite_shop.clock()) == job.slot.ends_at + SAID_AFTER


@pytest.mark.parametrize("way", ["pickup", "not noted"])
def test_a_late_note_takes_back_what_was_told_and_frees_the_next_place(shop: Shop, way: str) -> None:
    job = let_pass(shop, TRIPS[way][0])
    happened = job.slot.starts_at + timedelta(minutes=30)
    with shop.database.transaction() as session:
        late = job_by_id(session, job.id)
        ticket = ticket_of(session, late)
        act = Act(shop.staff(Role.DISPATCHER), shop.clock())
        book = book_pickup if job.leg is Leg.INBOUND else book_return
        following = book(
            session, ticket, Act(KIM, shop.clock()), slot_id=windows(session, shop, job.leg)[0].id
        )
        if job.leg is Leg.INBOUND:
            collect(session, late, act, code=ticket.code, happened=happened)
        else:
            _hand_to_courier(session, shop, ticket.id)
            deliver(session, late, act, handed_to="이웃", happened=happened)
        assert following.state is JobState.CANCELLED
        assert session.get_one(Slot, following.slot_id, populate_existing=True).booked == 0
        assert active_job(session, ticket.id, job.leg) is None
        assert history(session, ticket)[-1].facts.happened_at == happened
        assert (late.failure, ticket.state) == (
            None,
            State.INBOUND if job.leg is Leg.INBOUND else State.DELIVERED,
        )
    after_all = {Leg.INBOUND: SmsKind.PICKUP_AFTER_ALL, Leg.OUTBOUND: SmsKind.DELIVERED_AFTER_ALL}
    assert told(shop)[-1] is after_all[job.leg]
    assert "That was wrong, sorry" in shop.texts()[-1].body


def _hand_to_courier(session: Session, shop: Shop, ticket_id: UUID) -> None:
    act = Act(shop.staff(Role.WAREHOUSE), shop.clock())
    record(session, act, ticket_id=ticket_id, step=BizStep.SHIPPING, taker=carrier("own"))


def test_what_nobody_has_read_yet_is_held_back_instead(shop: Shop) -> None:
    job = let_pass(shop, booked_pickup, leave=False)
    with shop.database.transaction() as session:
        late = job_by_id(session, job.id)
        collect(
            session, late, Act(shop.staff(Role.DISPATCHER), shop.clock()), code=ticket_of(session, late).code
        )
    with shop.database.reading() as session:
        states = {text.kind: text.state for text in session.scalars(select(Sms))}
    assert states[SmsKind.PICKUP_FAILED] is SmsState.DROPPED
    assert SmsKind.PICKUP_COLLECTED in states


@pytest.mark.parametrize("off", [timedelta(days=-30), timedelta(hours=3)])
def test_a_time_that_cannot_be_is_asked_again(sqlite_shop: Shop, off: timedelta) -> None:
    job = let_pass(sqlite_shop, booked_pickup)
    with sqlite_shop.database.transaction() as session:
        late = job_by_id(session, job.id)
        act = Act(sqlite_shop.staff(Role.DISPATCHER), sqlite_shop.clock())
        with pytest.raises(FieldRefused) as no:
            collect(
                session,
                late,
                act,
                code=ticket_of(session, late).code,
                happened=sqlite_shop.clock() + off,
            )
        assert no.value.field == "when"


def test_the_dock_receives_what_counts_as_not_collected(shop: Shop) -> None:
    job = let_pass(shop, booked_pickup)
    with shop.database.transaction() as session:
        ticket = ticket_of(session, job_by_id(session, job.id))
        receive_parcel(session, ticket, Act(shop.staff(Role.WAREHOUSE), shop.clock()))
        assert ticket.state is State.RECEIVED
    assert told(shop)[-1] is SmsKind.ARRIVED_AFTER_ALL
    with shop.database.transaction() as session:  # and the courier may still say that it was he
        late = job_by_id(session, job.id)
        collect(
            session, late, Act(shop.staff(Role.DISPATCHER), shop.clock()), code=ticket_of(session, late).code
        )
        assert (late.state, ticket_of(session, late).state) == (JobState.COLLECTED, State.RECEIVED)
    assert told(shop)[-1] is SmsKind.ARRIVED_AFTER_ALL
