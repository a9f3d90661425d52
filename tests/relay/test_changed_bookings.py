"""Trips of a carrier with a network that are moved, called off or overtaken: there is one of each, or a person knows."""

from datetime import timedelta

from sqlalchemy import select

from app.courier.trips import jobs, queries
from app.courier.trips.carriers import (
    OutcomeUnknown,
    Permanent,
    TooLateToCancel,
    Transient,
)
from app.courier.trips.states import BookingTrouble, FailureReason, JobState
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.transport.prepare_runs import prepare_run
from app.kernel.act import Act
from app.kernel.actor import Role
from app.outbox.models import CallState, OwedCall
from app.tickets.states import State
from jobs import watch_trips
from tests.courier.road import ticket_of
from tests.fakes.carriers import BookedThen, FakeCarrier
from tests.relay.network import ask_for_trip, call_off, drain_after, move, owed, trip
from tests.shop import Shop


def test_a_moved_trip_is_cancelled_once_the_new_one_is_booked(shop: Shop, carrier: FakeCarrier) -> None:
    old = trip(shop, ask_for_trip(shop))
    drain_after(shop)
    carrier.plan = [Transient("refused connection")]
    new = trip(shop, move(shop, old.id))
    drain_after(shop)
    assert carrier.standing(old.our_reference), "the new one is not booked yet"
    for _ in range(3):
        drain_after(shop, 1)
    assert carrier.standing(new.our_reference)
    assert not carrier.standing(old.our_reference)
    assert owed(shop) == []


def test_the_old_trip_stays_where_the_new_one_is_refused(shop: Shop, carrier: FakeCarrier) -> None:
    old = trip(shop, ask_for_trip(shop))
    drain_after(shop)
    carrier.plan = [Permanent("full")]
    move(shop, old.id)
    for _ in range(5):
        drain_after(shop, 1)
    assert carrier.standing(old.our_reference)
    assert owed(shop) == ["carrier.cancel"]


def test_a_trip_called_off_before_its_carrier_was_asked_is_never_posted(
    shop: Shop, carrier: FakeCarrier
) -> None:
    call_off(shop, ask_for_trip(shop))
    drain_after(shop)
    assert (carrier.posts, owed(shop)) == ([], [])


def test_a_trip_called_off_while_its_carrier_is_asked_is_cancelled_there(
    shop: Shop, carrier: FakeCarrier
) -> None:
    job_id = ask_for_trip(shop)
    carrier.meanwhile = lambda: call_off(shop, job_id)
    drain_after(shop)
    carrier.meanwhile = lambda: None
    drain_after(shop, 2)
    job = trip(shop, job_id)
    assert (job.state, job.carrier_reference) == (JobState.CANCELLED, "F-1")
    assert not carrier.standing(job.our_reference)
    assert owed(shop) == []


def test_a_trip_called_off_while_its_answer_is_missing_is_found_first(
    shop: Shop, carrier: FakeCarrier
) -> None:
    carrier.plan = [BookedThen(OutcomeUnknown("timeout"))]
    job = trip(shop, ask_for_trip(shop))
    drain_after(shop)
    call_off(shop, job.id)
    drain_after(shop, 2)
    assert carrier.trips[0].cancelled
    assert owed(shop) == []


def test_a_cancelling_whose_answer_is_lost_is_said_again(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = ask_for_trip(shop)
    drain_after(shop)
    call_off(shop, job_id)
    carrier.plan = [Transient("away"), BookedThen(OutcomeUnknown("timeout"))]
    for _ in range(3):
        drain_after(shop, 1)
    assert carrier.trips[0].cancelled
    assert owed(shop) == []


def test_what_cannot_be_cancelled_any_more_is_listed_for_a_person(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = ask_for_trip(shop)
    drain_after(shop)
    call_off(shop, job_id)
    carrier.plan = [TooLateToCancel("under way")]
    drain_after(shop)
    assert owed(shop, CallState.GIVEN_UP) == ["carrier.cancel"]


def test_what_is_never_found_is_listed_for_a_person_when_called_off(shop: Shop, carrier: FakeCarrier) -> None:
    carrier.plan = [OutcomeUnknown("timeout")]
    job_id = ask_for_trip(shop)
    drain_after(shop)
    call_off(shop, job_id)
    carrier.silent = True
    for _ in range(20):
        drain_after(shop, 1)
    assert owed(shop) == []
    assert owed(shop, CallState.GIVEN_UP) == ["carrier.cancel"]


def test_a_carrier_the_shop_no_longer_works_with_is_a_persons_task(shop: Shop, carrier: FakeCarrier) -> None:
    known, called_off, asked = ask_for_trip(shop), ask_for_trip(shop), carrier.profile.name
    drain_after(shop)
    call_off(shop, called_off)
    later = ask_for_trip(shop)
    shop.runtime.carriers.pop(asked)  # type: ignore[attr-defined]  # a dict in a test's shop
    drain_after(shop)
    assert trip(shop, known).state is JobState.BOOKED
    assert trip(shop, later).trouble is BookingTrouble.NO_ACCESS
    assert owed(shop, CallState.GIVEN_UP) == ["carrier.cancel"]


def test_a_carrier_away_for_a_day_is_a_persons_task(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = ask_for_trip(shop)
    with shop.runtime.database.transaction() as session:
        session.scalars(select(OwedCall).where(OwedCall.topic == "carrier.book")).one().attempt = 95
    carrier.plan = [Transient("away")]
    drain_after(shop)
    assert (trip(shop, job_id).trouble, trip(shop, job_id).state) == (
        BookingTrouble.UNREACHABLE,
        JobState.REQUESTED,
    )


def test_a_window_that_has_begun_is_not_booked_any_more_and_ends_as_any_other_missed_one(
    shop: Shop, carrier: FakeCarrier
) -> None:
    job_id = ask_for_trip(shop)
    slot = trip(shop, job_id).slot
    shop.clock.time = slot.starts_at
    drain_after(shop)
    assert (trip(shop, job_id).trouble, carrier.posts) == (BookingTrouble.TOO_LATE, [])
    for wait in (timedelta(minutes=10), timedelta(hours=2)):
        shop.clock.time = slot.ends_at + wait
        watch_trips.run(shop.runtime)
    job = trip(shop, job_id)
    assert (job.state, job.failure, job.trouble) == (JobState.ATTEMPT_FAILED, FailureReason.NO_TIME, None)
    with shop.runtime.database.reading() as session:
        assert ticket_of(session, job).state is State.AUTHORISED


def test_what_the_dock_has_received_is_not_booked_any_more(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = ask_for_trip(shop)
    with shop.runtime.database.transaction() as session:
        ticket = ticket_of(session, queries.job_by_id(session, job_id))
        receive_parcel(session, ticket, Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"))
    drain_after(shop)
    assert (trip(shop, job_id).state, carrier.posts, owed(shop)) == (JobState.COLLECTED, [], [])


def test_another_carriers_trips_are_no_stops_of_our_own_runs(shop: Shop, carrier: FakeCarrier) -> None:
    job_id = ask_for_trip(shop)
    drain_after(shop)
    with shop.runtime.database.transaction() as session:
        slot = queries.job_by_id(session, job_id).slot
        assert prepare_run(session, slot.zone_id, day=slot.day, now=shop.clock()) is None
    assert trip(shop, job_id).state is JobState.BOOKED


def test_a_receipt_taken_back_leaves_its_trip_to_be_booked_after_all(
    shop: Shop, carrier: FakeCarrier
) -> None:
    job_id = ask_for_trip(shop)
    with shop.runtime.database.transaction() as session:
        ticket = ticket_of(session, queries.job_by_id(session, job_id))
        receive_parcel(session, ticket, Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"))
    drain_after(shop)
    with shop.runtime.database.transaction() as session:
        jobs.reopen_pickup(session, queries.job_by_id(session, job_id), JobState.REQUESTED, now=shop.clock())
    drain_after(shop)
    assert (trip(shop, job_id).state, len(carrier.posts)) == (JobState.BOOKED, 1)
