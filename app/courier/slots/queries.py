"""Looking at windows: which zone serves an address, what can be booked there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.courier.slots.models import Closure, Slot, SlotHold, Zone
from app.courier.slots.rules import zone_of
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.kernel.show import Window
from app.sites.site import site_of
from app.tickets.legs import Leg


@dataclass(frozen=True, slots=True)
class SlotView:
    """A window somebody may choose."""

    id: UUID
    day: date
    window: Window
    places_left: int
    cutoff_at: datetime


def window_of(slot: Slot) -> Window:
    """The slot's time as people read it, in the zone where the courier drives."""
    return Window(slot.starts_at, slot.ends_at, slot.time_zone)


def zone_at(session: Session, postcode: str) -> UUID | None:
    """The zone that serves a postcode, or None where nobody drives."""
    zones = session.scalars(select(Zone).order_by(Zone.name))
    return zone_of(postcode, {zone.id: zone.postcode_prefixes for zone in zones})


def offered_slots(
    session: Session, *, leg: Leg, postcode: str, now: datetime, days: int = 14
) -> list[SlotView]:
    """The windows at an address that can be booked now, the soonest first, today and `days` ahead.

    A place held by somebody whose ten minutes are over counts as taken until it is swept.
    """
    zone_id = zone_at(session, postcode)
    if zone_id is None:
        return []
    last = site_of(session).today(now) + timedelta(days=days)
    return open_windows(session, zone_id=zone_id, leg=leg, now=now, last=last)


def open_windows(
    session: Session, *, zone_id: UUID, leg: Leg, now: datetime, last: date | None = None
) -> list[SlotView]:
    """A zone's windows with places left, before their cut-off, on days that are not closed."""
    rows = (
        select(Slot)
        .where(
            Slot.zone_id == zone_id,
            Slot.leg == leg,
            Slot.cutoff_at > now,
            Slot.booked < Slot.capacity,
            Slot.day.not_in(closed_days()),
        )
        .order_by(Slot.starts_at)
        .execution_options(populate_existing=True)  # counts are changed behind the session's back
    )
    if last is not None:
        rows = rows.where(Slot.day <= last)
    return [
        SlotView(slot.id, slot.day, window_of(slot), slot.capacity - slot.booked, slot.cutoff_at)
        for slot in session.scalars(rows)
    ]


def closed_days() -> Select[date]:
    """Subquery of the days on which the dispatcher said nobody drives."""
    return select(Closure.day).where(Closure.open.is_(False))


def slot_by_id(session: Session, slot_id: UUID) -> Slot:
    """The slot as the database has it now; raises NotFound for a strange id."""
    slot = session.get(Slot, slot_id, populate_existing=True)
    if slot is None:
        raise NotFound(
            text("That window is not in our book. Choose one from the list."),
            code="unknown_slot",
            field="slot",
        )
    return slot


def held_until(session: Session, draft_id: UUID) -> datetime | None:
    """Until when a draft's chosen place is kept, where it is."""
    return session.scalars(select(SlotHold.expires_at).where(SlotHold.draft_id == draft_id)).one_or_none()
