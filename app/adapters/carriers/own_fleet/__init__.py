"""Our own couriers: the job's row in our own book is the booking, so nobody has to be asked."""

from app.courier.trips.carriers import Booked, Booking
from app.courier.trips.profiles import OWN_FLEET
from app.kernel.settings import Settings


class OwnFleet:
    """The carrier of every trip no rule gives to another."""

    profile = OWN_FLEET

    def book(self, booking: Booking) -> Booked:
        """Our reference serves as the carrier's."""
        return Booked(carrier_reference=booking.our_reference)

    def find(self, our_reference: str) -> Booked | None:
        """Always known: the job exists."""
        return Booked(carrier_reference=our_reference)

    def cancel(self, carrier_reference: str) -> None:
        """The job's own state says it; nobody else needs to be told."""


def make(_settings: Settings) -> OwnFleet:
    """Always there."""
    return OwnFleet()
