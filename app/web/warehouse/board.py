"""The dock's day: what is expected, arrived, to pack and to hand out, as rows for `/dock`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.boards.dock import DeviceRow, devices
from app.dock import tasks
from app.dock.models import DockTask, TaskKind
from app.dock.rules import DockStep
from app.dock.words import TASK_NAME
from app.edge.current import shown
from app.journeys.dock.take_unknown_parcel import CLUES
from app.kernel.i18n import N_, Text, text
from app.kernel.ids import spell_code
from app.kernel.show import Window
from app.storage import bins
from app.tickets.models import Ticket
from app.tickets.states import State
from app.web.times import ago

MOST = 100  # rows shown of one section; the count says how many there are


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
    """All sections in order of urgency, empty ones included."""
    sorted_in: dict[str, list[Row]] = {name: [] for name, _, _ in SECTIONS}
    for device in devices(session, now=now):
        sorted_in[device.work].append(_row(device))
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


def _row(device: DeviceRow) -> Row:
    here = device.step in (DockStep.INSPECT, DockStep.PACK)
    return Row(
        url=f"/dock/{device.code}/{device.step}" if here else f"/scan?code={device.code}",
        code=spell_code(device.code),
        title=f"{device.model}, {device.customer}",
        state=_state(device),
        due=device.window or device.due_at,
        meta=text("Bin %(bin)s", bin=device.bin_code) if device.bin_code else None,
        late=device.late,
    )


def _state(device: DeviceRow) -> tuple[str | Text, str]:
    if device.state is State.ON_HOLD:
        return device.hold_reason or N_("On hold"), "problem"
    if device.state is State.INBOUND:
        return (
            (N_("with the courier"), "working") if device.collected else (N_("not collected yet"), "waiting")
        )
    if device.late:
        return N_("overdue"), "problem"
    return (N_("packed"), "good") if device.packed else (N_("in the house"), "neutral")
