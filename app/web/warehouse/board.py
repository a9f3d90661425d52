"""The dock's day: what is expected, arrived, to pack and to hand out, as rows for `/dock`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE, JobState
from app.custody import queries as custody
from app.custody.whereabouts import Whereabouts
from app.dock import tasks
from app.dock.models import DockTask, TaskKind
from app.dock.rules import DockStep, next_at_dock
from app.dock.words import TASK_NAME
from app.edge.current import shown
from app.journeys.dock.take_unknown_parcel import CLUES
from app.kernel.i18n import N_, Text, text
from app.kernel.ids import spell_code
from app.kernel.show import Window
from app.sites.site import Site, site_of
from app.storage import bins
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State
from app.web.times import ago

MOST = 100  # rows shown of one section; the count says how many there are
DOCK_STATES = (State.INBOUND, State.RECEIVED, State.READY_TO_RETURN, State.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Row:
    """One device: where a tap leads, what it is, and what is promised."""

    url: str
    code: str
    title: str
    state: tuple[str | Text, str]  # label, tone
    due: Window | datetime | None
    meta: str | Text | None
    late: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of work; `url` leads to a page of its own, where the dock shows only the count."""

    name: str
    title: str
    tone: str
    count: int
    rows: tuple[Row, ...]
    url: str = ""


SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("back", N_("Back from the road"), "attention"),
    ("unexpected", N_("Unknown parcels"), "problem"),
    ("inspect", N_("Arrived, to inspect"), "working"),
    ("hand-out", N_("Ready to hand out"), "working"),
    ("pack", N_("To pack"), "working"),
    ("expected", N_("Expected today"), "waiting"),
    ("overdue", N_("Expected earlier"), "problem"),
    ("packed", N_("Packed, no return day yet"), "waiting"),
    ("held", N_("On hold"), "problem"),
)
GROUPS: tuple[tuple[str, str, str], ...] = (
    ("second", N_("A second person has to look"), "attention"),
    (TaskKind.DISCREPANCY, N_("Not as declared"), "problem"),
    (TaskKind.UNKNOWN_PARCEL, N_("Unknown parcels"), "problem"),
    (TaskKind.CONFLICT, N_("Scans that could not be done"), "attention"),
    (TaskKind.MISSING, N_("Missing from their bins"), "problem"),
)


def board(session: Session, now: datetime) -> list[Section]:
    """All sections in order of urgency, empty ones included. Five queries, however many devices."""
    tickets = session.scalars(
        select(Ticket).where(Ticket.state.in_(DOCK_STATES)).order_by(Ticket.priority.desc(), Ticket.due_at)
    ).all()
    jobs = _jobs(session, tickets)
    places = custody.where_are(session, tickets)
    site = site_of(session)
    sorted_in: dict[str, list[Row]] = {name: [] for name, _, _ in SECTIONS}
    for ticket in tickets:
        job = jobs.get(ticket.id)
        name = _section(ticket, job, places[ticket.id], site.today(now))
        if name is not None:
            sorted_in[name].append(_row(ticket, job, places[ticket.id], now, site))
    waiting = tasks.open_tasks(session)
    sorted_in["unexpected"] = [
        _task_row(task, None) for task, _ in waiting if task.kind is TaskKind.UNKNOWN_PARCEL
    ]
    sections = [
        Section(name, title, tone, len(sorted_in[name]), tuple(sorted_in[name][:MOST]))
        for name, title, tone in SECTIONS
    ]
    return [
        *sections,
        Section("settle", N_("To settle"), "problem", len(waiting), (), "/dock/tasks"),
        Section(
            "misplaced",
            N_("Misplaced"),
            "problem",
            bins.count_misplaced(session),
            (),
            f"/dock/tasks#{TaskKind.MISSING}",
        ),
    ]


def count_conflicts(session: Session) -> int:
    """How many scans that had waited for the network could not be done, and wait to be settled."""
    open_ones = select(func.count()).where(DockTask.kind == TaskKind.CONFLICT, DockTask.settled_at.is_(None))
    return session.scalar(open_ones) or 0


def to_settle(session: Session) -> list[Section]:
    """All open tasks by kind, the oldest first; those that keep a customer waiting on top. Two queries."""
    lost = {task.id for task in bins.misplaced(session)}
    sorted_in: dict[str, list[Row]] = {name: [] for name, _, _ in GROUPS}
    for task, ticket in tasks.open_tasks(session):
        group = "second" if tasks.waits_for_second(task) else task.kind
        seen_since = task.kind is TaskKind.MISSING and task.id not in lost
        sorted_in[group].append(_task_row(task, ticket, seen_since=seen_since))
    return [
        Section(name, title, tone, len(sorted_in[name]), tuple(sorted_in[name]))
        for name, title, tone in GROUPS
    ]


def _task_row(task: DockTask, ticket: Ticket | None, *, seen_since: bool = False) -> Row:
    """Its age stands where others have their state: what it is about is said by the list it stands in."""
    known = task.data
    title = f"{ticket.model_name}, {ticket.customer.name}" if ticket else ""
    clues = (known.get(name) for name in (*CLUES, "code"))
    since = ago(task.opened_at)
    return Row(
        url=f"/dock/tasks/{task.id}",
        code=spell_code(ticket.code) if ticket else known.get("bin", ""),
        title=title or next(filter(None, clues), None) or shown(text(TASK_NAME[task.kind])),
        state=(text("seen since"), "good") if seen_since else (since, "attention"),
        due=None,
        meta=text("by %(who)s, %(ago)s", who=task.opened_by, ago=since)
        if seen_since
        else text("by %(who)s", who=task.opened_by),
        late=False,
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


def _section(ticket: Ticket, job: CourierJob | None, where: Whereabouts, today: date) -> str | None:
    if ticket.state is State.ON_HOLD:
        return "held"
    if ticket.state is State.INBOUND:
        if job is None or job.slot.day > today:
            return None
        return "expected" if job.slot.day == today or job.state is JobState.COLLECTED else "overdue"
    step = next_at_dock(ticket.state, where, return_booked=job is not None)
    return (
        {
            DockStep.INSPECT: "inspect",
            DockStep.TAKE_BACK: "back",
            DockStep.PACK: "pack",
            DockStep.HAND_OUT: "hand-out",
        }.get(step, "packed")
        if step
        else "packed"
    )


def _row(ticket: Ticket, job: CourierJob | None, where: Whereabouts, now: datetime, site: Site) -> Row:
    step = next_at_dock(ticket.state, where, return_booked=job is not None)
    page = f"/dock/{ticket.code}/{step}" if step in (DockStep.INSPECT, DockStep.PACK) else None
    due = window_of(job.slot) if job else ticket.due_at
    late = ticket.due_at is not None and ticket.due_at < now
    return Row(
        url=page or f"/scan?code={ticket.code}",
        code=spell_code(ticket.code),
        title=f"{ticket.model_name}, {ticket.customer.name}",
        state=_state(ticket, job, where, late),
        due=due,
        meta=text("Bin %(bin)s", bin=where.bin_code) if where.bin_code else None,
        late=late,
    )


def _state(ticket: Ticket, job: CourierJob | None, where: Whereabouts, late: bool) -> tuple[str | Text, str]:
    if ticket.state is State.ON_HOLD:
        return ticket.hold_reason or N_("On hold"), "problem"
    if ticket.state is State.INBOUND:
        collected = job is not None and job.state is JobState.COLLECTED
        return (N_("with the courier"), "working") if collected else (N_("not collected yet"), "waiting")
    if late:
        return N_("overdue"), "problem"
    return (N_("packed"), "good") if where.packed else (N_("in the house"), "neutral")
