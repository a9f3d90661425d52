"""The dock's day as `/dock` and its tasks show it: rows of `boards/dock.py` in the reader's words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.boards.dock import DeviceRow, Pile, TaskRow, dock_day
from app.boards.dock import to_settle as tasks_to_settle
from app.dock.models import TaskKind
from app.dock.words import TASK_NAME
from app.dock.works import WORKS, Work
from app.edge.current import shown
from app.kernel.i18n import N_, Text, text
from app.kernel.ids import spell_code
from app.kernel.show import Window
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
    (Pile.BACK, N_("Back from the road"), "attention"),
    ("unexpected", N_("Unknown parcels"), "problem"),
    (Pile.INSPECT, N_("Arrived, to inspect"), "working"),
    (Pile.HAND_OUT, N_("Ready to hand out"), "working"),
    (Pile.PACK, N_("To pack"), "working"),
    (Pile.EXPECTED, N_("Expected today"), "waiting"),
    (Pile.OVERDUE, N_("Expected earlier"), "problem"),
    (Pile.PACKED, N_("Packed, no return day yet"), "waiting"),
    (Pile.HELD, N_("On hold"), "problem"),
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
    day = dock_day(session, now=now)
    sorted_in: dict[str, list[Row]] = {name: [] for name, _, _ in SECTIONS}
    for device in day.devices:
        sorted_in[device.pile].append(_row(device))
    sorted_in["unexpected"] = [_task_row(task) for task in day.unknown]
    sections = [
        Section(name, title, tone, len(sorted_in[name]), tuple(sorted_in[name][:MOST]))
        for name, title, tone in SECTIONS
    ]
    return [
        *sections,
        Section("settle", N_("To settle"), "problem", day.to_settle, (), "/dock/tasks"),
        Section(
            "misplaced", N_("Misplaced"), "problem", day.misplaced, (), f"/dock/tasks#{TaskKind.MISSING}"
        ),
    ]


def to_settle(session: Session) -> list[Section]:
    """All open tasks by kind, the oldest first; those that keep a customer waiting on top."""
    sorted_in: dict[str, list[Row]] = {name: [] for name, _, _ in GROUPS}
    for task in tasks_to_settle(session):
        sorted_in["second" if task.waits_for_second else task.kind].append(_task_row(task))
    return [
        Section(name, title, tone, len(sorted_in[name]), tuple(sorted_in[name]))
        for name, title, tone in GROUPS
    ]


def _task_row(task: TaskRow) -> Row:
    """Its age stands where others have their state: what it is about is said by the list it stands in."""
    since = ago(task.opened_at)
    return Row(
        url=f"/dock/tasks/{task.id}",
        code=spell_code(task.code) if task.code else task.bin_code,
        title=task.title or task.clue or shown(text(TASK_NAME[task.kind])),
        state=(text("seen since"), "good") if task.seen_since else (since, "attention"),
        due=None,
        meta=text("by %(who)s, %(ago)s", who=task.opened_by, ago=since)
        if task.seen_since
        else text("by %(who)s", who=task.opened_by),
        late=False,
    )


def _row(device: DeviceRow) -> Row:
    page = WORKS[device.work].page if device.work in (Work.INSPECT, Work.PACK) else None
    return Row(
        url=f"/dock/{device.code}/{page.address}" if page else f"/scan?code={device.code}",
        code=spell_code(device.code),
        title=device.title,
        state=_state(device),
        due=device.due,
        meta=text("Bin %(bin)s", bin=device.where.bin_code) if device.where.bin_code else None,
        late=device.late,
    )


def _state(device: DeviceRow) -> tuple[str | Text, str]:
    if device.state is State.ON_HOLD:
        return device.hold_reason or N_("On hold"), "problem"
    if device.state is State.INBOUND:
        return (
            (N_("with the courier"), "working") if device.collected else (N_("not collected yet"), "waiting")
        )
    if device.over:
        return N_("window over: was it handed out?"), "problem"
    if device.late:
        return N_("overdue"), "problem"
    return (N_("packed"), "good") if device.where.packed else (N_("in the house"), "neutral")
