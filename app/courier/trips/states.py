"""The life of a pickup or return job, apart from the ticket's; and what can happen to a parcel."""

from enum import StrEnum

from app.kernel.i18n import N_
from app.tickets.legs import Leg


class JobState(StrEnum):
    """Where a pickup or return job can be. `collected` ends a pickup, `delivered` ends a return."""

    REQUESTED = "requested"
    BOOKING = "booking"
    BOOKING_UNKNOWN = "booking_unknown"
    BOOKED = "booked"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    COLLECTED = "collected"
    DELIVERED = "delivered"
    ATTEMPT_FAILED = "attempt_failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


J = JobState
MOVES: dict[JobState, frozenset[JobState]] = {
    J.REQUESTED: frozenset({J.BOOKING, J.BOOKED, J.ATTEMPT_FAILED, J.CANCELLED}),
    J.BOOKING: frozenset({J.BOOKED, J.BOOKING_UNKNOWN, J.REQUESTED, J.ATTEMPT_FAILED, J.CANCELLED}),
    J.BOOKING_UNKNOWN: frozenset({J.BOOKED, J.REQUESTED, J.ATTEMPT_FAILED, J.CANCELLED}),
    J.BOOKED: frozenset(
        {J.ASSIGNED, J.COLLECTED, J.DELIVERED, J.EN_ROUTE, J.ATTEMPT_FAILED, J.CANCELLED, J.EXPIRED}
    ),
    J.ASSIGNED: frozenset(
        {J.BOOKED, J.EN_ROUTE, J.COLLECTED, J.DELIVERED, J.ATTEMPT_FAILED, J.CANCELLED, J.EXPIRED}
    ),
    J.EN_ROUTE: frozenset({J.COLLECTED, J.DELIVERED, J.ATTEMPT_FAILED, J.CANCELLED, J.EXPIRED}),
    J.ATTEMPT_FAILED: frozenset(),
    J.COLLECTED: frozenset(),
    J.DELIVERED: frozenset(),
    J.CANCELLED: frozenset(),
    J.EXPIRED: frozenset(),
}
WAITING = frozenset({J.REQUESTED, J.BOOKING, J.BOOKING_UNKNOWN})  # for a carrier's yes
ACTIVE = WAITING | {J.BOOKED, J.ASSIGNED, J.EN_ROUTE}

# What a trip of which we said that we did not come can turn out to have been.
AFTER_ALL: dict[Leg, JobState] = {Leg.INBOUND: J.COLLECTED, Leg.OUTBOUND: J.DELIVERED}


JOB_NAME: dict[JobState, str] = {
    J.REQUESTED: N_("To be booked with the carrier"),
    J.BOOKING: N_("Being booked with the carrier"),
    J.BOOKING_UNKNOWN: N_("The carrier's answer is missing"),
    J.BOOKED: N_("Booked"),
    J.ASSIGNED: N_("On a run"),
    J.EN_ROUTE: N_("Courier on the way"),
    J.COLLECTED: N_("Collected"),
    J.DELIVERED: N_("Delivered"),
    J.ATTEMPT_FAILED: N_("Came in vain"),
    J.CANCELLED: N_("Cancelled"),
    J.EXPIRED: N_("Not driven"),
}


class FailureReason(StrEnum):
    """Why a courier came in vain."""

    NOBODY_HOME = "nobody_home"
    ADDRESS_NOT_FOUND = "address_not_found"
    NOT_PACKED = "not_packed"
    REFUSED = "refused"
    NO_TIME = "no_time"


# What can be said of a door, by what the courier came for. The customer reads it in the text.
FAILURES: dict[Leg, dict[FailureReason, str]] = {
    Leg.INBOUND: {
        FailureReason.NOBODY_HOME: N_("nobody home"),
        FailureReason.ADDRESS_NOT_FOUND: N_("address not found"),
        FailureReason.NOT_PACKED: N_("not packed yet"),
        FailureReason.REFUSED: N_("handing over was refused"),
        FailureReason.NO_TIME: N_("we did not make it in time"),
    },
    Leg.OUTBOUND: {
        FailureReason.NOBODY_HOME: N_("nobody home"),
        FailureReason.ADDRESS_NOT_FOUND: N_("address not found"),
        FailureReason.REFUSED: N_("it was not accepted"),
        FailureReason.NO_TIME: N_("we did not make it in time"),
    },
}


def failure_name(leg: Leg, reason: FailureReason) -> str:
    """The reason's name at that kind of door; rows of before hold reasons that no such door has any more."""
    return FAILURES[leg].get(reason) or FAILURES[Leg.INBOUND][reason]


class BookingTrouble(StrEnum):
    """Why a trip that waits for its carrier is left to a person."""

    ADDRESS = "address"
    TOO_LATE = "too_late"
    REFUSED = "refused"
    NO_ACCESS = "no_access"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"


TROUBLE_NAME: dict[BookingTrouble, str] = {
    BookingTrouble.ADDRESS: N_("the carrier does not serve this address"),
    BookingTrouble.TOO_LATE: N_("too late for this window"),
    BookingTrouble.REFUSED: N_("the carrier refuses the trip"),
    BookingTrouble.NO_ACCESS: N_("we have no access to this carrier"),
    BookingTrouble.UNREACHABLE: N_("the carrier could not be reached"),
    BookingTrouble.NO_ANSWER: N_("ask the carrier whether it comes"),
}


class ParcelState(StrEnum):
    """Where a parcel is, in one vocabulary for all carriers."""

    PENDING = "pending"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERY_FAILED = "delivery_failed"
    ON_HOLD = "on_hold"
    DELIVERED = "delivered"
    RETURNING = "returning"
    LOST = "lost"
    DAMAGED = "damaged"
    CANCELLED = "cancelled"
