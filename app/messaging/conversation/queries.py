"""Looking at the talk: a ticket's messages, one of them, and the replies nobody could place."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.kernel.paging import FIRST_PAGE, Page
from app.messaging.conversation.models import IncomingSms, ThreadMessage

UNPLACED = (
    IncomingSms.processed_at.is_not(None),
    IncomingSms.handled_by.is_(None),
    IncomingSms.ticket_id.is_(None),
)


def unplaced_replies(session: Session, *, page: Page = FIRST_PAGE) -> Sequence[IncomingSms]:
    """Replies of unknown numbers, or ones no machine could handle; the oldest first."""
    query = select(IncomingSms).where(*UNPLACED).order_by(IncomingSms.received_at, IncomingSms.id)
    return session.scalars(page.of(query)).all()


def messages_of(session: Session, ticket_id: UUID) -> Sequence[ThreadMessage]:
    """A ticket's thread, the oldest first."""
    return session.scalars(
        select(ThreadMessage)
        .where(ThreadMessage.ticket_id == ticket_id)
        .order_by(ThreadMessage.at, ThreadMessage.id)
    ).all()


def message_by_id(session: Session, message_id: UUID) -> ThreadMessage:
    """One message, or raises NotFound."""
    message = session.get(ThreadMessage, message_id)
    if message is None:
        raise NotFound(text("This message is not there. Go back to the inbox."))
    return message


def stranger_by_id(session: Session, sms_id: UUID) -> IncomingSms:
    """One text nobody could place, or raises NotFound."""
    row = session.get(IncomingSms, sms_id)
    if row is None:
        raise NotFound(text("This message is not there. Go back to the inbox."))
    return row
