"""Rules of the road, pure: whose area an address is in, which plans drive on a day, what a parcel's events add up to."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from app.courier.states import ParcelState

Z = TypeVar("Z", bound=Hashable)

HOLD_TIME = timedelta(minutes=10)  # a place kept for somebody still filling in the request
GRACE = timedelta(hours=2)  # after a window ends, until an unscanned pickup counts as missed
DAYS_ON_THE_ROAD = 1  # collected today, at the dock tomorrow
FREE_REBOOKINGS = 2  # after a vain pickup that was not our fault
NEXT_WINDOWS = 3  # offered in place of one that is gone

# What a parcel never comes back from; `returning` is the last word carriers have for "back to the sender".
ENDS = frozenset({ParcelState.DELIVERED, ParcelState.RETURNING, ParcelState.LOST})


class Plan(Protocol):
    """The part of a slot plan that decides on which days it drives."""

    @property
    def weekdays(self) -> Sequence[int]:
        """ISO weekdays, 1 Monday to 7 Sunday."""
        ...


P = TypeVar("P", bound=Plan)


@dataclass(frozen=True, slots=True)
class Happening:
    """One tracking event: when it happened, when we heard of it, its own key, and what it means, if known."""

    at: datetime
    received_at: datetime
    key: str
    state: ParcelState | None


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


def fold(events: Iterable[Happening]) -> ParcelState:
    """What a parcel's events add up to, in whatever order and however often they came.

    The first end we heard of stays; otherwise the latest known event by its own time decides. Going by
    when we heard of an end keeps both promises: order of reading does not matter, and nothing that comes
    later moves a parcel out of an end.
    """
    known = [event for event in events if event.state is not None]
    ends = [event for event in known if event.state in ENDS]
    if ends:
        decisive = min(ends, key=lambda event: (event.received_at, event.at, event.key))
    elif known:
        decisive = max(known, key=lambda event: (event.at, event.received_at, event.key))
    else:
        return ParcelState.PENDING
    assert decisive.state is not None
    return decisive.state


def may_rebook(failures_not_ours: int) -> bool:
    """Whether a customer may book again after vain pickups: the first trip and two more are free."""
    return failures_not_ours <= FREE_REBOOKINGS


def arrival_day(collected_on: date) -> date:
    """The day a device collected on `collected_on` is at the dock."""
    return collected_on + timedelta(days=DAYS_ON_THE_ROAD)


def collected_for(arrival: date) -> date:
    """The day to collect a device that is to be at the dock on `arrival`."""
    return arrival - timedelta(days=DAYS_ON_THE_ROAD)
