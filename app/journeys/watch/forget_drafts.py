"""Requests that were never sent are forgotten with all that was told in them, photos and their files included."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from app.courier.slots.places import release_hold
from app.customers.models import PhoneCode
from app.kernel.idempotency import Submission
from app.kernel.limits import LONGEST_LIMIT, forget_old
from app.photos.keeping import let_files_go
from app.photos.models import Photo
from app.requests.models import Draft

FORM_KEYS = timedelta(days=30)  # a page left open longer than that has to be loaded again


def drafts_over(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Every draft whose 72 hours are over and that became no ticket."""
    return session.scalars(select(Draft.id).where(Draft.expires_at < now, Draft.ticket_id.is_(None))).all()


def forget_draft(session: Session, draft_id: UUID, *, now: datetime) -> bool:
    """The draft, its photos and phone codes go, and the place it held is free; False where it is not over.

    The photos' files are owed to the store in the same transaction, unless another repair names them, too.
    """
    draft = session.scalars(
        select(Draft)
        .where(Draft.id == draft_id, Draft.expires_at < now, Draft.ticket_id.is_(None))
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if draft is None:
        return False
    release_hold(session, draft_id)
    session.execute(delete(Photo).where(Photo.draft_id == draft_id))
    session.execute(delete(PhoneCode).where(PhoneCode.draft_id == draft_id))
    session.delete(draft)
    session.flush()
    let_files_go(session, now=now)
    return True


def forget_leftovers(session: Session, *, now: datetime) -> int:
    """Keys of old forms, acts no limit counts any more, pictures of forms never sent again; how many."""
    forget_old(session, before=now - LONGEST_LIMIT)
    # Keys of pages begin with a slash; those of stories ("remind:…") must last.
    old = session.execute(
        delete(Submission).where(Submission.at < now - FORM_KEYS, Submission.key.startswith("/"))
    )
    assert isinstance(old, CursorResult)
    return old.rowcount + let_files_go(session, now=now)
