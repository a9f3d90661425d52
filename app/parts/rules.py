"""Parts before parcels, as pure rules: nothing ships to us before what it needs is here or has a date."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol


class PartState(StrEnum):
    """`dated` means the supplier named a day; reserved and in are on our shelf."""

    NEEDED = "needed"
    DATED = "dated"
    RESERVED = "reserved"
    IN = "in"
    UNOBTAINABLE = "unobtainable"
    USED = "used"
    RELEASED = "released"  # the repair ended without it: it lies there for others


class Need(Protocol):
    """What the rules look at: how far a part has come, and the supplier's day."""

    @property
    def state(self) -> PartState:
        """How far it has come."""
        ...

    @property
    def expected_on(self) -> date | None:
        """The day the supplier named."""
        ...


ON_SHELF = frozenset({PartState.RESERVED, PartState.IN, PartState.USED})


def ready_by(needs: Sequence[Need], day: date) -> bool:
    """Whether every part is on the shelf, or dated to arrive on `day` at the latest."""
    return all(need.state in ON_SHELF or _arrives_by(need, day) for need in needs)


def all_here(needs: Sequence[Need]) -> bool:
    """Whether the bench can start: nothing is still on its way."""
    return all(need.state in ON_SHELF for need in needs)


def all_known(needs: Sequence[Need]) -> bool:
    """Whether every part is on the shelf or has a date, so that a pickup may be chosen around it."""
    return ready_by(needs, date.max)


def last_arrival(needs: Sequence[Need]) -> date | None:
    """The day the last missing part arrives; None while one of them has no date, or none is missing."""
    missing = [need for need in needs if need.state not in ON_SHELF]
    days = [need.expected_on for need in missing if need.expected_on is not None]
    return max(days) if days and len(days) == len(missing) else None


def _arrives_by(need: Need, day: date) -> bool:
    return need.state is PartState.DATED and need.expected_on is not None and need.expected_on <= day
