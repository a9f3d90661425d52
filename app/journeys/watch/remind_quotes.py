"""A quote nobody answers is asked for again: after 24 hours, 72 hours and 7 days, at last two days before it runs out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from app.journeys.conversation.silence import waits_for_us
from app.kernel import idempotency as once
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.quotes.models import Quote, QuoteState
from app.quotes.service import total
from app.tickets import queries as tickets
from app.tickets.models import Ticket
from app.tickets.service import tell

AFTER = (timedelta(hours=24), timedelta(hours=72), timedelta(days=7))
BEFORE_THE_END = timedelta(days=2)  # then the last one says what will happen
ROOM_TO_ACT = timedelta(hours=12)


def unanswered(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The quotes for which a reminder is due; near their end there is only the last one."""
    due = [
        (Quote.reminders_sent == number) & (Quote.sent_at <= now - wait) for number, wait in enumerate(AFTER)
    ]
    return session.scalars(
        select(Quote.id)
        .where(Quote.state == QuoteState.SENT, Quote.valid_until > now + BEFORE_THE_END, or_(*due))
        .order_by(Quote.sent_at)
    ).all()


def running_out(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The quotes of which the last reminder is due: it says that the device goes back unrepaired, and when."""
    soon = session.scalars(
        select(Quote.id)
        .where(
            Quote.state == QuoteState.SENT,
            Quote.valid_until.between(now + ROOM_TO_ACT, now + BEFORE_THE_END),
            Quote.sent_at <= now - AFTER[0],
        )
        .order_by(Quote.sent_at)
    ).all()
    keys = {_last_key(quote_id): quote_id for quote_id in soon}
    sent = session.scalars(select(once.Submission.key).where(once.Submission.key.in_(keys))).all()
    return [quote_id for key, quote_id in keys.items() if key not in sent]


def remind_for_the_last_time(session: Session, quote_id: UUID, *, now: datetime) -> bool:
    """Text it once; False where it was answered or reminded meanwhile, or the customer waits for us."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    ticket = tickets.by_id(session, quote.ticket_id)
    if quote.state is not QuoteState.SENT or waits_for_us(session, ticket):
        return False
    if not once.begin(session, _last_key(quote_id), now=now):
        return False
    _remind(session, ticket, quote, SmsKind.QUOTE_LAST_REMINDER, now=now)
    return True


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
            Quote.valid_until > now + BEFORE_THE_END,
            Quote.reminders_sent < passed,
        )
        .values(reminders_sent=passed)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(counted, CursorResult)
    if counted.rowcount != 1:
        return False
    _remind(session, ticket, quote, SmsKind.QUOTE_REMINDER, now=now)
    return True


def _remind(session: Session, ticket: Ticket, quote: Quote, kind: SmsKind, *, now: datetime) -> None:
    tell(
        session,
        ticket,
        kind,
        now=now,
        words={"amount": total(quote), "due": quote.valid_until},
        about=About.quote(quote.version),
    )


def _last_key(quote_id: UUID) -> str:
    return f"quote-last:{quote_id}"
