"""A carrier with a network, in memory: it books whatever is posted, twice as well, and loses answers as planned."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.courier.trips.carriers import (
    Booked,
    Booking,
    CarrierError,
    Permanent,
    TooLateToCancel,
)
from app.courier.trips.profiles import CarrierProfile
from tests.fakes import outside

PROFILE = CarrierProfile("fake", "Fake Parcels")


@dataclass
class Trip:
    """One trip in the carrier's book."""

    our_reference: str
    booked: Booked
    cancelled: bool = False


@dataclass(frozen=True)
class BookedThen:
    """The trip is in the carrier's book, and then this goes wrong."""

    error: BaseException


@dataclass
class FakeCarrier:
    """`trips` is its book; `plan` says how the next calls end, in order, and then all goes well."""

    profile: CarrierProfile = PROFILE
    trips: list[Trip] = field(default_factory=list)
    plan: list[BaseException | BookedThen | None] = field(default_factory=list)
    posts: list[Booking] = field(default_factory=list)
    on_the_way: bool = False  # the driver is: too late to cancel
    meanwhile: Callable[[], object] = lambda: None  # happens while a posted trip is being booked
    looked_up: int = 0
    silent: bool = False  # nothing can be looked up

    def book(self, booking: Booking) -> Booked:
        """Order a trip, whatever was ordered before: what must not be posted twice is ours to know."""
        outside.look("a carrier")
        self.posts.append(booking)
        self.meanwhile()
        end = self.plan.pop(0) if self.plan else None
        if isinstance(end, BaseException):
            raise end
        trip = Trip(booking.our_reference, Booked(f"F-{len(self.trips) + 1}"))
        self.trips.append(trip)
        if end is not None:
            raise end.error
        return trip.booked

    def find(self, our_reference: str) -> Booked | None:
        """What stands in the book under our reference."""
        outside.look("a carrier")
        self.looked_up += 1
        if self.silent:
            raise CarrierError("no answer")
        found = [trip.booked for trip in self.standing(our_reference)]
        return found[0] if found else None

    def cancel(self, carrier_reference: str) -> None:
        """Call the trip off; one called off already stays so. Raises Permanent where there is none."""
        outside.look("a carrier")
        end = self.plan.pop(0) if self.plan else None
        if isinstance(end, BaseException):
            raise end
        if self.on_the_way:
            raise TooLateToCancel(carrier_reference)
        trips = [trip for trip in self.trips if trip.booked.carrier_reference == carrier_reference]
        if not trips:
            raise Permanent(carrier_reference)
        trips[0].cancelled = True
        if end is not None:
            raise end.error

    def standing(self, our_reference: str) -> list[Trip]:
        """The trips under our reference that a driver would make."""
        return [trip for trip in self.trips if trip.our_reference == our_reference and not trip.cancelled]
