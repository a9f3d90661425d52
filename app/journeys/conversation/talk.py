"""One thread per repair: the customer writes by web or SMS, the technician answers, nothing gets lost."""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Result, update
from sqlalchemy.orm import Session

from app.journeys.conversation.owed_answer import answered, needs_no_answer
from app.journeys.conversation.take_pictures import enqueue_pictures
from app.kernel.act import Act
from app.kernel.entering import short_enough
from app.kernel.errors import FieldRefused, WrongState
from app.kernel.i18n import Language, text, translate
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.service import add_to_thread
from app.messaging.conversation.thread import ONLY_PICTURES
from app.messaging.sms.kinds import SmsKind
from app.tickets.models import Ticket
from app.tickets.service import tell

LONGEST_MESSAGE = 4000


def write_to_technician(
    session: Session,
    ticket: Ticket,
    body: str,
    act: Act,
    *,
    via: str,
    incoming: IncomingSms | None = None,
    urgent: bool = False,
) -> ThreadMessage:
    """The customer's message, by `via` ("web", "sms"): an open task of the owner until it is handled.

    `incoming` is the text it came from: that was said already, however long it is. An `urgent` one stands before all
    others. Raises FieldRefused for an empty or endless body that somebody is typing.
    """
    return add_to_thread(
        session,
        ticket_id=ticket.id,
        body=body if incoming is not None else checked_message(body),
        author=act.actor.name,
        from_customer=True,
        via=via,
        now=act.now,
        incoming=incoming,
        urgent=urgent,
    )


def write_to_customer(session: Session, ticket: Ticket, body: str, act: Act) -> ThreadMessage:
    """The technician's message; a text with the link says that there is one, unless `quiet`."""
    message = add_to_thread(
        session,
        ticket_id=ticket.id,
        body=checked_message(body),
        author=act.actor.name,
        from_customer=False,
        via="staff",
        now=act.now,
    )
    if not act.quiet:
        tell(session, ticket, SmsKind.TECHNICIAN_WROTE, now=act.now, words={"technician": act.actor.name})
    return message


def mark_handled(session: Session, message: ThreadMessage, *, now: datetime) -> None:
    """The customer's message needs nothing more. Raises WrongState where somebody was faster."""
    done = session.execute(
        update(ThreadMessage)
        .where(ThreadMessage.id == message.id, ThreadMessage.handled_at.is_(None))
        .values(handled_at=now)
    )
    if _rows(done) == 0:
        raise _handled()
    needs_no_answer(session, message.ticket_id, now=now)


def mark_all_handled(
    session: Session, ticket: Ticket, *, now: datetime, by: ThreadMessage | None = None
) -> None:
    """An answer settles every message that waited for one, and keeps what was promised of it."""
    answered(session, ticket.id, now=now, message_id=by.id if by else None)
    session.execute(
        update(ThreadMessage)
        .where(ThreadMessage.ticket_id == ticket.id, ThreadMessage.handled_at.is_(None))
        .values(handled_at=now)
    )


def settle_unknown(
    session: Session, incoming: IncomingSms, act: Act, *, ticket: Ticket | None = None
) -> None:
    """A text nobody could place belongs to a repair after all, pictures and all, or needs nothing more.

    Who said so stands in its row. Raises WrongState where somebody was faster, or it is being read just now.
    """
    settled = session.execute(
        update(IncomingSms)
        .where(
            IncomingSms.id == incoming.id,
            IncomingSms.processed_at.is_not(None),
            IncomingSms.handled_by.is_(None),
        )
        .values(handled_by=act.actor.name, ticket_id=ticket.id if ticket else IncomingSms.ticket_id)
    )
    if _rows(settled) == 0:
        raise _handled()
    session.refresh(incoming)
    if ticket is not None and (incoming.body.strip() or incoming.media):
        add_to_thread(
            session,
            ticket_id=ticket.id,
            body=said_by_text(incoming, ticket.language),
            author=author_of(incoming, ticket),
            from_customer=True,
            via="sms",
            now=act.now,
            incoming=incoming,
        )
        enqueue_pictures(session, incoming, now=act.now)


def author_of(incoming: IncomingSms, ticket: Ticket) -> str:
    """Who stands in the thread for a text that a person put there: the customer, or whatever other number sent it."""
    own = incoming.from_phone == ticket.customer.phone
    return ticket.customer.name if own else incoming.from_phone


def checked_message(body: str, *, field: str = "body") -> str:
    """A message as it is kept: trimmed, not empty, not endless. Raises FieldRefused."""
    trimmed = short_enough(body, most=LONGEST_MESSAGE, field=field)
    if not trimmed:
        raise FieldRefused(text("Write what you want to say."), field=field)
    return trimmed


def said_by_text(incoming: IncomingSms, language: Language) -> str:
    """What stands in the thread for a text: its words, all of them, or that it was only pictures."""
    return incoming.body.strip() or translate(language, ONLY_PICTURES)


def _handled() -> WrongState:
    return WrongState(
        text("This message is done already; a colleague was faster. Nothing is left to do."), code="handled"
    )


def _rows(result: Result[Any]) -> int:
    assert isinstance(result, CursorResult)
    return result.rowcount
