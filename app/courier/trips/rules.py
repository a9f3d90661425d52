"""Rules of trips, pure: who carries, what a parcel's events add up to, how often a pickup may be booked anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.courier.trips.profiles import OWN_FLEET
from app.courier.trips.states import ParcelState
from app.tickets.legs import Leg

GRACE = timedelta(hours=2)  # after a window ends, until a trip nobody noted counts as missed
ASKING_AFTER = timedelta(
    minutes=10
)  # the courier is asked at once; so much later the customer hears that we ask


DAYS_ON_THE_ROAD = 1  # collected today, at the dock tomorrow


FREE_REBOOKINGS = 2  # after a vain pickup that was not our fault


# What a parcel never comes back from; `returning` is the last word carriers have for "back to the sender".
ENDS = frozenset({ParcelState.DELIVERED, ParcelState.RETURNING, ParcelState.LOST})


@dataclass(frozen=True, slots=True)
class Happening:
    """One tracking event: when it happened, when we heard of it, its own key, and what it means, if known."""

    at: datetime
    received_at: datetime
    key: str
    state: ParcelState | None


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


class NamesCarrier(Protocol):
    """A rule that gives trips to a carrier; None stands for every zone, leg or kind."""

    @property
    def zone_id(self) -> UUID | None: ...
    @property
    def leg(self) -> Leg | None: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def carrier(self) -> str: ...


def choose_carrier(zone_id: UUID, leg: Leg, kind: str, rules: Iterable[NamesCarrier]) -> str:
    """Who carries a device of that kind that way in that zone: the closest rule's carrier, else our own couriers.

    The kind weighs most, since what cannot be carried matters wherever it is; then the zone, then the leg.
    """
    fitting = [
        rule
        for rule in rules
        if rule.zone_id in (None, zone_id) and rule.leg in (None, leg) and rule.kind in (None, kind)
    ]
    closest = max(
        fitting,
        key=lambda rule: (
            rule.kind is not None,
            rule.zone_id is not None,
            rule.leg is not None,
            rule.carrier,
        ),
        default=None,
    )
    return closest.carrier if closest else OWN_FLEET.name
