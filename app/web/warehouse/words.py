"""What is known of a task at the dock, as its page lists it."""

from app.dock.models import DockTask, Scan, TaskKind
from app.dock.results import ScanResult, line_of
from app.dock.works import WORKS
from app.edge.current import shown
from app.kernel.i18n import N_, text

Fact = tuple[str, str]  # label (message id), value for the reader


def told_of(task: DockTask, scan: Scan | None, came: ScanResult | None) -> list[Fact]:
    """What is empty is left out. `scan` and what `came` of it: where one that had waited opened the task."""
    match task.kind:
        case TaskKind.DISCREPANCY:
            rows = _differs(task)
        case TaskKind.UNKNOWN_PARCEL:
            rows = _clues(task)
        case TaskKind.CONFLICT:
            rows = _conflict(scan, came)
        case TaskKind.MISSING:
            rows = [(N_("Not seen in"), task.bin_code or "")]
    ended = [
        (N_("Looked at again by"), task.confirmed_by or ""),
        (N_("Settled by"), task.settled_by or ""),
        (N_("How it ended"), task.note),
    ]
    return [(label, value) for label, value in rows + ended if value]


def _differs(task: DockTask) -> list[Fact]:
    if task.differs is None:
        return []
    return [(N_("What was found"), shown(task.differs.reasons.text)), (N_("Remark"), task.differs.remark)]


def _clues(task: DockTask) -> list[Fact]:
    if task.clues is None:
        return []
    return [
        (N_("Written on it"), task.clues.written),
        (N_("Sender"), task.clues.sender),
        (N_("Phone number"), task.clues.phone),
        (N_("Serial number"), task.clues.serial),
        (N_("Put aside in"), task.bin_code or ""),
    ]


def _conflict(scan: Scan | None, came: ScanResult | None) -> list[Fact]:
    if scan is None or came is None:
        return []
    return [
        (N_("Scanned"), scan.typed),
        (N_("Work"), shown(text(WORKS[scan.work].mode))),
        (N_("Bin"), scan.bin_code),
        (N_("Why it could not be done"), shown(line_of(came))),
        (N_("Scanned at"), shown(scan.device_at) if scan.device_at else ""),
    ]
