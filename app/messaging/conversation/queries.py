"""What staff must see of the talk by SMS: the replies nobody could place."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.conversation.models import IncomingSms

UNPLACED = (
    IncomingSms.processed_at.is_not(None),
    IncomingSms.handled_by.is_(None),
    IncomingSms.ticket_id.is_(None),
)


def unplaced_replies(session: Session) -> Sequence[IncomingSms]:
    """Replies of unknown numbers, or ones no machine could handle; the oldest first."""
    return session.scalars(
        select(IncomingSms).where(*UNPLACED).order_by(IncomingSms.received_at, IncomingSms.id)
    ).all()
