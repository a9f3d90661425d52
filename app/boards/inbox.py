"""The inbox as plain rows: what waits for a person, and whose repair each row is about."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel.actor import Role
from app.kernel.paging import FIRST_PAGE, Page
from app.messaging.conversation import inbox
from app.messaging.conversation.inbox import Counts, OpenMessage, OpenText
from app.messaging.conversation.queries import unplaced_replies
from app.messaging.conversation.thread import Channel
from app.messaging.sms import attention
from app.messaging.sms.attention import Show
from app.photos.models import Photo
from app.staff.models import StaffAccount
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class About:
    """The repair a row is about; `phone` is the number its customer has now."""

    code: str
    model: str
    customer: str
    phone: str
    owner: str | None
    mine: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message that waits for an answer; `pictures` are how many came with it.

    `stranger` is the number it came from, where that is not the customer's: a person put it into this repair.
    """

    id: UUID
    about: About
    author: str
    via: str
    body: str
    at: datetime
    urgent: bool
    stranger: str
    pictures: int


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text of ours that did not surely arrive, and whose repair it was about."""

    text: OpenText
    about: About | None

    @property
    def corrected_to(self) -> str | None:
        """The number the customer has now, where it is not the one the text went to."""
        return self.about.phone if self.about and self.about.phone != self.text.to_phone else None

    @property
    def number_is_bad(self) -> bool:
        """Whether the number it would go to now takes no texts."""
        return self.text.number_is_bad and self.corrected_to is None

    @property
    def may_go_again(self) -> bool:
        """Whether sending it once more helps, to the number it would go to now."""
        return inbox.may_go_again(self.text) if self.corrected_to else self.text.may_go_again


@dataclass(frozen=True, slots=True)
class StrangerRow:
    """One text nobody could place; `pictures` are how many came with it."""

    id: UUID
    phone: str
    body: str
    at: datetime
    pictures: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of what a filter holds, with the numbers over all of them; `more` rows come after it or not."""

    show: Show
    counts: Counts
    messages: list[MessageRow]
    texts: list[TextRow]
    strangers: list[StrangerRow]
    page: Page
    more: bool


def waiting(session: Session, show: Show | None, *, me: UUID, page: Page = FIRST_PAGE) -> Inbox:
    """The rows of a filter; without one: what is mine if there is any, else what is unread."""
    mine = _owned_by(me)
    counts = inbox.counts(session, mine=mine)
    if show is None:
        show = Show.MINE if counts.mine else Show.UNREAD
    messages: list[OpenMessage] = []
    texts: list[OpenText] = []
    look = replace(page, beyond=1)
    if show in (Show.UNREAD, Show.MINE):
        messages = inbox.open_messages(session, mine=mine, only_mine=show is Show.MINE, page=look)
    if show in attention.TEXTS_SHOWN:
        texts = inbox.open_texts(session, show, mine=mine, page=look)
    strangers = _strangers(session, look) if show is Show.UNKNOWN else []
    more = max(len(messages), len(texts), len(strangers)) > page.size
    messages, texts, strangers = messages[: page.size], texts[: page.size], strangers[: page.size]
    named = {row.ticket_id for row in messages} | {row.ticket_id for row in texts if row.ticket_id}
    about = _repairs(session, named, me=me)
    sent = _pictures_sent(session, [row for row in messages if row.via == Channel.WEB])
    return Inbox(
        show=show,
        counts=counts,
        messages=[
            _message(row, about[row.ticket_id], row.pictures or sent.get((row.ticket_id, row.at), 0))
            for row in messages
        ],
        texts=[TextRow(row, about.get(row.ticket_id) if row.ticket_id else None) for row in texts],
        strangers=strangers,
        page=page,
        more=more,
    )


def counts_for_all(session: Session) -> Counts:
    """The numbers over the inbox for somebody who owns no repairs."""
    return inbox.counts(session, mine=select(Ticket.id).where(false()))


def _owned_by(staff_id: UUID) -> Select[UUID]:
    return select(Ticket.id).where(Ticket.owner_id == staff_id)


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


def _message(row: OpenMessage, about: About, pictures: int) -> MessageRow:
    return MessageRow(
        id=row.id,
        about=about,
        author=about.customer if row.stranger == about.phone else row.author,
        via=row.via,
        body=row.body,
        at=row.at,
        urgent=row.urgent,
        stranger=row.stranger if row.stranger != about.phone else "",
        pictures=pictures,
    )


def _pictures_sent(session: Session, messages: Collection[OpenMessage]) -> dict[tuple[UUID, datetime], int]:
    """How many pictures came with messages written on the web, by repair and moment."""
    if not messages:
        return {}
    rows = session.execute(
        select(Photo.ticket_id, Photo.at, func.count())
        .where(
            Photo.ticket_id.in_({row.ticket_id for row in messages}),
            Photo.at.in_({row.at for row in messages}),
            Photo.by_role == Role.CUSTOMER,
        )
        .group_by(Photo.ticket_id, Photo.at)
    )
    return {(ticket_id, at): count for ticket_id, at, count in rows if ticket_id is not None}


def _strangers(session: Session, page: Page) -> list[StrangerRow]:
    return [
        StrangerRow(row.id, row.from_phone, row.body, row.received_at, len(row.media))
        for row in unplaced_replies(session, page=page)
    ]
