"""Writing into the thread of a repair."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.messaging.conversation.models import IncomingSms, ThreadMessage


def add_to_thread(
    session: Session,
    *,
    ticket_id: UUID,
    body: str,
    author: str,
    from_customer: bool,
    via: str,
    now: datetime,
    incoming: IncomingSms | None = None,
    urgent: bool = False,
) -> ThreadMessage:
    """Put one message into the ticket's thread; a customer's stays an open task until handled.

    `incoming` is the text it came from, or speaks of; an `urgent` one stands before all others.
    """
    message = ThreadMessage(
        ticket_id=ticket_id,
        at=now,
        from_customer=from_customer,
        author=author,
        via=via,
        body=body,
        incoming_id=incoming.id if incoming else None,
        handled_at=None if from_customer else now,
        urgent=urgent,
    )
    session.add(message)
    session.flush()
    return message
