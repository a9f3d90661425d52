"""A carrier in memory: books by our reference, remembers, and refuses to cancel what it never had."""

from app.courier.trips.carriers import Booked, Booking, Permanent


class FakeCarrier:
    """`booked` holds what was ordered, by our reference."""

    name = "fake"
    title = "Fake Parcels"
    embedded = True

    def __init__(self) -> None:
        self.booked: dict[str, Booked] = {}

    def book(self, booking: Booking) -> Booked:
        """The same reference again is the same trip."""
        return self.booked.setdefault(booking.our_reference, Booked(f"F-{len(self.booked) + 1}"))

    def find(self, our_reference: str) -> Booked | None:
        """What was booked under our reference."""
        return self.booked.get(our_reference)

    def cancel(self, carrier_reference: str) -> None:
        """Forget the trip; raises Permanent where there is none."""
        ours = [ours for ours, booked in self.booked.items() if booked.carrier_reference == carrier_reference]
        if not ours:
            raise Permanent(carrier_reference)
        del self.booked[ours[0]]
