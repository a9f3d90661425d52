"""A person asked which of two answers to a quote holds, and says so; the repair goes on from there."""

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message, mark_all_handled
from app.journeys.repair.due_dates import parts_due
from app.kernel.act import Act
from app.kernel.errors import WrongState
from app.kernel.i18n import text
from app.parts import rules as parts_rules
from app.parts import service as parts
from app.quotes import service as quotes
from app.quotes.models import Quote
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket
from app.tickets.service import advance
from app.tickets.states import Action, Disposition


def settle_answer(session: Session, ticket: Ticket, act: Act, *, yes: bool, how: str) -> Quote:
    """The yes or the no holds, as the customer said it to `act.actor`; `how` says on which way, and stays in the shop.

    The device is repaired, or goes back as it is. Raises WrongState where nothing is in doubt, FieldRefused
    for an empty `how`.
    """
    how = checked_message(how, field="how")
    doubted = quotes.doubted_one(session, ticket.id)
    if doubted is None:
        raise WrongState(text("No answer is in doubt here. Look at the fresh page for what can be done now."))
    quote = quotes.settle(session, ticket.id, doubted.version, yes=yes, via=act.actor.channel, now=act.now)
    facts = EventFacts(quote=quote.version, amount_minor=quote.total_minor)
    if not yes:
        advance(session, ticket, Action.DECLINE, act, note=how, facts=facts, disposition=Disposition.DECLINED)
    else:
        needs = parts.needs_of(session, ticket.id)
        ready = parts_rules.all_here(needs)
        action = Action.APPROVE if ready else Action.APPROVE_AND_WAIT
        due = None if ready else parts_due(session, needs, now=act.now)
        ticket.disposition = None  # after the questions: what is written counts the version on
        advance(session, ticket, action, act, note=how, facts=facts, due=due)
    mark_all_handled(session, ticket, now=act.now)
    return quote
