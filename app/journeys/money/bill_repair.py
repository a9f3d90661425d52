"""The lines of a bill, from the sum that is billed: the repair, and each way of the courier that it contains."""

from app.billing.rules import Line
from app.billing.states import LineKind
from app.tickets.legs import Leg
from app.tickets.sums import Sum

LINE_OF_LEG = {Leg.INBOUND: LineKind.COURIER_IN, Leg.OUTBOUND: LineKind.COURIER_OUT}


def bill_lines(billed: Sum) -> list[Line]:
    """A line for each minor unit, the repair first; together they are `billed.total`."""
    return [
        Line(LineKind.REPAIR, billed.work),
        *(Line(LINE_OF_LEG[leg], fee) for leg, fee in billed.ways.items()),
    ]
