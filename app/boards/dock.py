"""The dock's day as plain rows: each device the dock has to do with, and where in its day it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE, JobState
from app.custody import queries as custody
from app.custody.whereabouts import Whereabouts
from app.dock.rules import DockStep, next_at_dock
from app.kernel.show import Window
from app.sites.site import site_of
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State

DOCK_STATES = (State.INBOUND, State.RECEIVED, State.READY_TO_RETURN, State.ON_HOLD)


class Work(StrEnum):
    """What a device waits for at the dock."""

    TAKE_BACK = "back"
    INSPECT = "inspect"
    HAND_OUT = "hand-out"
    PACK = "pack"
    EXPECTED = "expected"
    OVERDUE = "overdue"
    PACKED = "packed"
    HELD = "held"


WORK_OF = {
    DockStep.INSPECT: Work.INSPECT,
    DockStep.TAKE_BACK: Work.TAKE_BACK,
    DockStep.PACK: Work.PACK,
    DockStep.HAND_OUT: Work.HAND_OUT,
}


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device; `window` is the courier's, `step` what the dock does next with it, `late` as promised."""

    work: Work
    code: str
    model: str
    customer: str
    state: State
    step: DockStep | None
    window: Window | None
    due_at: datetime | None
    late: bool
    collected: bool
    packed: bool
    bin_code: str | None
    hold_reason: str


def devices(session: Session, *, now: datetime) -> list[DeviceRow]:
    """All of the day, the most urgent first. A fixed number of queries, however many devices.

    Not paged: a dock has room for so many, and each section's count is told of all.
    """
    tickets = session.scalars(
        select(Ticket)
        .where(Ticket.state.in_(DOCK_STATES))
        .order_by(Ticket.priority.desc(), Ticket.due_at, Ticket.id)
    ).all()
    jobs = _jobs(session, tickets)
    places = custody.where_are(session, tickets)
    today = site_of(session).today(now)
    rows = [_row(ticket, jobs.get(ticket.id), places[ticket.id], now, today) for ticket in tickets]
    return [row for row in rows if row is not None]


def _jobs(session: Session, tickets: Sequence[Ticket]) -> dict[UUID, CourierJob]:
    """The job each ticket waits for: the pickup while it is inbound, else the booked return."""
    pickup = and_(CourierJob.leg == Leg.INBOUND, CourierJob.state.in_([*ACTIVE, JobState.COLLECTED]))
    going_back = and_(CourierJob.leg == Leg.OUTBOUND, CourierJob.state.in_(ACTIVE))
    rows = session.scalars(
        select(CourierJob).where(
            CourierJob.ticket_id.in_([ticket.id for ticket in tickets]), or_(pickup, going_back)
        )
    )
    leg = {t.id: Leg.INBOUND if t.state is State.INBOUND else Leg.OUTBOUND for t in tickets}
    return {job.ticket_id: job for job in rows if job.leg is leg[job.ticket_id]}


def _work(ticket: Ticket, job: CourierJob | None, step: DockStep | None, today: date) -> Work | None:
    """None for a pickup that is not due yet."""
    if ticket.state is State.ON_HOLD:
        return Work.HELD
    if ticket.state is State.INBOUND:
        if job is None or job.slot.day > today:
            return None
        return Work.EXPECTED if job.slot.day == today or job.state is JobState.COLLECTED else Work.OVERDUE
    return WORK_OF.get(step, Work.PACKED) if step else Work.PACKED


def _row(
    ticket: Ticket, job: CourierJob | None, where: Whereabouts, now: datetime, today: date
) -> DeviceRow | None:
    step = next_at_dock(ticket.state, where, return_booked=job is not None)
    work = _work(ticket, job, step, today)
    if work is None:
        return None
    return DeviceRow(
        work=work,
        code=ticket.code,
        model=ticket.model_name,
        customer=ticket.customer.name,
        state=ticket.state,
        step=step,
        window=window_of(job.slot) if job else None,
        due_at=ticket.due_at,
        late=ticket.due_at is not None and ticket.due_at < now,
        collected=job is not None and job.state is JobState.COLLECTED,
        packed=where.packed,
        bin_code=where.bin_code,
        hold_reason=ticket.hold_reason,
    )
