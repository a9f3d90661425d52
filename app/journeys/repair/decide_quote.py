"""The customer answers a quote; only a yes to the very version in force lets the price rise.

An answer that contradicts the one before decides nothing: it stops the work until a person has asked.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.journeys.repair.doubt_answer import contradicted, doubt_answer
from app.journeys.repair.due_dates import parts_due
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.kernel.errors import Conflict, WrongState
from app.messaging.conversation.models import IncomingSms
from app.parts import rules as parts_rules
from app.parts import service as parts
from app.quotes import service as quotes
from app.quotes.models import Quote
from app.quotes.rules import quote_changed
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action, Disposition, State


def answer_quote(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    yes: bool,
    quote_version: int,
    message_id: str | None = None,
    said: str = "",
    incoming: IncomingSms | None = None,
) -> Quote:
    """The one door of pages and texts: decide, or stop where the same version was answered the other way before.

    Of two answers at the same moment the second finds the first and stops the work. `said` are the customer's own
    words and `incoming` their text, for the task. Raises as `approve_quote` does.
    """
    before = contradicted(session, ticket, yes=yes)
    if before is None or before.version != quote_version:
        try:
            with session.begin_nested():
                if yes:
                    return approve_quote(
                        session, ticket, act, quote_version=quote_version, message_id=message_id
                    )
                return decline_quote(session, ticket, act, quote_version=quote_version, message_id=message_id)
        except (Conflict, WrongState):
            session.refresh(ticket)
            before = contradicted(session, ticket, yes=yes)
            if before is None or before.version != quote_version:
                raise
    return doubt_answer(
        session, ticket, before, act, yes=yes, message_id=message_id, said=said, incoming=incoming
    )


def approve_quote(
    session: Session, ticket: Ticket, act: Act, *, quote_version: int, message_id: str | None = None
) -> Quote:
    """Say yes to version `quote_version`: the repair starts, or waits for the parts it still lacks.

    `message_id` is the provider's id of the replying SMS. Raises Conflict `quote_changed` for a superseded
    or late version and `quote_expired` after its last day, WrongState where it was answered before.
    """
    quote = quotes.approve(
        session, ticket.id, quote_version, via=act.actor.channel, message_id=message_id, now=act.now
    )
    needs = parts.needs_of(session, ticket.id)
    ready = parts_rules.all_here(needs)
    _step(
        session,
        ticket,
        Action.APPROVE if ready else Action.APPROVE_AND_WAIT,
        act,
        due=None if ready else parts_due(session, needs, now=act.now),
        facts=_facts(quote, message_id),
    )
    return quote


def decline_quote(
    session: Session, ticket: Ticket, act: Act, *, quote_version: int, message_id: str | None = None
) -> Quote:
    """Say no to version `quote_version`: the device goes back unrepaired. Raises as an approval does."""
    quote = quotes.decline(
        session, ticket.id, quote_version, via=act.actor.channel, message_id=message_id, now=act.now
    )
    _step(
        session,
        ticket,
        Action.DECLINE,
        act,
        disposition=Disposition.DECLINED,
        facts=_facts(quote, message_id),
    )
    return quote


def expire_quote(session: Session, ticket: Ticket, *, now: datetime) -> TicketEvent | None:
    """The quote's last day went by without an answer: the device goes back unrepaired.

    None where nothing has run out yet, so that a job may ask as often as it likes.
    """
    if ticket.state is not State.QUOTED or not quotes.expire(session, ticket.id, now=now):
        return None
    return advance(session, ticket, Action.QUOTE_EXPIRED, Act(SYSTEM, now), disposition=Disposition.DECLINED)


def _step(
    session: Session,
    ticket: Ticket,
    action: Action,
    act: Act,
    *,
    facts: EventFacts,
    due: datetime | None = None,
    disposition: Disposition | None = None,
) -> None:
    """The row was won already; a ticket that moved meanwhile means that the quote is not what it was."""
    try:
        advance(session, ticket, action, act, facts=facts, due=due, disposition=disposition)
    except Conflict:
        raise quote_changed() from None


def _facts(quote: Quote, message_id: str | None) -> EventFacts:
    return EventFacts(quote=quote.version, amount_minor=quote.total_minor, message=message_id)
