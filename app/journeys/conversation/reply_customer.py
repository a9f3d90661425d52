"""Answering the customer: one message in the thread, and what they asked is no longer open."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import mark_all_handled, write_to_customer
from app.kernel.actor import Actor
from app.messaging.conversation.models import ThreadMessage
from app.tickets.models import Ticket


def reply_customer(
    session: Session, ticket: Ticket, body: str, *, actor: Actor, now: datetime, quiet: bool = False
) -> ThreadMessage:
    """Write back; every message of theirs that waited is handled by it."""
    message = write_to_customer(session, ticket, body, actor=actor, now=now, quiet=quiet)
    mark_all_handled(session, ticket, now=now)
    return message
