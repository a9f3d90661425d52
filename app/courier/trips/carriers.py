"""What a carrier must be able to do, and the ways its answer can go wrong."""

from dataclasses import dataclass
from typing import Protocol

from app.courier.trips.profiles import CarrierProfile
from app.kernel.show import Window
from app.tickets.legs import Leg


@dataclass(frozen=True, slots=True)
class Booking:
    """One trip to book: our reference is the join key, a carrier's waybill may come much later."""

    our_reference: str
    leg: Leg
    window: Window
    recipient: str
    phone: str
    postcode: str
    address: str


@dataclass(frozen=True, slots=True)
class Booked:
    """The carrier's yes."""

    carrier_reference: str
    waybill: str | None = None


class CarrierError(Exception):
    """A booking that did not end in a yes; each subclass says what may be done about it."""


class Transient(CarrierError):
    """Certainly not booked; may be tried again."""


class OutcomeUnknown(CarrierError):
    """May be booked: look it up by our reference, never book again blindly."""


class Permanent(CarrierError):
    """Certainly not booked, and never will be as it stands."""


class TooLateToCancel(CarrierError):
    """The driver is on the way."""


class Carrier(Protocol):
    """One carrier; asked with no transaction open, and never twice for the same trip while an answer is missing."""

    @property
    def profile(self) -> CarrierProfile:
        """Its name, its title, and whether it needs a network."""
        ...

    def book(self, booking: Booking) -> Booked:
        """Order the trip once."""
        ...

    def find(self, our_reference: str) -> Booked | None:
        """The booking under our reference, if the carrier has one."""
        ...

    def cancel(self, carrier_reference: str) -> None:
        """Call the trip off."""
        ...
