"""A scan that was a slip is taken back within ten minutes: by a counter-event, never by removing anything."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.custody import queries as custody
from app.custody.models import CustodyEvent
from app.custody.service import take_in_hand
from app.dock.models import Scan
from app.dock.scan_log import UNDO_WITHIN
from app.dock.works import WORKS, Outcome
from app.journeys.dock.slips import Slip, came_back
from app.journeys.dock.slips import TextHasLeft as TextHasLeft
from app.journeys.dock.works import WORK
from app.kernel.act import Act
from app.kernel.errors import Conflict, WrongState
from app.kernel.i18n import text
from app.messaging.sms.recall import already_left
from app.tickets import queries as tickets
from app.tickets.models import Ticket


def undo_scan(session: Session, scan: Scan, act: Act, *, seen: bool = True) -> Ticket:
    """Put everything back to where it was before the scan; both scans stay in the books.

    A text that still waits is not sent; one that has left is followed by another that says it was a slip,
    unless `quiet`. `seen` is False where nobody has looked at that one: it may have left a moment ago.
    Raises WrongState "not_undoable" or "too_late", Conflict "moved_on" where something happened since, and
    TextHasLeft where a text nobody has seen would go.
    """
    back = WORK[scan.work].back if _changed_something(scan) else None
    if back is None or scan.ticket_id is None:
        raise WrongState(text("This scan changed nothing that could be taken back."), code="not_undoable")
    ticket = tickets.by_id(session, scan.ticket_id)
    take_in_hand(session, ticket)
    session.refresh(scan, with_for_update=True)
    if scan.undone_at is not None:
        raise Conflict(text("%(who)s has undone it already.", who=scan.undone_by), code="undone")
    if act.now - scan.at > UNDO_WITHIN:
        raise WrongState(
            text("A scan can be undone for ten minutes. Scan the device for what can be done now."),
            code="too_late",
        )
    event = _its_hand_over(session, ticket, scan)
    if event is None:
        raise Conflict(
            text("Something has happened to it since. Scan the device for what can be done now."),
            code="moved_on",
        )
    back(session, ticket, Slip(scan, event, act, seen))
    scan.undone_at, scan.undone_by = act.now, act.actor.name
    session.flush()
    return ticket


def can_undo(session: Session, scan: Scan, *, now: datetime) -> bool:
    """Whether `undo_scan` would take it back now."""
    if not _changed_something(scan) or scan.ticket_id is None:
        return False
    if scan.undone_at is not None or now - scan.at > UNDO_WITHIN:
        return False
    ticket = tickets.by_id(session, scan.ticket_id)
    return _its_hand_over(session, ticket, scan) is not None and not came_back(session, ticket)


def told_since(session: Session, scans: Iterable[Scan]) -> set[UUID]:
    """Those whose text has left, or may have: undoing them sends another that corrects it. One query."""
    kinds = {scan: undo.corrects for scan in scans if scan.stands and (undo := WORKS[scan.work].undo)}
    since = {scan.ticket_id: scan.at for scan, said in kinds.items() if said and scan.ticket_id}
    if not since:
        return set()
    left = already_left(session, since=since, kinds=frozenset().union(*kinds.values()))
    return {scan.id for scan, said in kinds.items() if any((scan.ticket_id, kind) in left for kind in said)}


def _changed_something(scan: Scan) -> bool:
    return WORKS[scan.work].undo is not None and scan.outcome is Outcome.DONE


def _its_hand_over(session: Session, ticket: Ticket, scan: Scan) -> CustodyEvent | None:
    """What the scan wrote, while that is the last that has happened to the device and still counts."""
    event = custody.last_standing(session, ticket.id)
    if event is None or (event.number, ticket.version) != (scan.custody_number, scan.version):
        return None
    return event
