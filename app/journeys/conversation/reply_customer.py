"""Answering the customer: one message in the thread, and what they asked is no longer open."""

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import mark_all_handled, write_to_customer
from app.kernel.act import Act
from app.messaging.conversation.models import ThreadMessage
from app.tickets.models import Ticket


def reply_customer(session: Session, ticket: Ticket, body: str, act: Act) -> ThreadMessage:
    """Write back; every message of theirs that waited is handled by it."""
    message = write_to_customer(session, ticket, body, act)
    mark_all_handled(session, ticket, now=act.now, by=message)
    return message
