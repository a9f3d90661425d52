"""A question nobody answered in time ends by itself, is said so, and costs nothing; where the customer knew it would.

Where nobody can tell whether they knew, a person calls, and the note counts; where it is we who failed, or owe, nothing
ends at all (TRUTHS T9).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.journeys.conversation.reminded import Heard, Reminded, heard, reminded, why_it_stays
from app.journeys.conversation.silence import is_silent
from app.journeys.repair.decide_quote import expire_quote
from app.journeys.request.nothing_left_open import nothing_left_open
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.messaging.conversation import calls
from app.messaging.conversation.models import CallReason
from app.quotes import service as quotes
from app.quotes.models import Quote, QuoteState
from app.sites.site import site_of
from app.tickets.models import Ticket, TicketEvent
from app.tickets.queries import history
from app.tickets.service import advance
from app.tickets.states import Action, Disposition, State

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

    False where an answer came after all, where the customer said something that waits for us, where it was we who
    failed, and where nobody knows that the reminders got there: then a call is put on the list.
    """
    quoted = ticket.state is State.QUOTED
    if not quoted and (ticket.state not in WAITING or ticket.due_at is None or ticket.due_at >= now):
        return False
    if not is_silent(session, ticket, now=now):
        return False
    events = history(session, ticket)
    stays = None if quoted else why_it_stays(session, ticket, events)
    if stays is not None:
        if not calls.of_question(session, ticket.id, ticket.version):
            _lay_a_call(session, ticket, stays, number=1, now=now)
        return False
    known = _reminded(session, ticket, events)
    match heard(known, site_of(session), now=now):
        case Heard.WAIT:
            return False
        case Heard.CALL:
            _lay_a_call(session, ticket, CallReason.NOT_HEARD, number=known.next_call, now=now)
            return False
        case Heard.ENOUGH:
            pass
    act = Act(SYSTEM, now)
    if quoted:
        calls.need_no_call(session, ticket.id, act)
        return expire_quote(session, ticket, now=now) is not None
    advance(session, ticket, Action.EXPIRE, act, disposition=Disposition.CANCELLED)
    nothing_left_open(session, ticket, act)
    return True


def _reminded(session: Session, ticket: Ticket, events: Sequence[TicketEvent]) -> Reminded:
    quote = quotes.open_one(session, ticket.id) if ticket.state is State.QUOTED else None
    if quote is not None and quote.sent_at is not None:
        return reminded(session, ticket, since=quote.sent_at, quote=quote.version)
    return reminded(session, ticket, since=events[-1].at)


def _lay_a_call(session: Session, ticket: Ticket, reason: CallReason, *, number: int, now: datetime) -> None:
    """`number` is from the look that decided it: counted again here, two processes would lay two calls."""
    calls.open_call(
        session,
        ticket_id=ticket.id,
        question=ticket.version,
        number=number,
        reason=reason,
        act=Act(SYSTEM, now),
    )
