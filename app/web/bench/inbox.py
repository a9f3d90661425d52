"""The inbox as its page shows it: the board's rows in the reader's words, and what to do next."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.boards.inbox import About, MessageRow, StrangerRow, TextRow, waiting
from app.customers.senders import sender_in_words
from app.edge.current import dialled, phone_in_words, runtime, shown
from app.kernel.paging import Page
from app.messaging.conversation.inbox import Counts, is_uncertain
from app.messaging.sms.attention import Show
from app.web.marks import Mark, mark_of
from app.web.previews import filled_link


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
class InboxPage:
    """What one filter holds, with the numbers over all of them."""

    show: Show
    counts: Counts
    messages: list[MessageRow]
    texts: list[TextTask]
    strangers: list[Stranger]
    more: bool

    @property
    def empty(self) -> bool:
        """Whether nothing waits here."""
        return not (self.messages or self.texts or self.strangers)


def shown_inbox(session: Session, typed: str, *, me: UUID, page: Page) -> InboxPage:
    """The filter somebody typed or tapped; where it is none of ours, what concerns the reader most."""
    found = waiting(session, Show(typed) if typed in set(Show) else None, me=me, page=page)
    return InboxPage(
        show=found.show,
        counts=found.counts,
        messages=found.messages,
        texts=[_text(row) for row in found.texts],
        strangers=[_stranger(row) for row in found.strangers],
        more=found.more,
    )


def _text(row: TextRow) -> TextTask:
    sms = row.text
    return TextTask(
        id=sms.id,
        about=row.about,
        phone=dialled(sms.to_phone),
        tel=f"tel:{sms.to_phone}",
        language=sms.language.value,
        body=filled_link(sms.body),
        mark=mark_of(sms.state, reason=sms.reason, trouble=sms.trouble, code=sms.code),
        at=sms.at,
        uncertain=is_uncertain(sms),
        looked_into=sms.looked_into,
        number_is_bad=row.number_is_bad,
        may_go_again=row.may_go_again,
        goes_to=phone_in_words(row.corrected_to) if row.corrected_to else "",
    )


def _stranger(row: StrangerRow) -> Stranger:
    return Stranger(row.id, shown(sender_in_words(row.phone, runtime().site.region)), row.body, row.at)
