"""Trips of a carrier with a network: asked once the story is written, never twice, and a person told what went wrong."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.courier.trips import jobs, queries
from app.courier.trips.carriers import (
    AddressError,
    AuthExpired,
    Booked,
    CarrierError,
    ContractError,
    CutoffPassed,
    Duplicate,
    OutcomeUnknown,
    Permanent,
    TooLateToCancel,
    Transient,
)
from app.courier.trips.models import CourierJob
from app.courier.trips.states import BookingTrouble, FailureReason, JobState
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.transport.book_pickup import cancel_pickup, move_pickup
from app.journeys.transport.prepare_runs import prepare_run
from app.kernel.act import Act
from app.kernel.actor import Role
from app.outbox.models import CallState, OwedCall
from app.relay.drain import drain
from app.tickets.states import State
from jobs import watch_pickups
from tests.courier.road import KIM, booked_pickup, ticket_of, windows, work_with
from tests.fakes.carriers import BookedThen, FakeCarrier
from tests.shop import Shop

MINUTE = timedelta(minutes=1)


@pytest.fixture
def carrier(shop: Shop) -> FakeCarrier:
    """It drives everything in the shop."""
    made = FakeCarrier()
    work_with(shop, made)
    return made


def _request(shop: Shop) -> UUID:
    with shop.runtime.database.transaction() as session:
        return booked_pickup(session, shop, nth=1).id


def _job(shop: Shop, job_id: UUID) -> CourierJob:
    with shop.runtime.database.reading() as session:
        return queries.job_by_id(session, job_id)


def _owed(shop: Shop, state: CallState = CallState.OWED) -> list[str]:
    with shop.runtime.database.reading() as session:
        owed = select(OwedCall.topic).where(OwedCall.state == state, OwedCall.topic.like("carrier.%"))
        return list(session.scalars(owed.order_by(OwedCall.topic)))


def _drain_after(shop: Shop, minutes: float = 0) -> None:
    shop.clock.move_on(minutes * MINUTE)
    drain(shop.runtime, owner="test")


def _call_off(shop: Shop, job_id: UUID) -> None:
    with shop.runtime.database.transaction() as session:
        ticket = ticket_of(session, queries.job_by_id(session, job_id))
        cancel_pickup(session, ticket, Act(KIM, shop.clock(), quiet=True))


def _move(shop: Shop, job_id: UUID) -> UUID:
    with shop.runtime.database.transaction() as session:
        ticket = ticket_of(session, queries.job_by_id(session, job_id))
        slot_id = windows(session, shop)[2].id
        return move_pickup(session, ticket, Act(KIM, shop.clock(), quiet=True), slot_id=slot_id).id


def test_the_carrier_is_asked_after_the_story_and_told_who_and_where(
    shop: Shop, carrier: FakeCarrier
) -> None:
    job_id = _request(shop)
    assert (_job(shop, job_id).state, carrier.posts) == (JobState.REQUESTED, [])
    _drain_after(shop)
    job = _job(shop, job_id)
    assert (job.state, job.carrier_reference, job.waybill) == (JobState.BOOKED, "F-1", None)
    (told,) = carrier.posts
    assert (told.our_reference, told.recipient, told.postcode) == (job.our_reference, "김민지", "04524")
    assert told.address == "세종대로 110 3층"
    assert _owed(shop) == []


def test_our_own_couriers_are_booked_at_once_and_nobody_is_asked(shop: Shop) -> None:
    assert _job(shop, _request(shop)).state is JobState.BOOKED
    assert _owed(shop) == []


def test_a_carrier_that_could_not_be_reached_is_asked_again(shop: Shop, carrier: FakeCarrier) -> None:
    carrier.plan = [Transient("refused connection")]
    job_id = _request(shop)
    _drain_after(shop)
    assert _job(shop, job_id).state is JobState.REQUESTED
    _drain_after(shop, 1)
    assert _job(shop, job_id).state is JobState.BOOKED
    assert (len(carrier.posts), len(carrier.trips)) == (2, 1)


@pytest.mark.parametrize(
    ("answer", "trouble", "words"),
    [
        (
            AddressError("no such street", field="line1"),
            BookingTrouble.ADDRESS,
            "does not serve this address",
        ),
        (CutoffPassed("18:00"), BookingTrouble.TOO_LATE, "too late for this window"),
        (AuthExpired("401"), BookingTrouble.NO_ACCESS, "we have no access to this carrier"),
        (Permanent("E17"), BookingTrouble.REFUSED, "the carrier refuses the trip: E17"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_asking_again_cannot_mend_stands_on_the_board_with_its_reason(
    sqlite_shop: Shop, answer: CarrierError, trouble: BookingTrouble, words: str
) -> None:
    carrier = FakeCarrier(plan=[answer])
    work_with(sqlite_shop, carrier)
    job_id = _request(sqlite_shop)
    _drain_after(sqlite_shop)
    _drain_after(sqlite_shop, 20)
    job = _job(sqlite_shop, job_id)
    assert (job.state, job.trouble, len(carrier.posts)) == (JobState.REQUESTED, trouble, 1)
    assert _owed(sqlite_shop) == []
    day = job.slot.day.isoformat()
    assert words in sqlite_shop.signed_in(Role.DISPATCHER).get(f"/dispatch?lang=en&day={day}").text


def test_one_it_had_already_is_adopted(shop: Shop, carrier: FakeCarrier) -> None:
    carrier.plan = [Duplicate("known", booked=Booked("F-9")), BookedThen(Duplicate("known"))]
    told, untold = _request(shop), _request(shop)
    _drain_after(shop)
    jobs = {_job(shop, job_id).state: _job(shop, job_id) for job_id in (told, untold)}
    assert jobs[JobState.BOOKED].carrier_reference == "F-9"
    _drain_after(shop, 1)
    assert _job(shop, jobs[JobState.BOOKING_UNKNOWN].id).carrier_reference == "F-1"


@pytest.mark.parametrize(
    "lost", [OutcomeUnknown("timeout"), ContractError("<html>"), ValueError("ours"), KeyboardInterrupt()]
)
def test_a_trip_whose_answer_is_lost_is_looked_up_and_never_posted_again(
    shop: Shop, carrier: FakeCarrier, lost: BaseException
) -> None:
    carrier.plan = [BookedThen(lost)]
    job_id = _request(shop)
    try:
        _drain_after(shop)
    except KeyboardInterrupt:  # the process was killed; its lease runs out
        assert _job(shop, job_id).state is JobState.BOOKING
    else:
        assert _job(shop, job_id).state is JobState.BOOKING_UNKNOWN
    _drain_after(shop, 1.1)
    job = _job(shop, job_id)
    assert (job.state, job.carrier_reference) == (JobState.BOOKED, "F-1")
    assert (len(carrier.posts), _owed(shop)) == (1, [])


def test_one_that_is_not_found_is_looked_up_after_1_5_and_15_minutes_and_left_to_a_person(
    shop: Shop, carrier: FakeCarrier
) -> None:
    carrier.plan = [OutcomeUnknown("timeout")]
    job_id = _request(shop)
    _drain_after(shop)
    seen: list[int] = []
    for minute in range(1, 21):
        _drain_after(shop, 1)
        if carrier.looked_up > len(seen):
            seen.append(minute)
    job = _job(shop, job_id)
    assert seen == [1, 5, 15]
    assert (job.state, job.trouble) == (JobState.BOOKING_UNKNOWN, BookingTrouble.NO_ANSWER)
    assert (len(carrier.posts), _owed(shop)) == (1, [])


def test_a_moved_trip_is_cancelled_once_the_new_one_is_booked(shop: Shop, carrier: FakeCarrier) -> None:
    old = _job(shop, _request(shop))
    _drain_after(shop)
    carrier.plan = [Transient("refused connection")]
    new = _job(shop, _move(shop, old.id))
    _drain_after(shop)
    assert carrier.standing(old.our_reference), "the new one is not booked yet"
    for _ in range(3):
        _drain_after(shop, 1)
    assert carrier.standing(new.our_reference)
    assert not carrier.standing(old.our_reference)
    assert _owed(shop) == []


def test_the_old_trip_stays_where_the_new_one_is_refused(shop: Shop, carrier: FakeCarrier) -> None:
    old = _job(shop, _request(shop))
    _drain_after(shop)
    carrier.plan = [Permanent("full")]
    _move(shop, old.id)
    for _ in range(5):
        _drain_after(shop, 1)
    assert carrier.standing(old.our_reference)
    assert _owed(shop) == ["carrier.cancel"]


def test_a_trip_called_off_before_its_carrier_was_asked_is_never_posted(
    shop: Shop, carrier: FakeCarrier
) -> None:
    _call_off(shop, _request(shop))
    _drain_after(shop)
    assert (carrier.posts, _owed(shop)) == ([], [])


def test_a_trip_called_off_while_its_carrier_is_asked_is_cancelled_there(
    shop: Shop, carrier: FakeCarrier
) -> None:
    job_id = _request(shop)
    carrier.meanwhile = lambda: _call_off(shop, job_id)
    _drain_after(shop)
    carrier.meanwhile = lambda: None
    _drain_after(shop, 2)
    job = _job(shop, job_id)
    assert (job.state, job.carrier_reference) == (JobState.CANCELLED, "F-1")
    assert not carrier.standing(job.our_reference)
    assert _owed(shop) == []


def test_a_trip_called_off_while_its_answer_is_missing_is_found_first(
    shop: Shop, carrier: FakeCarrier
) -> None:
    carrier.plan = [BookedThen(OutcomeUnknown("timeout"))]
    job = _job(shop, _request(shop))
    _drain_after(shop)
    _call_off(shop, job.id)
    _drain_after(shop, 2)
    assert carrier.trips[0].cancelled
    assert _owed(shop) == []


def test_a_cancelling_whose_answer_is_lost_is_said_again(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = _request(shop)
    _drain_after(shop)
    _call_off(shop, job_id)
    carrier.plan = [Transient("away"), BookedThen(OutcomeUnknown("timeout"))]
    for _ in range(3):
        _drain_after(shop, 1)
    assert carrier.trips[0].cancelled
    assert _owed(shop) == []


def test_what_cannot_be_cancelled_any_more_is_listed_for_a_person(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = _request(shop)
    _drain_after(shop)
    _call_off(shop, job_id)
    carrier.plan = [TooLateToCancel("under way")]
    _drain_after(shop)
    assert _owed(shop, CallState.GIVEN_UP) == ["carrier.cancel"]


def test_what_is_never_found_is_listed_for_a_person_when_called_off(shop: Shop, carrier: FakeCarrier) -> None:
    carrier.plan = [OutcomeUnknown("timeout")]
    job_id = _request(shop)
    _drain_after(shop)
    _call_off(shop, job_id)
    carrier.silent = True
    for _ in range(20):
        _drain_after(shop, 1)
    assert _owed(shop) == []
    assert _owed(shop, CallState.GIVEN_UP) == ["carrier.cancel"]


def test_a_carrier_the_shop_no_longer_works_with_is_a_persons_task(shop: Shop, carrier: FakeCarrier) -> None:
    known, called_off, asked = _request(shop), _request(shop), carrier.profile.name
    _drain_after(shop)
    _call_off(shop, called_off)
    later = _request(shop)
    shop.runtime.carriers.pop(asked)  # type: ignore[attr-defined]  # a dict in a test's shop
    _drain_after(shop)
    assert _job(shop, known).state is JobState.BOOKED
    assert _job(shop, later).trouble is BookingTrouble.NO_ACCESS
    assert _owed(shop, CallState.GIVEN_UP) == ["carrier.cancel"]


def test_a_carrier_away_for_a_day_is_a_persons_task(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = _request(shop)
    with shop.runtime.database.transaction() as session:
        session.scalars(select(OwedCall).where(OwedCall.topic == "carrier.book")).one().attempt = 95
    carrier.plan = [Transient("away")]
    _drain_after(shop)
    assert (_job(shop, job_id).trouble, _job(shop, job_id).state) == (
        BookingTrouble.UNREACHABLE,
        JobState.REQUESTED,
    )


def test_a_window_that_has_begun_is_not_booked_any_more_and_ends_as_any_other_missed_one(
    shop: Shop, carrier: FakeCarrier
) -> None:
    job_id = _request(shop)
    slot = _job(shop, job_id).slot
    shop.clock.time = slot.starts_at
    _drain_after(shop)
    assert (_job(shop, job_id).trouble, carrier.posts) == (BookingTrouble.TOO_LATE, [])
    shop.clock.time = slot.ends_at + timedelta(hours=2)
    watch_pickups.run(shop.runtime)
    job = _job(shop, job_id)
    assert (job.state, job.failure, job.trouble) == (JobState.ATTEMPT_FAILED, FailureReason.NO_TIME, None)
    with shop.runtime.database.reading() as session:
        assert ticket_of(session, job).state is State.AUTHORISED


def test_what_the_dock_has_received_is_not_booked_any_more(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = _request(shop)
    with shop.runtime.database.transaction() as session:
        ticket = ticket_of(session, queries.job_by_id(session, job_id))
        receive_parcel(session, ticket, Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"))
    _drain_after(shop)
    assert (_job(shop, job_id).state, carrier.posts, _owed(shop)) == (JobState.COLLECTED, [], [])


def test_another_carriers_trips_are_no_stops_of_our_own_runs(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = _request(shop)
    _drain_after(shop)
    with shop.runtime.database.transaction() as session:
        slot = queries.job_by_id(session, job_id).slot
        assert prepare_run(session, slot.zone_id, day=slot.day, now=shop.clock()) is None
    assert _job(shop, job_id).state is JobState.BOOKED


def test_a_receipt_taken_back_leaves_its_trip_to_be_booked_after_all(
    shop: Shop, carrier: FakeCarrier
) -> None:
    job_id = _request(shop)
    with shop.runtime.database.transaction() as session:
        ticket = ticket_of(session, queries.job_by_id(session, job_id))
        receive_parcel(session, ticket, Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"))
    _drain_after(shop)
    with shop.runtime.database.transaction() as session:
        jobs.reopen_pickup(session, queries.job_by_id(session, job_id), JobState.REQUESTED, now=shop.clock())
    _drain_after(shop)
    assert (_job(shop, job_id).state, len(carrier.posts)) == (JobState.BOOKED, 1)
