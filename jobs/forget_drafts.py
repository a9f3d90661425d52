"""Forgets requests that were never sent, with their photos and phone codes, and keys of old forms."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from app.courier.slots.places import release_hold
from app.customers.models import PhoneCode
from app.kernel.idempotency import Submission
from app.photos.models import Photo
from app.requests.models import Draft
from app.runtime import Runtime
from jobs.turns import each

FORM_KEYS = timedelta(days=30)  # a page left open longer than that has to be loaded again


def run(runtime: Runtime) -> int:
    """Every draft whose 72 hours are over and that became no ticket."""
    now = runtime.clock()
    with runtime.database.reading() as session:
        over = session.scalars(
            select(Draft.id).where(Draft.expires_at < now, Draft.ticket_id.is_(None))
        ).all()

    def forget(session: Session, draft_id: UUID) -> bool:
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
        return True

    done = each(runtime, over, forget)
    with runtime.database.transaction() as session:
        # Keys of pages begin with a slash; those of stories ("remind:…") must last.
        old = session.execute(
            delete(Submission).where(Submission.at < now - FORM_KEYS, Submission.key.startswith("/"))
        )
        assert isinstance(old, CursorResult)
    return done + old.rowcount
