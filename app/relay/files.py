"""Deleting pictures' files that no row names any more: no transaction is open while the store is asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.outbox import service as outbox
from app.outbox.service import Claim
from app.photos.keeping import delete_files, note_gone, note_not_gone
from app.photos.ports import FilesSilent
from app.runtime import Runtime


def delete_pictures(runtime: Runtime, claims: Sequence[Claim]) -> None:
    """One after the other; a crash in between deletes once more, which is harmless."""
    for claim in claims:
        with runtime.database.transaction() as session:
            ours = outbox.extend(session, claim, now=runtime.clock())
        if ours:
            _delete(runtime, claim)


def leave_lying(session: Session, claim: Claim, _error: str, _now: datetime) -> None:
    """The store did not answer for a day."""
    note_not_gone(session, claim.payload["sha256"])


def _delete(runtime: Runtime, claim: Claim) -> None:
    try:
        delete_files(runtime.files, claim.payload["sha256"])
    except FilesSilent as silent:
        now = runtime.clock()
        retry_at = outbox.next_try(claim, now=now)
        with runtime.database.transaction() as session:
            ours = outbox.settle(session, claim, now=now, error=str(silent), retry_at=retry_at)
            if ours and retry_at is None:
                leave_lying(session, claim, str(silent), now)
        return
    with runtime.database.transaction() as session:
        if outbox.settle(session, claim, now=runtime.clock()):
            note_gone(session, claim.payload["sha256"])
