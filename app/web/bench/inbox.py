"""Customers' unread messages as tasks with an age and an owner, and texts of numbers nobody knows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.phones import show_phone
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.messaging.models import IncomingText, ThreadMessage
from app.messaging.queries import unplaced_replies
from app.staff.models import StaffAccount
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Task:
    """One message that waits for somebody."""

    id: UUID
    code: str
    model: str
    author: str
    body: str
    at: datetime
    owner: str | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Stranger:
    """One text nobody could place."""

    id: UUID
    phone: str
    body: str
    at: datetime


def tasks(session: Session, *, me: UUID) -> list[Task]:
    """Unhandled messages, one's own first, then the oldest."""
    found = session.execute(
        select(ThreadMessage, Ticket.code, Ticket.model_name, Ticket.owner_id, StaffAccount.name)
        .join(Ticket, Ticket.id == ThreadMessage.ticket_id)
        .outerjoin(StaffAccount, StaffAccount.id == Ticket.owner_id)
        .where(ThreadMessage.handled_at.is_(None))
        .order_by(ThreadMessage.at, ThreadMessage.id)
    )
    rows = [
        Task(message.id, code, model, message.author, message.body, message.at, owner, owner_id == me)
        for message, code, model, owner_id, owner in found
    ]
    return sorted(rows, key=lambda task: not task.mine)


def strangers(session: Session) -> list[Stranger]:
    """Texts of unknown senders that wait for a person."""
    return [
        Stranger(row.id, show_phone(row.from_phone), row.body, row.received_at)
        for row in unplaced_replies(session)
    ]


def message_by_id(session: Session, message_id: UUID) -> ThreadMessage:
    """One message, or raises NotFound."""
    message = session.get(ThreadMessage, message_id)
    if message is None:
        raise NotFound(text("This message is not there. Go back to the inbox."))
    return message


def stranger_by_id(session: Session, text_id: UUID) -> IncomingText:
    """One text nobody could place, or raises NotFound."""
    row = session.get(IncomingText, text_id)
    if row is None:
        raise NotFound(text("This message is not there. Go back to the inbox."))
    return row
