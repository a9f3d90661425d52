"""The dock's day: which devices wait for which work, and what is left to settle."""

from collections.abc import Collection, Sequence
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
from app.dock import tasks
from app.dock.models import DockTask, Scan, TaskKind
from app.dock.results import device_of
from app.dock.rules import next_at_dock
from app.dock.works import Work
from app.kernel.show import Window
from app.promises.queries import overdue
from app.sites.site import site_of
from app.storage import bins
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State

DOCK_STATES = (State.INBOUND, State.RECEIVED, State.READY_TO_RETURN, State.ON_HOLD)


class Pile(StrEnum):
    """Where a device stands in the dock's day."""

    BACK = "back"
    INSPECT = "inspect"
    HAND_OUT = "hand-out"
    PACK = "pack"
    EXPECTED = "expected"
    OVERDUE = "overdue"
    PACKED = "packed"
    HELD = "held"


PILE_OF: dict[Work, Pile] = {
    Work.INSPECT: Pile.INSPECT,
    Work.TAKE_BACK: Pile.BACK,
    Work.PACK: Pile.PACK,
    Work.HAND_OUT: Pile.HAND_OUT,
}


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device: what it is, where it is, and what the dock owes it. `due` is its courier's window, or a moment."""

    pile: Pile
    code: str
    title: str
    state: State
    hold_reason: str
    collected: bool  # its courier has it
    where: Whereabouts
    work: Work | None
    due: Window | datetime | None
    late: bool
    over: bool  # the window its courier was to come in, and nobody has said how it went


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One thing to settle. `code` and `title` are its repair's; without one, `clue` is what is known of it."""

    id: UUID
    kind: TaskKind
    code: str | None
    title: str
    clue: str
    bin_code: str
    opened_at: datetime
    opened_by: str
    waits_for_second: bool
    seen_since: bool  # somebody had it in hand after it was reported missing, but nobody can be sure


@dataclass(frozen=True, slots=True)
class DockDay:
    """All of it: devices by what is promised first, parcels nobody can name, how much waits, how much is missing."""

    devices: tuple[DeviceRow, ...]
    unknown: tuple[TaskRow, ...]
    to_settle: int
    misplaced: int

    def __len__(self) -> int:
        return len(self.devices)


def dock_day(session: Session, *, now: datetime) -> DockDay:
    """What the dock has to do today. Five queries, however many devices.

    Not paged: a dock has room for so many, and each section's count is told of all.
    """
    found = session.execute(
        select(Ticket, overdue(Ticket.id, now=now))
        .where(Ticket.state.in_(DOCK_STATES))
        .order_by(Ticket.priority.desc(), Ticket.due_at, Ticket.id)
    ).all()
    tickets, late = [ticket for ticket, _ in found], {ticket.id for ticket, is_late in found if is_late}
    jobs, places = _jobs(session, tickets), custody.where_are(session, tickets)
    today = site_of(session).today(now)
    rows = (_device_row(one, jobs.get(one.id), places[one.id], late, now, today) for one in tickets)
    waiting = tasks.open_tasks(session)
    return DockDay(
        devices=tuple(row for row in rows if row is not None),
        unknown=tuple(
            _task_row(task, ticket, scan)
            for task, ticket, scan in waiting
            if task.kind is TaskKind.UNKNOWN_PARCEL
        ),
        to_settle=len(waiting),
        misplaced=bins.count_misplaced(session),
    )


def to_settle(session: Session) -> list[TaskRow]:
    """All open tasks, the oldest first. Two queries."""
    lost = {task.id for task in bins.misplaced(session)}
    return [_task_row(task, ticket, scan, lost) for task, ticket, scan in tasks.open_tasks(session)]


def _task_row(
    task: DockTask, ticket: Ticket | None, scan: Scan | None, lost: set[UUID] | None = None
) -> TaskRow:
    clues = task.clues.all if task.clues else (scan.typed,) if scan else ()
    return TaskRow(
        id=task.id,
        kind=task.kind,
        code=ticket.code if ticket else None,
        title=device_of(ticket).title if ticket else "",
        clue=next(iter(clues), ""),
        bin_code=task.bin_code or (scan.bin_code if scan else ""),
        opened_at=task.opened_at,
        opened_by=task.opened_by,
        waits_for_second=tasks.waits_for_second(task),
        seen_since=lost is not None and task.kind is TaskKind.MISSING and task.id not in lost,
    )


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


def _device_row(
    ticket: Ticket,
    job: CourierJob | None,
    where: Whereabouts,
    late: Collection[UUID],
    now: datetime,
    today: date,
) -> DeviceRow | None:
    work = next_at_dock(ticket.state, where, return_booked=job is not None)
    pile = _pile(ticket, job, work, today)
    to_pack = ticket.state is State.READY_TO_RETURN  # the courier leaves with it when the window begins
    if pile is None:
        return None
    return DeviceRow(
        pile=pile,
        code=ticket.code,
        title=device_of(ticket).title,
        state=ticket.state,
        hold_reason=ticket.hold_reason,
        collected=job is not None and job.state is JobState.COLLECTED,
        where=where,
        work=work,
        due=window_of(job.slot) if job else ticket.due_at,
        late=ticket.id in late or (to_pack and job is not None and job.slot.starts_at < now),
        over=job is not None and job.state in ACTIVE and job.slot.ends_at <= now,
    )


def _pile(ticket: Ticket, job: CourierJob | None, work: Work | None, today: date) -> Pile | None:
    if ticket.state is State.ON_HOLD:
        return Pile.HELD
    if ticket.state is not State.INBOUND:
        return PILE_OF.get(work, Pile.PACKED) if work else Pile.PACKED
    if job is None or job.slot.day > today:
        return None
    return Pile.EXPECTED if job.slot.day == today or job.state is JobState.COLLECTED else Pile.OVERDUE
