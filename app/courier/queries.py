"""Looking at the road: windows that can be booked, a ticket's jobs, and what stands on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.courier.models import Closure, CourierJob, Slot, Zone
from app.courier.rules import GRACE, zone_of
from app.courier.states import ACTIVE, FailureReason, JobState, Leg
from app.kernel.errors import NotFound
from app.kernel.house import house_of
from app.kernel.i18n import text
from app.kernel.show import Window


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
    last = house_of(session).today(now) + timedelta(days=days)
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


def active_job(session: Session, ticket_id: UUID, leg: Leg) -> CourierJob | None:
    """The one job of that leg that is still going on."""
    return session.scalars(_active_job(), {"ticket_id": ticket_id, "leg": leg}).one_or_none()


@cache
def _active_job() -> Select[CourierJob]:
    return select(CourierJob).where(
        CourierJob.ticket_id == bindparam("ticket_id"),
        CourierJob.leg == bindparam("leg"),
        CourierJob.state.in_(ACTIVE),
    )


def last_job(session: Session, ticket_id: UUID, leg: Leg) -> CourierJob | None:
    """The newest job of that leg, whatever became of it."""
    return session.scalars(
        select(CourierJob)
        .where(CourierJob.ticket_id == ticket_id, CourierJob.leg == leg)
        .order_by(CourierJob.attempt.desc())
        .limit(1)
    ).one_or_none()


def job_by_id(session: Session, job_id: UUID) -> CourierJob:
    """The job of a stop's page; raises NotFound for a strange id."""
    job = session.get(CourierJob, job_id)
    if job is None:
        raise NotFound(
            text("There is no such stop. Go back to your run and open it from there."), code="unknown_stop"
        )
    return job


def vain_pickups(session: Session, ticket_id: UUID) -> int:
    """How often a courier came for a pickup in vain, our own lateness not counted."""
    count = session.scalar(
        select(func.count())
        .select_from(CourierJob)
        .where(
            CourierJob.ticket_id == ticket_id,
            CourierJob.leg == Leg.PICKUP,
            CourierJob.state == JobState.ATTEMPT_FAILED,
            CourierJob.failure != FailureReason.NO_TIME,
        )
    )
    return count or 0


def jobs_on(session: Session, day: date, states: Iterable[JobState] = tuple(ACTIVE)) -> Sequence[CourierJob]:
    """The jobs of a day in those states, by window."""
    return session.scalars(
        select(CourierJob)
        .join(Slot, CourierJob.slot_id == Slot.id)
        .where(Slot.day == day, CourierJob.state.in_(tuple(states)))
        .order_by(Slot.starts_at, CourierJob.id)
    ).all()


def unscanned(session: Session, leg: Leg, *, now: datetime) -> Sequence[CourierJob]:
    """Trips whose window ended two hours ago and more, and that no courier has ended since."""
    return session.scalars(
        select(CourierJob)
        .join(Slot, CourierJob.slot_id == Slot.id)
        .where(CourierJob.leg == leg, CourierJob.state.in_(ACTIVE), Slot.ends_at <= now - GRACE)
        .order_by(Slot.starts_at, CourierJob.id)
    ).all()
