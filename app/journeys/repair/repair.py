"""Done, tested, and what is to pay: never more than the customer said yes to."""

# ruff: noqa: PT028 - here "test" is what a technician does to a device

from sqlalchemy.orm import Session

from app.billing import service as billing
from app.billing.rules import total_of
from app.journeys.conversation.talk import checked_message
from app.journeys.money.bill_repair import bill_lines
from app.journeys.repair.diagnose import price_limit
from app.journeys.request.take_ticket import own_if_nobody_does
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.money import Money
from app.parts import service as parts
from app.quotes import service as quotes
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import Says, advance
from app.tickets.states import Action, Disposition


def finish(session: Session, ticket: Ticket, act: Act, *, work: str) -> TicketEvent:
    """The repair is done and wants testing; parts that lay ready are built in."""
    work = checked_message(work, field="work")
    parts.use_all(session, ticket.id)
    own_if_nobody_does(session, ticket, act.actor)
    ticket.work = work
    return advance(session, ticket, Action.FINISH, act, note=work)


def test_passed(
    session: Session, ticket: Ticket, act: Act, *, report: str, amount: Money | None = None
) -> TicketEvent:
    """It works. `amount` is the final price, at most the approved quote, else the locked cap.

    None bills what is certain: the approved quote, or nothing for a covered repair or no fault found.
    The customer's share of the courier joins it on the bill, see `bill_lines`.
    Raises FieldRefused for more than was agreed, or where a paid repair's price is still open.
    """
    report = checked_message(report, field="report")
    nothing_found = ticket.disposition is Disposition.NO_FAULT_FOUND
    price = _final_price(session, ticket, amount, nothing_found)
    lines = bill_lines(session, ticket, price)
    due = total_of(lines)
    own_if_nobody_does(session, ticket, act.actor)
    ticket.test_report = report
    event = advance(
        session,
        ticket,
        Action.TEST_PASSED_UNPAID if due.minor else Action.TEST_PASSED,
        act,
        note=report,
        facts=EventFacts(amount_minor=due.minor),
        disposition=Disposition.NO_FAULT_FOUND if nothing_found else Disposition.REPAIRED,
        says=Says(words={"amount": due}),
    )
    billing.issue(session, ticket.id, lines, act)  # after the step, which lets only one of two get here
    return event


def test_failed(session: Session, ticket: Ticket, act: Act, *, report: str) -> TicketEvent:
    """It does not work yet: back to the bench; "no fault found" is off the table then."""
    report = checked_message(report, field="report")
    own_if_nobody_does(session, ticket, act.actor)
    ticket.disposition = None
    ticket.test_report = report
    return advance(session, ticket, Action.TEST_FAILED, act, note=report)


def suggested_price(session: Session, ticket: Ticket) -> Money | None:
    """What the bill will be unless the technician writes less; None where only they can know."""
    limit, covered = price_limit(session, ticket)
    if ticket.disposition is Disposition.NO_FAULT_FOUND:
        return Money(0, limit.currency)
    approved = quotes.approved_one(session, ticket.id)
    if approved is not None:
        return quotes.total(approved)
    return Money(0, limit.currency) if covered or not limit.minor else None


def _final_price(session: Session, ticket: Ticket, amount: Money | None, nothing_found: bool) -> Money:
    limit, _ = price_limit(session, ticket)
    price = suggested_price(session, ticket) if amount is None else amount
    if price is None:
        raise FieldRefused(
            text("Write what the repair costs in the end, at most %(limit)s.", limit=limit), field="amount"
        )
    most = Money(0, limit.currency) if nothing_found else limit
    if price.minor < 0 or price > most:
        raise FieldRefused(
            text("The customer agreed to %(limit)s at most; the bill cannot be higher.", limit=most),
            code="above_limit",
            field="amount",
        )
    return price
