"""What any carrier promises: one trip per reference, found again by it, and called off once."""

from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.carriers.own_fleet import OwnFleet
from app.courier.trips.carriers import Booking, Carrier
from app.kernel.show import Window
from app.tickets.legs import Leg
from tests.fakes.carriers import FakeCarrier

STARTS = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
BOOKING = Booking(
    our_reference="SCH9D970C80B-P1",
    leg=Leg.INBOUND,
    window=Window(STARTS, STARTS + timedelta(hours=2), "Asia/Seoul"),
    recipient="김하늘",
    phone="+821012345678",
    postcode="04524",
    address="서울 중구 세종대로 110",
)


@pytest.fixture(params=[OwnFleet, FakeCarrier])
def carrier(request: pytest.FixtureRequest) -> Carrier:
    """Each carrier in turn."""
    made: Carrier = request.param()
    return made


def test_a_booking_is_answered_with_a_reference_we_can_keep(carrier: Carrier) -> None:
    booked = carrier.book(BOOKING)
    assert 0 < len(booked.carrier_reference) <= 60


def test_booking_the_same_reference_again_is_the_same_trip(carrier: Carrier) -> None:
    assert carrier.book(BOOKING) == carrier.book(BOOKING)


def test_a_trip_is_found_by_our_reference(carrier: Carrier) -> None:
    booked = carrier.book(BOOKING)
    assert carrier.find(BOOKING.our_reference) == booked


def test_a_booked_trip_can_be_called_off(carrier: Carrier) -> None:
    carrier.cancel(carrier.book(BOOKING).carrier_reference)


def test_people_know_it_by_another_name_than_its_key(carrier: Carrier) -> None:
    assert carrier.title
    assert carrier.title != carrier.name


def test_its_name_fits_the_jobs_row_and_the_embedded_one_needs_no_network(carrier: Carrier) -> None:
    assert 0 < len(carrier.name) <= 30
    assert carrier.embedded
