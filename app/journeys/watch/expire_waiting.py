"""A question nobody answered in time ends by itself, is said so, and costs nothing; not while the answer is ours to give."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.courier.trips.words import we_did_not_come
from app.journeys.conversation.silence import is_silent
from app.journeys.repair.decide_quote import expire_quote
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.quotes.models import Quote, QuoteState
from app.terms import queries as terms
from app.terms.models import TermsState
from app.tickets.models import Ticket
from app.tickets.queries import history
from app.tickets.service import advance
from app.tickets.states import Action, State

WAITING = (State.NEEDS_INFO, State.OFFERED, State.AUTHORISED)


def run_out(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The tickets whose customer let the due time, or the quote's last day, go by."""
    quote_over = (
        select(Quote.id)
        .where(Quote.ticket_id == Ticket.id, Quote.state == QuoteState.SENT, Quote.valid_until < now)
        .exists()
    )
    return session.scalars(
        select(Ticket.id)
        .where(
            or_(
                and_(Ticket.state.in_(WAITING), Ticket.due_at < now),
                and_(Ticket.state == State.QUOTED, quote_over),
            )
        )
        .order_by(Ticket.due_at)
    ).all()


def let_expire(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """Close it without an answer; a quoted device goes back unrepaired.

    False where an answer came after all, where the customer said something that waits for us, or where it was we who
    did not come.
    """
    quoted = ticket.state is State.QUOTED
    if not quoted and (ticket.state not in WAITING or ticket.due_at is None or ticket.due_at >= now):
        return False
    if ticket.state is State.AUTHORISED and we_did_not_come(history(session, ticket)[-1]):
        return False
    if not is_silent(session, ticket, now=now):
        return False
    if quoted:
        return expire_quote(session, ticket, now=now) is not None
    offer = terms.open_offer(session, ticket.id)
    if offer is not None:
        offer.state, offer.decided_at = TermsState.EXPIRED, now
    advance(session, ticket, Action.EXPIRE, Act(SYSTEM, now))
    return True
