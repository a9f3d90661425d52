"""Rules of the road, pure: whose area an address is in, which plans drive on a day, what a parcel's events add up to."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

Z = TypeVar("Z", bound=Hashable)

HOLD_TIME = timedelta(minutes=10)  # a place kept for somebody still filling in the request
NEXT_WINDOWS = 3  # offered in place of one that is gone


class Plan(Protocol):
    """The part of a slot plan that decides on which days it drives."""

    @property
    def weekdays(self) -> Sequence[int]:
        """ISO weekdays, 1 Monday to 7 Sunday."""
        ...


P = TypeVar("P", bound=Plan)


def zone_of(postcode: str, zones: Mapping[Z, Iterable[str]]) -> Z | None:
    """The zone with the longest prefix of `postcode`; '' matches the rest, None where nobody drives."""
    fitting = [
        (len(prefix), zone)
        for zone, prefixes in zones.items()
        for prefix in prefixes
        if postcode.startswith(prefix)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def plans_on(day: date, plans: Sequence[P], *, holiday: bool, override: bool | None) -> list[P]:
    """The plans that drive on `day`.

    `override` is the dispatcher's word: False closes any day, True opens a Sunday or a holiday. A day
    opened by hand that no plan lists is driven by all plans, so that opening it never does nothing.
    """
    if override is False:
        return []
    listed = [plan for plan in plans if day.isoweekday() in plan.weekdays]
    if override is True:
        return listed or list(plans)
    return [] if holiday or day.isoweekday() == 7 else listed
