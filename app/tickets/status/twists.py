"""What makes one state read differently to the customer: told from facts, by `timeline.twist_of`."""

from enum import StrEnum


class Twist(StrEnum):
    """What makes one state read differently to the person waiting."""

    PICKUP_FAILED = "pickup_failed"
    NOTHING_NOTED = "nothing_noted"  # the booked window is over, and nobody has said how it went
    WE_DID_NOT_COME = "we_did_not_come"
    NOT_HANDED_OVER = "not_handed_over"
    COLLECTED = "collected"
    UNOBTAINABLE = "unobtainable"
    RETURN_BOOKED = "return_booked"
    UNREPAIRED = "unrepaired"
    ASKED = "asked"  # whether all is well
    OPEN_AGAIN = "open_again"  # ended, and may be taken up again
    AGAIN = "again"  # still broken: a linked repair goes on
