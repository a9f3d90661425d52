"""The legs a repair can travel: to us, back to the customer, or a part alone."""

from enum import StrEnum


class Leg(StrEnum):
    """One way of a freight; the courier drives the first two."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    PART_ONLY = "part_only"


DRIVEN = (Leg.INBOUND, Leg.OUTBOUND)  # by a courier, with windows of their own; a part alone is posted
