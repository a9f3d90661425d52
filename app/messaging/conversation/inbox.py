"""What waits for a person: customers' messages, texts nobody could place, and texts of ours that went wrong.

Rows are plain and name tickets by id only; whose ticket it is, the caller knows and passes in as `mine`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session

from app.kernel.i18n import Language
from app.kernel.paging import FIRST_PAGE, Page
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.queries import UNPLACED
from app.messaging.sms.attention import FAILED, IN_DOUBT, NEEDS_A_PERSON, TEXTS_SHOWN, UNCERTAIN, Show
from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.models import BadNumber, OptOut, Sms, SmsAttempt
from app.messaging.sms.reasons import Reason
from app.messaging.sms.states import SmsState, Trouble

T = SmsState
Mine = Select[UUID]  # the ids of one's own tickets


_UNREAD = ThreadMessage.handled_at.is_(None)
# What a person may send once more; whatever else ended, ended for a reason that still holds.
_MAY_GO_AGAIN = frozenset({T.FAILED, T.UNDELIVERED, T.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A customer's message nobody has handled.

    `stranger` is the number that the text it was came from, as the provider named it, where a person put it into the
    repair; '' for the customer's own. `pictures` are how many came with that text.
    """

    id: UUID
    ticket_id: UUID
    author: str
    via: str
    body: str
    at: datetime
    urgent: bool
    stranger: str
    pictures: int


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text of ours a person must look at. `body` is as stored, with its secrets still open.

    `reason` is a Reason, or what the provider said. `number_is_bad` and `opted_out` are as of now;
    `looked_into` while the provider is still being asked; `may_go_again` says whether sending it helps.
    """

    id: UUID
    ticket_id: UUID | None
    kind: SmsKind
    to_phone: str
    language: Language
    body: str
    state: SmsState
    reason: str | None
    trouble: Trouble | None
    code: str | None
    at: datetime
    number_is_bad: bool
    opted_out: bool
    looked_into: bool
    may_go_again: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each filter holds."""

    unread: int
    mine: int
    unknown: int
    failed: int
    uncertain: int

    @property
    def open(self) -> int:
        """All tasks, each counted once."""
        return self.unread + self.unknown + self.failed + self.uncertain


def counts(session: Session, *, mine: Mine) -> Counts:
    """The five numbers over the inbox, in one query."""
    own_messages = _counted(ThreadMessage, _UNREAD, ThreadMessage.ticket_id.in_(mine))
    own_texts = _counted(Sms, NEEDS_A_PERSON, Sms.ticket_id.in_(mine))
    row = session.execute(
        select(
            _counted(ThreadMessage, _UNREAD),
            own_messages + own_texts,
            _counted(IncomingSms, *UNPLACED),
            _counted(Sms, FAILED),
            _counted(Sms, UNCERTAIN),
        )
    ).one()
    return Counts(*row)


def count_open(session: Session) -> int:
    """All tasks of the inbox: one query, for the number in the header."""
    found = session.scalar(
        select(
            _counted(ThreadMessage, _UNREAD)
            + _counted(IncomingSms, *UNPLACED)
            + _counted(Sms, NEEDS_A_PERSON)
        )
    )
    return found or 0


def open_messages(
    session: Session, *, mine: Mine, only_mine: bool = False, page: Page = FIRST_PAGE
) -> list[OpenMessage]:
    """One page of the messages that wait: what is urgent, then one's own, then the oldest."""
    wanted = select(ThreadMessage, IncomingSms.from_phone, IncomingSms.media).outerjoin(
        IncomingSms, IncomingSms.id == ThreadMessage.incoming_id
    )
    wanted = wanted.where(_UNREAD)
    if only_mine:
        wanted = wanted.where(ThreadMessage.ticket_id.in_(mine))
    first = case((ThreadMessage.ticket_id.in_(mine), 0), else_=1)
    rows = session.execute(
        page.of(wanted.order_by(ThreadMessage.urgent.desc(), first, ThreadMessage.at, ThreadMessage.id))
    )
    return [
        OpenMessage(
            id=row.id,
            ticket_id=row.ticket_id,
            author=row.author,
            via=row.via,
            body=row.body,
            at=row.at,
            urgent=row.urgent,
            stranger=sender if sender == row.author else "",
            pictures=len(media or ()),
        )
        for row, sender, media in rows
    ]


def open_texts(session: Session, show: Show, *, mine: Mine, page: Page = FIRST_PAGE) -> list[OpenText]:
    """Texts that went wrong (FAILED), may have (UNCERTAIN), or both of one's own (MINE); one's own first."""
    wanted = _with_circumstances().where(TEXTS_SHOWN[show])
    if show is Show.MINE:
        wanted = wanted.where(Sms.ticket_id.in_(mine))
    first = case((Sms.ticket_id.in_(mine), 0), else_=1)
    order = (first, Sms.attention_since, Sms.id)
    return _read(session, wanted.order_by(*order), page)


def held_texts(session: Session, *, page: Page = FIRST_PAGE) -> list[OpenText]:
    """Texts that ran into the stopped sender, the oldest first; they go by themselves once it runs."""
    wanted = _with_circumstances().where(Sms.state == T.HELD).order_by(Sms.created_at, Sms.id)
    return _read(session, wanted, page)


def count_held(session: Session) -> int:
    """How many those are."""
    return session.scalar(select(_counted(Sms, Sms.state == T.HELD))) or 0


def may_go_again(text: Sms | OpenText) -> bool:
    """Whether sending it once more can do any good, the number apart; a phone code never: it has run out."""
    ended_open = text.state in _MAY_GO_AGAIN or text.reason == Reason.NOBODY_KNOWS
    return ended_open and WORDINGS[text.kind].category is not Category.CODE


def is_uncertain(text: OpenText) -> bool:
    """Whether the customer may have it after all: sending it again may put it there twice."""
    return text.state is T.UNCERTAIN or text.reason in IN_DOUBT


def _counted(table: type, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _with_circumstances() -> Select[Sms, bool, bool, bool]:
    asking = (
        select(literal(1)).where(SmsAttempt.sms_id == Sms.id, SmsAttempt.check_at.is_not(None)).correlate(Sms)
    )
    bad = select(literal(1)).where(BadNumber.phone == Sms.to_phone).correlate(Sms)
    out = select(literal(1)).where(OptOut.phone == Sms.to_phone).correlate(Sms)
    return select(Sms, bad.exists(), out.exists(), asking.exists())


def _read(session: Session, wanted: Select[Sms, bool, bool, bool], page: Page) -> list[OpenText]:
    return [_open_text(row, bad, out, asking) for row, bad, out, asking in session.execute(page.of(wanted))]


def _open_text(row: Sms, bad: bool, out: bool, asking: bool) -> OpenText:
    return OpenText(
        id=row.id,
        ticket_id=row.ticket_id,
        kind=row.kind,
        to_phone=row.to_phone,
        language=row.language,
        body=row.body,
        state=row.state,
        reason=row.reason,
        trouble=row.trouble,
        code=row.error_code,
        at=row.attention_since or row.created_at,
        number_is_bad=bad,
        opted_out=out,
        looked_into=asking and row.state is T.UNCERTAIN,
        may_go_again=may_go_again(row) and not bad and not out,
    )
