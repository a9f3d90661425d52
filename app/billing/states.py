"""The life of a bill: it is open until it is paid, waived, or void because another takes its place."""

from enum import StrEnum


class BillState(StrEnum):
    """Only an open bill asks for money; the others are ends."""

    OPEN = "open"
    PAID = "paid"
    WAIVED = "waived"
    VOID = "void"


B = BillState
MOVES: dict[BillState, frozenset[BillState]] = {
    B.OPEN: frozenset({B.PAID, B.WAIVED, B.VOID}),
    B.PAID: frozenset(),
    B.WAIVED: frozenset(),
    B.VOID: frozenset(),
}


class LineKind(StrEnum):
    """What one line of a bill is for; `words.LINE_NAME` says it to the customer."""

    REPAIR = "repair"
    PART = "part"
    COURIER_IN = "courier_in"
    COURIER_OUT = "courier_out"


class PaymentMethod(StrEnum):
    """The way money came in, as staff note it."""

    TRANSFER = "transfer"
    CARD = "card"
    CASH = "cash"
