"""What any carrier promises: one trip per reference, found again by it, and called off once."""

from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.carriers.own_fleet import OwnFleet
from app.adapters.carriers.registry import make_carriers, profiles_of
from app.courier.trips.carriers import Booking, Carrier, Permanent
from app.courier.trips.profiles import OWN_FLEET
from app.kernel.show import Window
from app.tickets.legs import Leg
from tests.fakes.carriers import FakeCarrier
from tests.settings import demo_settings

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


def test_a_trip_is_found_by_our_reference(carrier: Carrier) -> None:
    booked = carrier.book(BOOKING)
    assert carrier.find(BOOKING.our_reference) == booked


def test_a_booked_trip_can_be_called_off_and_stays_so(carrier: Carrier) -> None:
    reference = carrier.book(BOOKING).carrier_reference
    carrier.cancel(reference)
    carrier.cancel(reference)


def test_people_know_it_by_another_name_than_its_key(carrier: Carrier) -> None:
    assert carrier.profile.title
    assert carrier.profile.title != carrier.profile.name


def test_its_name_fits_the_jobs_row(carrier: Carrier) -> None:
    assert 0 < len(carrier.profile.name) <= 30


def test_one_with_a_network_knows_what_it_has_not_and_what_was_called_off() -> None:
    carrier = FakeCarrier()
    assert carrier.find("nothing") is None
    with pytest.raises(Permanent):
        carrier.cancel("nothing")
    carrier.cancel(carrier.book(BOOKING).carrier_reference)
    assert carrier.find(BOOKING.our_reference) is None


def test_the_shop_works_with_its_own_couriers_and_the_stories_know_them() -> None:
    carriers = make_carriers(demo_settings())
    assert profiles_of(carriers) == {"own_fleet": OWN_FLEET}
