"""The texts that undoing scans would send: the undoing is rehearsed, when somebody asks to see them."""

from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from app.dock import scan_log
from app.edge.current import now, staff_actor
from app.edge.pieces import in_pieces
from app.journeys.dock.undo_scan import undo_scan
from app.journeys.rehearse import Rehearsed, rehearse_in_turn
from app.kernel.act import Act
from app.messaging.sms.models import Sms
from app.tickets.models import Ticket


def corrections(ids: Sequence[UUID], *, quiet: bool = False) -> dict[UUID, Sms]:
    """By scan; none where nothing has left, or where the scan cannot be undone any more. Takes the write lock, in pieces,
    as each undoing stands for itself.
    """

    def trial(session: Session, left: Iterator[UUID], _before: object) -> list[Rehearsed[Ticket]]:
        return rehearse_in_turn(session, (partial(_undo, scan_id=one, quiet=quiet) for one in left))

    tried = in_pieces(ids, trial)
    return {one: came.texts[0] for one, came in zip(ids, tried, strict=True) if came.texts}


def _undo(session: Session, scan_id: UUID, *, quiet: bool) -> Ticket:
    return undo_scan(session, scan_log.by_id(session, scan_id), Act(staff_actor(), now(), quiet=quiet))
