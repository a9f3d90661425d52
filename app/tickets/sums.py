"""What a customer pays for one repair, all in one number: the repair itself and each of their ways with the courier."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.kernel.money import Money
from app.tickets.legs import Leg


@dataclass(frozen=True, slots=True)
class Sum:
    """One number and what it is made of; terms, quote, button, text and bill show `total` and never a part alone.

    `work` is parts and labour, `ways` what each way costs; tax is contained in all of them.
    """

    work: Money
    ways: Mapping[Leg, Money] = field(default_factory=dict)

    @property
    def courier(self) -> Money:
        """All ways together."""
        return Money(sum(fee.minor for fee in self.ways.values()), self.work.currency)

    @property
    def total(self) -> Money:
        """Everything."""
        return self.work + self.courier

    def for_work(self, work: Money) -> "Sum":
        """The same ways for other work, as the final price is written: nothing to pay for it, nothing for the ways."""
        return charged(work, self.ways)


def charged(work: Money, ways: Mapping[Leg, Money]) -> Sum:
    """The sum that is asked for. A repair that costs nothing asks for nothing: then the ways are not charged either."""
    return Sum(work, {leg: fee for leg, fee in ways.items() if fee.minor} if work.minor else {})


def contained(total: Money, ways: Mapping[Leg, Money]) -> Sum:
    """What a number that was named is made of; the ways it cannot hold beside any work are ours.

    The inverse of `charged`. A number named by an older release did not hold them: the customer pays that number.
    """
    whole = charged(total, ways)
    left = total.minor - whole.courier.minor
    return Sum(Money(left, total.currency), whole.ways) if left > 0 else Sum(total)
