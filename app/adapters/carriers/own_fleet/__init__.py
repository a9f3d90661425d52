"""Our own couriers: booking is a row in our own book, so the answer is always at hand."""

from app.courier.trips.carriers import Booked, Booking
from app.kernel.i18n import N_


class OwnFleet:
    """The embedded default carrier; the job row itself is the booking."""

    name = "own_fleet"
    title = N_("The shop's own couriers")
    embedded = True

    def book(self, booking: Booking) -> Booked:
        """Our reference serves as the carrier's."""
        return Booked(carrier_reference=booking.our_reference)

    def find(self, our_reference: str) -> Booked | None:
        """Always known: the job exists."""
        return Booked(carrier_reference=our_reference)

    def cancel(self, carrier_reference: str) -> None:
        """The job's own state says it; nobody else needs to be told."""
