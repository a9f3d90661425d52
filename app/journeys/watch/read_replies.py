"""Makes something of the replies that came in by SMS: of each number in their order, no number before its turn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.journeys.conversation.handle_reply import handle_reply
from app.messaging.conversation.models import IncomingSms

PATIENCE = timedelta(minutes=10)  # a reply that cannot be handled for so long goes to a person


def unread(session: Session) -> Sequence[UUID]:
    """What nobody has read yet: the oldest reply of each number, then the second oldest …

    Whoever sends hundreds waits for the others, not they for him.
    """
    place = func.row_number().over(
        partition_by=IncomingSms.from_phone, order_by=(IncomingSms.received_at, IncomingSms.id)
    )
    ranked = (
        select(IncomingSms.id, IncomingSms.received_at, place.label("place"))
        .where(IncomingSms.processed_at.is_(None))
        .subquery()
    )
    return session.scalars(
        select(ranked.c.id).order_by(ranked.c.place, ranked.c.received_at, ranked.c.id)
    ).all()


@dataclass
class Reading:
    """One round through them; `tried` are the replies that were begun."""

    now: datetime
    tried: set[UUID] = field(default_factory=set)

    def read(self, session: Session, reply_id: UUID) -> bool:
        """Handle one, unless another process has it or an older one of the same number."""
        row = _locked(session, reply_id)
        if row is None or self._comes_too_early(session, row):
            return False
        self.tried.add(reply_id)
        handle_reply(session, row, now=self.now)
        return True

    def leave_to_staff(self, session: Session, reply_id: UUID) -> bool:
        """Nobody could handle it for so long: a person looks at it."""
        row = _locked(session, reply_id)
        if row is None or row.received_at >= self.now - PATIENCE:
            return False
        row.processed_at, row.meaning = self.now, "failed"
        return True

    def _comes_too_early(self, session: Session, row: IncomingSms) -> bool:
        """One that failed just now holds up no other; one that another process is reading does."""
        older = aliased(IncomingSms)
        first = session.scalars(
            select(older.id)
            .where(
                older.from_phone == row.from_phone,
                older.processed_at.is_(None),
                older.id.not_in(self.tried),
                or_(
                    older.received_at < row.received_at,
                    and_(older.received_at == row.received_at, older.id < row.id),
                ),
            )
            .limit(1)
        ).one_or_none()
        return first is not None


def _locked(session: Session, reply_id: UUID) -> IncomingSms | None:
    return session.scalars(
        select(IncomingSms)
        .where(IncomingSms.id == reply_id, IncomingSms.processed_at.is_(None))
        .with_for_update(skip_locked=True)
    ).one_or_none()
