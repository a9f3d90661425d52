"""Trips of a carrier with a network: asked once the story is written, never twice, and a person told what went wrong."""

import pytest

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
    Transient,
)
from app.courier.trips.states import BookingTrouble, JobState
from app.kernel.actor import Role
from tests.courier.road import work_with
from tests.fakes.carriers import BookedThen, FakeCarrier
from tests.relay.network import ask_for_trip, drain_after, owed, trip
from tests.shop import Shop


def test_the_carrier_is_asked_after_the_story_and_told_who_and_where(
    shop: Shop, carrier: FakeCarrier
) -> None:
    job_id = ask_for_trip(shop)
    assert (trip(shop, job_id).state, carrier.posts) == (JobState.REQUESTED, [])
    drain_after(shop)
    job = trip(shop, job_id)
    assert (job.state, job.carrier_reference, job.waybill) == (JobState.BOOKED, "F-1", None)
    (told,) = carrier.posts
    assert (told.our_reference, told.recipient, told.postcode) == (job.our_reference, "김민지", "04524")
    assert told.address == "세종대로 110 3층"
    assert owed(shop) == []


def test_our_own_couriers_are_booked_at_once_and_nobody_is_asked(shop: Shop) -> None:
    assert trip(shop, ask_for_trip(shop)).state is JobState.BOOKED
    assert owed(shop) == []


def test_a_carrier_that_could_not_be_reached_is_asked_again(shop: Shop, carrier: FakeCarrier) -> None:
    carrier.plan = [Transient("refused connection")]
    job_id = ask_for_trip(shop)
    drain_after(shop)
    assert trip(shop, job_id).state is JobState.REQUESTED
    drain_after(shop, 1)
    assert trip(shop, job_id).state is JobState.BOOKED
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
    job_id = ask_for_trip(sqlite_shop)
    drain_after(sqlite_shop)
    drain_after(sqlite_shop, 20)
    job = trip(sqlite_shop, job_id)
    assert (job.state, job.trouble, len(carrier.posts)) == (JobState.REQUESTED, trouble, 1)
    assert owed(sqlite_shop) == []
    day = job.slot.day.isoformat()
    assert words in sqlite_shop.signed_in(Role.DISPATCHER).get(f"/dispatch?lang=en&day={day}").text


def test_one_it_had_already_is_adopted(shop: Shop, carrier: FakeCarrier) -> None:
    carrier.plan = [Duplicate("known", booked=Booked("F-9")), BookedThen(Duplicate("known"))]
    told, untold = ask_for_trip(shop), ask_for_trip(shop)
    drain_after(shop)
    jobs = {trip(shop, job_id).state: trip(shop, job_id) for job_id in (told, untold)}
    assert jobs[JobState.BOOKED].carrier_reference == "F-9"
    drain_after(shop, 1)
    assert trip(shop, jobs[JobState.BOOKING_UNKNOWN].id).carrier_reference == "F-1"


@pytest.mark.parametrize(
    "lost", [OutcomeUnknown("timeout"), ContractError("<html>"), ValueError("ours"), KeyboardInterrupt()]
)
def test_a_trip_whose_answer_is_lost_is_looked_up_and_never_posted_again(
    shop: Shop, carrier: FakeCarrier, lost: BaseException
) -> None:
    carrier.plan = [BookedThen(lost)]
    job_id = ask_for_trip(shop)
    try:
        drain_after(shop)
    except KeyboardInterrupt:  # the process was killed; its lease runs out
        assert trip(shop, job_id).state is JobState.BOOKING
    else:
        assert trip(shop, job_id).state is JobState.BOOKING_UNKNOWN
    drain_after(shop, 1.1)
    job = trip(shop, job_id)
    assert (job.state, job.carrier_reference) == (JobState.BOOKED, "F-1")
    assert (len(carrier.posts), owed(shop)) == (1, [])


def test_one_that_is_not_found_is_looked_up_after_1_5_and_15_minutes_and_left_to_a_person(
    shop: Shop, carrier: FakeCarrier
) -> None:
    carrier.plan = [OutcomeUnknown("timeout")]
    job_id = ask_for_trip(shop)
    drain_after(shop)
    seen: list[int] = []
    for minute in range(1, 21):
        drain_after(shop, 1)
        if carrier.looked_up > len(seen):
            seen.append(minute)
    job = trip(shop, job_id)
    assert seen == [1, 5, 15]
    assert (job.state, job.trouble) == (JobState.BOOKING_UNKNOWN, BookingTrouble.NO_ANSWER)
    assert (len(carrier.posts), owed(shop)) == (1, [])
