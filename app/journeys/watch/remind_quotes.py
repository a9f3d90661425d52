"""A quote nobody answers is asked for again: after 24 hours, 72 hours and 7 days, then it runs out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from app.journeys.conversation.silence import waits_for_us
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.quotes.models import Quote, QuoteState
from app.quotes.service import total
from app.tickets import queries as tickets
from app.tickets.service import tell

AFTER = (timedelta(hours=24), timedelta(hours=72), timedelta(days=7))


def unanswered(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The quotes for which a reminder is due."""
    due = [
        (Quote.reminders_sent == number) & (Quote.sent_at <= now - wait) for number, wait in enumerate(AFTER)
    ]
    return session.scalars(
        select(Quote.id)
        .where(Quote.state == QuoteState.SENT, Quote.valid_until > now, or_(*due))
        .order_by(Quote.sent_at)
    ).all()


def remind_of_quote(session: Session, quote_id: UUID, *, now: datetime) -> bool:
    """Text one reminder, even if several were missed; False where it was answered or reminded meanwhile.

    None goes to whoever has written and waits for us: it goes when that was answered.
    """
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    ticket = tickets.by_id(session, quote.ticket_id)
    if waits_for_us(session, ticket):
        return False
    assert quote.sent_at is not None, "a sent quote knows when it was sent"
    passed = sum(quote.sent_at <= now - wait for wait in AFTER)
    counted = session.execute(
        update(Quote)
        .where(
            Quote.id == quote_id,
            Quote.state == QuoteState.SENT,
            Quote.valid_until > now,
            Quote.reminders_sent < passed,
        )
        .values(reminders_sent=passed)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(counted, CursorResult)
    if counted.rowcount != 1:
        return False
    tell(
        session,
        ticket,
        SmsKind.QUOTE_REMINDER,
        now=now,
        words={"amount": total(quote), "due": quote.valid_until},
        about=About.quote(quote.version),
    )
    return True
