"""What a bill adds up to and what is left to pay, as pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.billing.states import BillState, LineKind
from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is put on a bill, tax contained; `words` stand where its kind alone would not say what it is."""

    kind: LineKind
    amount: Money
    words: str = ""


def total_of(lines: Sequence[Line]) -> Money:
    """The sum of the lines: the only way a total comes about. Raises ValueError for no line, or less than 0."""
    if not lines:
        raise ValueError("a bill has at least one line")
    if any(line.amount.minor < 0 for line in lines):
        raise ValueError("a line of a bill asks for 0 or more")
    total = lines[0].amount
    for line in lines[1:]:
        total += line.amount
    return total


def state_at_issue(total: Money) -> BillState:
    """A bill that asks for nothing is paid from the start; nobody has to wait for that."""
    return BillState.OPEN if total.minor else BillState.PAID


def left_to_pay(total: Money, received: Sequence[Money]) -> Money:
    """What is still asked for after these payments, never less than nothing."""
    minor = total.minor - sum(money.minor for money in received)
    return Money(max(minor, 0), total.currency)
