"""What the customer was told of an answer: a promise from the message on, kept by whoever writes back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.conversation.models import ThreadMessage
from app.promises import ledger
from app.promises.kinds import Because, Ending, Fact, PromiseKind, Said, Saying
from app.promises.ledger import Owed
from app.promises.models import Promise
from app.sites.site import site_of
from app.tickets.models import Ticket
from app.tickets.promising import whom

DAYS_TO_ANSWER = 1  # of business


def answer_by(session: Session, ticket: Ticket, *, now: datetime) -> datetime:
    """By when an answer is promised: the time that stands, of an earlier message, else the next business day's end."""
    standing = _open(session, ticket.id)
    if standing is not None and standing.due_at > now:
        return standing.due_at
    return site_of(session).after_business_days(now, DAYS_TO_ANSWER)


def promise_answer(
    session: Session, ticket: Ticket, due_at: datetime, *, now: datetime, sms_id: UUID
) -> None:
    """Write what the text `sms_id` said; where the earlier time stands, it goes on. One that had passed was broken."""
    standing = _open(session, ticket.id)
    if standing is not None and standing.due_at == due_at:
        return
    because = Because(Fact.MESSAGE, _last_of_theirs(session, ticket.id))
    if standing is not None:
        ledger.end(session, standing, ledger.giving_way(standing, at=now), because, at=now, now=now)
    ledger.make_unless_made(
        session,
        whom(ticket),
        Owed(PromiseKind.REPLY, due_at),
        because,
        now=now,
        said=Saying(Said.TEXT, sms_id),
        replaces=standing,
    )


def answered(session: Session, ticket_id: UUID, *, now: datetime, message_id: UUID | None = None) -> None:
    """A person wrote back, or did what was asked; in time or late."""
    standing = _open(session, ticket_id)
    if standing is not None:
        because = Because(Fact.MESSAGE, message_id)
        ledger.end(session, standing, ledger.keeping(standing, at=now), because, at=now, now=now)


def needs_no_answer(session: Session, ticket_id: UUID, *, now: datetime) -> None:
    """A person says that nothing more is needed; while another message waits, its answer is still owed."""
    waits = select(ThreadMessage.id).where(
        ThreadMessage.ticket_id == ticket_id,
        ThreadMessage.from_customer,
        ThreadMessage.handled_at.is_(None),
    )
    standing = _open(session, ticket_id)
    if standing is None or session.scalars(waits.limit(1)).first() is not None:
        return
    ending = Ending.WITHDRAWN if now <= standing.due_at else Ending.BROKEN
    ledger.end(session, standing, ending, Because(Fact.MESSAGE), at=now, now=now)


def _open(session: Session, ticket_id: UUID) -> Promise | None:
    rows = ledger.open_of(session, ticket_id)
    return next((row for row in rows if row.kind is PromiseKind.REPLY), None)


def _last_of_theirs(session: Session, ticket_id: UUID) -> UUID | None:
    return session.scalars(
        select(ThreadMessage.id)
        .where(ThreadMessage.ticket_id == ticket_id, ThreadMessage.from_customer)
        .order_by(ThreadMessage.at.desc(), ThreadMessage.id.desc())
        .limit(1)
    ).first()
