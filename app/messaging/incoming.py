"""Replies as they come in: kept before anything is made of them, each exactly once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.ids import new_row_id
from app.messaging.kinds import WORDINGS, Category, TextKind
from app.messaging.models import IncomingText, OptOut, OutgoingText
from app.messaging.states import TextState

REPLIES_AN_HOUR = 8  # automatic answers to one number; two machines answering each other stop there
QUESTIONS = (
    *(kind for kind, wording in WORDINGS.items() if wording.category is Category.DECISION),
    TextKind.QUOTE_REMINDER,
)
ANSWERS = (
    *(kind for kind, wording in WORDINGS.items() if wording.category is Category.REPLY),
    TextKind.QUOTE_CHANGED,
)
MAY_HAVE_BEEN_READ = (TextState.ACCEPTED, TextState.SENT, TextState.DELIVERED, TextState.UNCERTAIN)
AUTOMATIC, ASKED_BACK = "automatic", "asked back"  # `handled_by` of replies no person had to look at


def keep_incoming(session: Session, *, provider: str, provider_id: str, from_phone: str, to_phone: str,
                  body: str, now: datetime) -> bool:  # fmt: skip
    """Store a reply; False where the provider delivered the same one before, or is doing so right now."""
    try:
        with session.begin_nested():
            session.execute(
                insert(IncomingText).values(
                    id=new_row_id(), provider=provider, provider_id=provider_id, from_phone=from_phone,
                    to_phone=to_phone, body=body.replace("\0", ""), received_at=now,
                )
            )  # fmt: skip
    except IntegrityError:
        return False
    return True


def opt_out(session: Session, phone: str, *, word: str, now: datetime) -> bool:
    """Note that the number wants no texts; False where it said so before."""
    try:
        with session.begin_nested():
            session.execute(insert(OptOut).values(phone=phone, at=now, word=word[:40]))
    except IntegrityError:
        return False
    return True


def last_question(session: Session, phone: str, *, before: datetime,
                  ticket_id: UUID | None = None) -> OutgoingText | None:  # fmt: skip
    """The last decision this number was asked for (about that ticket) by the time it replied.

    Only what may have been read counts: a question that left after the reply was not answered by it.
    """
    asked = (
        select(OutgoingText)
        .where(
            OutgoingText.to_phone == phone,
            OutgoingText.kind.in_(QUESTIONS),
            OutgoingText.state.in_(MAY_HAVE_BEEN_READ),
            OutgoingText.settled_at <= before,
        )
        .order_by(OutgoingText.settled_at.desc(), OutgoingText.created_at.desc(), OutgoingText.id.desc())
        .limit(1)
    )
    if ticket_id is not None:
        asked = asked.where(OutgoingText.ticket_id == ticket_id)
    return session.scalars(asked).one_or_none()


def waiting_for_a_pick(session: Session, phone: str, *, now: datetime) -> tuple[IncomingText, str] | None:
    """The reply we asked back about ("which repair?") within a day, and the codes we offered."""
    since = now - timedelta(days=1)
    reply = session.scalars(
        select(IncomingText)
        .where(IncomingText.from_phone == phone, IncomingText.handled_by == ASKED_BACK,
               IncomingText.received_at >= since)
        .order_by(IncomingText.received_at.desc(), IncomingText.id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    offered = session.scalar(
        select(OutgoingText.about)
        .where(OutgoingText.to_phone == phone, OutgoingText.kind == TextKind.WHICH_TICKET,
               OutgoingText.created_at >= since)
        .order_by(OutgoingText.created_at.desc(), OutgoingText.id.desc())
        .limit(1)
    )  # fmt: skip
    return (reply, offered or "") if reply else None


def may_answer(session: Session, phone: str, *, now: datetime) -> bool:
    """Whether another automatic answer may go to the number in this hour."""
    recent = session.scalars(
        select(OutgoingText.id)
        .where(
            OutgoingText.to_phone == phone,
            OutgoingText.kind.in_(ANSWERS),
            OutgoingText.created_at > now - timedelta(hours=1),
        )
        .limit(REPLIES_AN_HOUR)
    ).all()
    return len(recent) < REPLIES_AN_HOUR
