"""The inbox as its page shows it: what waits, whose repair it is about, and what to do next."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.phones import show_phone
from app.edge.current import phone_in_words
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.messaging.conversation import inbox
from app.messaging.conversation.inbox import Counts, OpenMessage, OpenText
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.queries import unplaced_replies
from app.messaging.sms import attention
from app.messaging.sms.attention import Show
from app.staff.models import StaffAccount
from app.tickets.models import Ticket
from app.web.marks import Mark, mark_of
from app.web.previews import filled_link


@dataclass(frozen=True, slots=True)
class About:
    """The repair a task is about."""

    code: str
    model: str
    customer: str
    phone: str
    owner: str | None
    mine: bool


@dataclass(frozen=True, slots=True)
class MessageTask:
    """One message that waits for an answer."""

    id: UUID
    about: About
    author: str
    via: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TextTask:
    """One text of ours that did not surely arrive, and what can be done about it.

    `goes_to` is the number the customer has now, '' where it is the one the text went to.
    """

    id: UUID
    about: About | None
    phone: str
    tel: str
    language: str
    body: str
    mark: Mark
    at: datetime
    uncertain: bool
    looked_into: bool
    number_is_bad: bool
    may_go_again: bool
    goes_to: str


@dataclass(frozen=True, slots=True)
class Stranger:
    """One text nobody could place."""

    id: UUID
    phone: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """What one filter holds, with the numbers over all of them."""

    show: Show
    counts: Counts
    messages: list[MessageTask]
    texts: list[TextTask]
    strangers: list[Stranger]

    @property
    def empty(self) -> bool:
        """Whether nothing waits here."""
        return not (self.messages or self.texts or self.strangers)


def desk(session: Session, typed: str, *, me: UUID) -> Desk:
    """The rows of a filter; without one: what is mine if there is any, else what is unread."""
    mine = select(Ticket.id).where(Ticket.owner_id == me)
    counts = inbox.counts(session, mine=mine)
    show = Show(typed) if typed in set(Show) else Show.MINE if counts.mine else Show.UNREAD
    messages: list[OpenMessage] = []
    if show in (Show.UNREAD, Show.MINE):
        messages = inbox.open_messages(session, mine=mine, only_mine=show is Show.MINE)
    texts = inbox.open_texts(session, show, mine=mine) if show in attention.OF_TEXTS else []
    named = {row.ticket_id for row in messages} | {row.ticket_id for row in texts if row.ticket_id}
    about = _repairs(session, named, me=me)
    return Desk(
        show=show,
        counts=counts,
        messages=[_message(row, about) for row in messages],
        texts=[_text(row, about) for row in texts],
        strangers=_strangers(session) if show is Show.UNKNOWN else [],
    )


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


def _repairs(session: Session, ids: Collection[UUID], *, me: UUID) -> dict[UUID, About]:
    if not ids:
        return {}
    found = (
        select(
            Ticket.id,
            Ticket.code,
            Ticket.model_name,
            Ticket.owner_id,
            StaffAccount.name,
            Customer.name,
            Customer.phone,
        )
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(StaffAccount, StaffAccount.id == Ticket.owner_id)
        .where(Ticket.id.in_(ids))
    )
    return {
        key: About(code, model, customer, phone, owner, owner_id == me)
        for key, code, model, owner_id, owner, customer, phone in session.execute(found)
    }


def _message(row: OpenMessage, about: Mapping[UUID, About]) -> MessageTask:
    return MessageTask(row.id, about[row.ticket_id], row.author, row.via, row.body, row.at)


def _text(row: OpenText, about: Mapping[UUID, About]) -> TextTask:
    mark = mark_of(row.state, reason=row.reason, trouble=row.trouble, code=row.code)
    repair = about.get(row.ticket_id) if row.ticket_id else None
    corrected = repair is not None and repair.phone != row.to_phone
    return TextTask(
        id=row.id,
        about=repair,
        phone=show_phone(row.to_phone),
        tel=f"tel:{row.to_phone}",
        language=row.language.value,
        body=filled_link(row.body),
        mark=mark,
        at=row.at,
        uncertain=inbox.is_uncertain(row),
        looked_into=row.looked_into,
        number_is_bad=row.number_is_bad and not corrected,
        may_go_again=inbox.may_go_again(row) if corrected else row.may_go_again,
        goes_to=phone_in_words(repair.phone) if repair and corrected else "",
    )


def _strangers(session: Session) -> list[Stranger]:
    return [
        Stranger(row.id, show_phone(row.from_phone), row.body, row.received_at)
        for row in unplaced_replies(session)
    ]
