"""Missing devices that turned up: which rows of custody say so, and which of them can be relied on.

Nothing is written when somebody scans a missing device: custody has it already, with who and when, and where the
scan was a slip, the row that undoes it makes the device missing again. `keep` notes it on the task afterwards.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.custody.models import BizStep, CustodyEvent
from app.dock.models import DockTask, Scan, TaskKind
from app.dock.scan_log import UNDO_WITHIN

_Undoing = aliased(CustodyEvent)


def touched() -> ColumnElement[bool]:
    """Whether somebody had the task's device in hand after it was reported."""
    return exists().where(*_since())


def turned_up() -> ColumnElement[bool]:
    """Whether the task's device was missing and certainly was in somebody's hands after that."""
    return and_(DockTask.kind == TaskKind.MISSING, exists().where(*_since(), _certain()))


def sighting(session: Session, task: DockTask) -> CustodyEvent | None:
    """The first row that certainly shows the missing device after it was reported, or None."""
    rows = select(CustodyEvent).join(DockTask, CustodyEvent.ticket_id == DockTask.ticket_id)
    found = rows.where(DockTask.id == task.id, DockTask.kind == TaskKind.MISSING, *_since(), _certain())
    return session.scalars(found.order_by(CustodyEvent.number).limit(1)).first()


def keep(session: Session, *, now: datetime) -> int:
    """Note on each open task who found its device, and when; how many. What can still be undone is left for later."""
    open_ones = select(DockTask).where(DockTask.settled_at.is_(None), turned_up())
    kept = 0
    for task in session.scalars(open_ones.with_for_update(skip_locked=True)).all():
        found = sighting(session, task)
        if found is not None and found.at < now - UNDO_WITHIN:
            task.settled_at, task.settled_by = found.at, found.actor.words
            kept += 1
    session.flush()
    return kept


def _since() -> tuple[ColumnElement[bool], ...]:
    """Rows about the task's device from after its report that count: no slips, and no photos added to older rows.

    A scan that waited for the network may be older than the report; where its device's clock says so, it is no news.
    """
    undone = exists().where(
        _Undoing.ticket_id == CustodyEvent.ticket_id, _Undoing.undoes == CustodyEvent.number
    )
    return (
        CustodyEvent.ticket_id == DockTask.ticket_id,
        CustodyEvent.at > DockTask.opened_at,
        or_(CustodyEvent.device_at.is_(None), CustodyEvent.device_at > DockTask.opened_at),
        CustodyEvent.undoes.is_(None),
        CustodyEvent.adds_to.is_(None),
        ~undone,
    )


def _certain() -> ColumnElement[bool]:
    """Every step but one needs the device itself: a bin can be booked at a desk, so there only a scan counts."""
    scanned = exists().where(
        Scan.ticket_id == CustodyEvent.ticket_id,
        Scan.custody_number == CustodyEvent.number,
        Scan.by_form.is_(False),
    )
    return or_(CustodyEvent.step != BizStep.STORING, scanned)
