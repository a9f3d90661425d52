"""What a carrier must be able to do, and the ways its answer can go wrong."""

from dataclasses import dataclass
from datetime import datetime
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


class AddressError(Permanent):
    """Certainly not booked: something is wrong with the `field` of the address, or nobody drives there."""

    def __init__(self, said: str, *, field: str = "") -> None:
        super().__init__(said)
        self.field = field


class CutoffPassed(Permanent):
    """Certainly not booked: too late for this window; `next_window` is what the carrier offers instead."""

    def __init__(self, said: str, *, next_window: datetime | None = None) -> None:
        super().__init__(said)
        self.next_window = next_window


class AuthExpired(Permanent):
    """Certainly not booked: our access to the carrier has ended."""


class Duplicate(CarrierError):
    """Booked before under our reference: adopt it, from here or by looking it up."""

    def __init__(self, said: str, *, booked: Booked | None = None) -> None:
        super().__init__(said)
        self.booked = booked


class TooLateToCancel(CarrierError):
    """The driver is on the way."""


class ContractError(CarrierError):
    """An answer outside of what the carrier has promised: it says nothing, and somebody must read it."""


class Carrier(Protocol):
    """One carrier; asked with no transaction open, and never twice for the same trip while an answer is missing.

    Each call ends within 30 s, half of a lease; by then a booking without an answer is OutcomeUnknown.
    """

    @property
    def profile(self) -> CarrierProfile:
        """Its name, its title, and whether it needs a network."""
        ...

    def book(self, booking: Booking) -> Booked:
        """Order the trip once. Raises a CarrierError; whatever else it raises counts as OutcomeUnknown."""
        ...

    def find(self, our_reference: str) -> Booked | None:
        """The trip under our reference, if the carrier has one and has not called it off."""
        ...

    def cancel(self, carrier_reference: str) -> None:
        """Call the trip off; one called off already stays so. Raises TooLateToCancel, or another CarrierError."""
        ...
