"""The inbox as its page shows it: the board's rows in the reader's words, and what to do next."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.boards.inbox import About, MessageRow, StrangerRow, TextRow, waiting
from app.customers.senders import sender_in_words
from app.edge.current import dialled, phone_in_words, runtime, shown
from app.kernel.i18n import text
from app.kernel.paging import Page
from app.messaging.conversation.inbox import Counts, is_uncertain
from app.messaging.sms.attention import Show
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_policy import CODE_KINDS
from app.web.marks import Mark, mark_of
from app.web.previews import filled_link

FOLDED_FROM = 400  # characters; what is longer hides the next task on a phone
BEGINNING = 240  # characters of it that stand above the fold


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
    let_through: bool  # a code its number had no room for: whoever has the owner on the line lets one pass


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody wrote: all of it, or a beginning and the whole under a fold."""

    beginning: str
    whole: str  # '' where the beginning is all


@dataclass(frozen=True, slots=True)
class MessageTask:
    """One message that waits; `from_another` names the number it came from where that is not the customer's."""

    id: UUID
    about: About
    author: str
    from_another: str
    said: Told
    pictures: str
    at: datetime
    urgent: bool


@dataclass(frozen=True, slots=True)
class Stranger:
    """One text nobody could place."""

    id: UUID
    phone: str
    said: Told
    at: datetime
    pictures: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """What one filter holds, with the numbers over all of them."""

    show: Show
    counts: Counts
    messages: list[MessageTask]
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
        messages=[_message(row) for row in found.messages],
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
        let_through=sms.reason == Reason.TOO_MANY and sms.kind in CODE_KINDS,
    )


def _message(row: MessageRow) -> MessageTask:
    return MessageTask(
        id=row.id,
        about=row.about,
        author=row.author,
        from_another=shown(sender_in_words(row.stranger, runtime().site.region)) if row.stranger else "",
        said=_told(row.body),
        pictures=_pictures(row.pictures),
        at=row.at,
        urgent=row.urgent,
    )


def _stranger(row: StrangerRow) -> Stranger:
    number = shown(sender_in_words(row.phone, runtime().site.region))
    return Stranger(row.id, number, _told(row.body), row.at, _pictures(row.pictures))


def _pictures(count: int) -> str:
    return shown(text("Photos: %(count)s", count=count)) if count else ""


def _told(body: str) -> Told:
    """The whole where it is short; else what fits a card, cut between words."""
    if len(body) <= FOLDED_FROM:
        return Told(body, "")
    cut = body[:BEGINNING].rpartition(" ")[0] or body[:BEGINNING]
    return Told(f"{cut}…", body)
