"""What staff must see of the talk by SMS: the replies nobody could place."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.models import IncomingText

UNPLACED = (
    IncomingText.processed_at.is_not(None),
    IncomingText.handled_by.is_(None),
    IncomingText.ticket_id.is_(None),
)


def unplaced_replies(session: Session) -> Sequence[IncomingText]:
    """Replies of unknown numbers, or ones no machine could handle; the oldest first."""
    return session.scalars(
        select(IncomingText).where(*UNPLACED).order_by(IncomingText.received_at, IncomingText.id)
    ).all()
