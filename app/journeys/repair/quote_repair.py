"""What it needs is worse than what was locked, or paid work: the technician asks with a quote."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message
from app.journeys.money.agreed import agreed, ways_agreed
from app.journeys.request.take_ticket import own_if_nobody_does
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.money import Money
from app.messaging.sms.about import About
from app.parts import service as parts
from app.parts.service import WantedPart
from app.quotes import rules
from app.quotes import service as quotes
from app.quotes.models import Quote
from app.quotes.rules import Line
from app.tickets.facts import EventFacts
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import Action, State
from app.tickets.sums import charged


def send_quote(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    lines: Sequence[Line],
    finding: str,
    valid_until: datetime,
    wanted: Sequence[WantedPart] = (),
) -> Quote:
    """Send the next version; one that still waits is superseded. It is due when it runs out.

    `lines` are parts and labour; the courier's ways join them as the locked terms say, so that it asks for everything.

    Raises FieldRefused where there is nothing to decide (within the locked terms) or a date gone by,
    Conflict when the customer or a colleague was faster.
    """
    finding = checked_message(finding, field="finding")
    ways = ways_agreed(session, ticket)
    _must_ask(session, ticket, lines, ways)
    if valid_until <= act.now:
        raise FieldRefused(text("Choose a day from tomorrow on for the answer."), field="valid_days")
    for part in wanted:
        parts.need(session, ticket.id, part.name, state=part.state, expected_on=part.expected_on)
    again = ticket.state is State.QUOTED
    quote = quotes.send(
        session,
        ticket.id,
        lines=lines,
        ways=ways,
        note=finding,
        drafted_by=act.actor.name,
        valid_until=valid_until,
        now=act.now,
    )
    own_if_nobody_does(session, ticket, act.actor)
    ticket.finding = finding
    advance(
        session,
        ticket,
        Action.REQUOTE if again else Action.QUOTE,
        act,
        due=valid_until,
        note=finding,
        facts=EventFacts(quote=quote.version, amount_minor=quote.total_minor),
        says=Says(words={"amount": quotes.total(quote)}, about=About.quote(quote.version)),
    )
    return quote


def _must_ask(session: Session, ticket: Ticket, lines: Sequence[Line], ways: Mapping[Leg, Money]) -> None:
    held = agreed(session, ticket)
    asked = charged(rules.total_of(lines), ways).total
    if not rules.needs_a_yes(asked, limit=held.sum.total, covered=held.covered):
        raise FieldRefused(
            text("This stays within the locked terms, so there is nothing to ask. Start the repair."),
            code="nothing_to_ask",
            field="lines",
        )
