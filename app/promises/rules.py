"""Due rules, pure: how long the next one has, by the clock or by business days."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Due:
    """How long the next one has: `hours` on the clock or `days` of business; both None: no promise."""

    hours: int | None = None
    days: int | None = None


def hours(count: int) -> Due:
    """Clock hours."""
    return Due(hours=count)


def business(count: int) -> Due:
    """Business days, ending at close of business."""
    return Due(days=count)


NOBODY = Due()


BY_PLAN = Due()  # the story sets it from a slot, a quote or a supplier's date
