"""The bench has looked: repair within the locked terms, wait for a part, find nothing, or give up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message
from app.journeys.money.agreed import agreed
from app.journeys.repair.due_dates import parts_due
from app.journeys.request.take_ticket import own_if_nobody_does
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.money import Money
from app.parts import service as parts
from app.parts.rules import all_here
from app.parts.service import WantedPart
from app.tickets.facts import NO_FACTS, EventFacts
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action, Disposition

GIVEN_UP = (
    Disposition.BEYOND_ECONOMICAL_REPAIR,
    Disposition.PART_UNAVAILABLE,
)


def start_repair(session: Session, ticket: Ticket, act: Act, *, finding: str, price: Money) -> TicketEvent:
    """Repair at once, because `price` stays within what is locked. Raises FieldRefused above it."""
    _must_be_agreed(session, ticket, price)
    return _step(
        session,
        ticket,
        Action.START_REPAIR,
        finding,
        act,
        facts=EventFacts(price_minor=price.minor),
    )


def wait_for_parts(
    session: Session, ticket: Ticket, act: Act, *, finding: str, price: Money, wanted: Sequence[WantedPart]
) -> TicketEvent:
    """Within the locked terms, but a part is missing: the customer hears until when it takes."""
    _must_be_agreed(session, ticket, price)
    for part in wanted:
        parts.need(session, ticket.id, part.name, state=part.state, expected_on=part.expected_on)
    needs = parts.needs_of(session, ticket.id)
    if all_here(needs):
        raise FieldRefused(
            text("Name the part that is missing; with all parts here, start the repair."), field="parts"
        )
    return _step(
        session,
        ticket,
        Action.WAIT_FOR_PARTS,
        finding,
        act,
        due=parts_due(session, needs, now=act.now),
        facts=EventFacts(price_minor=price.minor),
    )


def no_fault(session: Session, ticket: Ticket, act: Act, *, finding: str) -> TicketEvent:
    """Nothing is broken as far as we can see; it is tested all the same. Tells the customer nothing yet."""
    return _step(
        session,
        ticket,
        Action.NO_FAULT,
        finding,
        act,
        disposition=Disposition.NO_FAULT_FOUND,
    )


def give_up(session: Session, ticket: Ticket, act: Act, *, finding: str, why: Disposition) -> TicketEvent:
    """It goes back unrepaired: not worth its price, or a part cannot be had (`GIVEN_UP`)."""
    if why not in GIVEN_UP:
        raise FieldRefused(text("Choose why it goes back unrepaired."), field="why")
    return _step(
        session,
        ticket,
        Action.GIVE_UP,
        finding,
        act,
        disposition=why,
    )


def _must_be_agreed(session: Session, ticket: Ticket, price: Money) -> None:
    """Refuse work of a price that does not fit, with the courier as agreed, into the number the customer said yes to."""
    most = agreed(session, ticket).sum
    if price.minor >= 0 and price <= most.work:
        return
    if most.ways:
        refusal = text(
            "The customer agreed to %(limit)s at most, of which %(courier)s are the courier's: %(work)s are left for the repair. Send a quote for more.",
            limit=most.total,
            courier=most.courier,
            work=most.work,
        )
    else:
        refusal = text("The customer agreed to %(limit)s at most. Send a quote for more.", limit=most.total)
    raise FieldRefused(refusal, code="above_limit", field="price")


def _step(
    session: Session,
    ticket: Ticket,
    action: Action,
    finding: str,
    act: Act,
    *,
    facts: EventFacts = NO_FACTS,
    due: datetime | None = None,
    disposition: Disposition | None = None,
) -> TicketEvent:
    finding = checked_message(finding, field="finding")
    own_if_nobody_does(session, ticket, act.actor)
    ticket.finding = finding
    return advance(session, ticket, action, act, note=finding, facts=facts, due=due, disposition=disposition)
