"""Makes something of the replies that came in by SMS, the oldest first."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.handle_reply import handle_reply
from app.messaging.models import IncomingText
from app.runtime import Runtime
from jobs.turns import each

PATIENCE = timedelta(minutes=10)  # a reply that cannot be handled for so long goes to a person


def run(runtime: Runtime) -> int:
    """Every reply that nobody has read yet; one that keeps failing is left to staff, unread by us."""
    now = runtime.clock()
    with runtime.database.reading() as session:
        unread = session.scalars(
            select(IncomingText.id)
            .where(IncomingText.processed_at.is_(None))
            .order_by(IncomingText.received_at, IncomingText.id)
        ).all()

    def read(session: Session, reply_id: UUID) -> bool:
        row = session.scalars(
            select(IncomingText)
            .where(IncomingText.id == reply_id, IncomingText.processed_at.is_(None))
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return False  # another process has it
        handle_reply(session, row, now=now)
        return True

    def leave_to_staff(session: Session, reply_id: UUID) -> bool:
        row = session.scalars(
            select(IncomingText)
            .where(
                IncomingText.id == reply_id,
                IncomingText.processed_at.is_(None),
                IncomingText.received_at < now - PATIENCE,
            )
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is not None:
            row.processed_at, row.meaning = now, "failed"
        return row is not None

    done = each(runtime, unread, read)
    if done < len(unread):
        each(runtime, unread, leave_to_staff)
    return done
