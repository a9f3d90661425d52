"""What was said last between us and a number, from either side, on any repair of it: one query over the rows that say it.

A text of ours counts from the moment it began to leave, also where nobody knows whether it did: it may have been read.
One that waits, was dropped, refused or came back was not said. A reply counts when it reached us, as when it was sent
nobody can tell. What customers write and decide on their pages counts, and what technicians write there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.kernel.actor import Role
from app.kernel.db import UtcDateTime
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.questions import MAY_HAVE_LEFT, QUESTIONS, reported_at, surely_read
from app.messaging.conversation.replies import Command
from app.messaging.sms.about import Subject
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms, SmsAttempt
from app.messaging.sms.states import AttemptState
from app.tickets.models import TicketEvent

LOOKED_AT = 20  # the newest things said; what a reply answers is among the first of them


class Speaker(StrEnum):
    """Who said it, and how freely: a person's words can ask or tell anything."""

    SHOP = "shop"  # a text made from the table
    TECHNICIAN = "technician"  # somebody's own words, or the text that says they are there
    CUSTOMER = "customer"  # a command, a choice, a decision on the page
    CUSTOMER_WORDS = "customer_words"


# Texts that stand for a person's question: what is answered to them is for that person to read.
ASK_IN_WORDS = frozenset({SmsKind.TECHNICIAN_WROTE, SmsKind.INFO_ASKED, SmsKind.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said, since when; `id` is the text's own, the reply's, the message's or the step's.

    Of a text of ours: `kind`, the `version` of a quote it put, when it had `left`, and whether it had surely been `read`
    when the reply was sent; of anything else nobody knows, or need not.
    """

    id: UUID
    at: datetime
    left: datetime
    speaker: Speaker
    ticket_id: UUID | None
    kind: SmsKind | None = None
    version: int | None = None
    read: bool = False

    @property
    def asks_about_quote(self) -> bool:
        """Whether it put a version of a quote to the customer."""
        return self.kind in QUESTIONS and self.version is not None


def said_before(session: Session, row: IncomingSms, ticket_ids: Collection[UUID]) -> Sequence[Said]:
    """What stood between us and the sender when the reply came in, the newest first: one query, at most LOOKED_AT."""
    before = row.received_at
    rows = union_all(
        _texts(row.from_phone, before),
        _replies(row),
        _messages(ticket_ids, before),
        _steps(ticket_ids, before),
    ).subquery()
    newest = select(rows).order_by(rows.c.at.desc(), rows.c.place.desc()).limit(LOOKED_AT)
    return [_said(found, before) for found in session.execute(newest)]


def _texts(phone: str, before: datetime) -> Select[Any]:
    return (
        select(
            Sms.id.label("id"),
            SmsAttempt.id.label("place"),
            SmsAttempt.started_at.label("at"),
            case((Sms.kind.in_(ASK_IN_WORDS), Speaker.TECHNICIAN.value), else_=Speaker.SHOP.value).label(
                "speaker"
            ),
            Sms.ticket_id.label("ticket_id"),
            cast(Sms.kind, String).label("kind"),
            case((Sms.about_subject == Subject.QUOTE, Sms.about_version), else_=null()).label("version"),
            cast(SmsAttempt.state, String).label("state"),
            SmsAttempt.finished_at.label("finished_at"),
            reported_at().label("reported"),
        )
        .join(SmsAttempt, SmsAttempt.sms_id == Sms.id)
        .where(Sms.to_phone == phone, SmsAttempt.state.in_(MAY_HAVE_LEFT), SmsAttempt.started_at <= before)
    )


def _replies(row: IncomingSms) -> Select[Any]:
    words = case(
        (IncomingSms.meaning == Command.MESSAGE.value, Speaker.CUSTOMER_WORDS.value),
        else_=Speaker.CUSTOMER.value,
    )
    earlier = or_(
        IncomingSms.received_at < row.received_at,
        and_(IncomingSms.received_at == row.received_at, IncomingSms.id < row.id),
    )
    return _plain(IncomingSms.id, IncomingSms.received_at, words, IncomingSms.ticket_id).where(
        IncomingSms.from_phone == row.from_phone, earlier
    )


def _messages(ticket_ids: Collection[UUID], before: datetime) -> Select[Any]:
    """What was typed on a page; a customer's text stands here, too, but was said when it came in."""
    speaker = case(
        (ThreadMessage.from_customer, Speaker.CUSTOMER_WORDS.value),
        (ThreadMessage.via == "staff", Speaker.TECHNICIAN.value),
        else_=Speaker.SHOP.value,
    )
    by_text = and_(ThreadMessage.from_customer, ThreadMessage.incoming_id.is_not(None))
    return _plain(ThreadMessage.id, ThreadMessage.at, speaker, ThreadMessage.ticket_id).where(
        ThreadMessage.ticket_id.in_(ticket_ids), ThreadMessage.at <= before, ~by_text
    )


def _steps(ticket_ids: Collection[UUID], before: datetime) -> Select[Any]:
    speaker = literal(Speaker.CUSTOMER.value)
    return _plain(TicketEvent.id, TicketEvent.at, speaker, TicketEvent.ticket_id).where(
        TicketEvent.ticket_id.in_(ticket_ids),
        TicketEvent.at <= before,
        TicketEvent.role == Role.CUSTOMER,
        TicketEvent.channel == "web",
    )


def _plain(key: Any, at: Any, speaker: ColumnElement[Any], ticket_id: Any) -> Select[Any]:
    return select(
        key.label("id"),
        key.label("place"),
        at.label("at"),
        speaker.label("speaker"),
        ticket_id.label("ticket_id"),
        cast(null(), String).label("kind"),
        cast(null(), Sms.about_version.type).label("version"),
        cast(null(), String).label("state"),
        cast(null(), UtcDateTime()).label("finished_at"),
        cast(null(), UtcDateTime()).label("reported"),
    )


def _said(row: Row[Any], before: datetime) -> Said:
    kind, left = SmsKind(row.kind) if row.kind else None, row.finished_at or row.at
    read = kind is not None and surely_read(
        AttemptState(row.state), taken=left, reported=row.reported, before=before
    )
    return Said(row.id, row.at, left, Speaker(row.speaker), row.ticket_id, kind, row.version, read)
