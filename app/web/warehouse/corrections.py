"""The texts that undoing scans would send: the undoing is rehearsed, only where a text has left that it corrects."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from app.dock import scan_log
from app.dock.models import Scan
from app.edge.current import now, runtime, staff_actor
from app.journeys.dock.undo_scan import told_since, undo_scan
from app.journeys.rehearse import rehearse_in_turn
from app.kernel.act import Act
from app.tickets.models import Ticket
from app.web.previews import Preview, preview_of


def corrections(session: Session, scans: Sequence[Scan]) -> dict[UUID, Preview]:
    """By scan; none where nothing has left, or where the scan cannot be undone any more."""
    told = told_since(session, scans)
    ids = [scan.id for scan in scans if scan.id in told]
    if not ids:
        return {}
    with runtime().database.transaction() as trying:
        tried = rehearse_in_turn(trying, [partial(_undo, scan_id=one) for one in ids])
    return {one: preview_of(came.texts[0]) for one, came in zip(ids, tried, strict=True) if came.texts}


def _undo(session: Session, scan_id: UUID) -> Ticket:
    return undo_scan(session, scan_log.by_id(session, scan_id), Act(staff_actor(), now()))
