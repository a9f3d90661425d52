"""Done, tested, and what is to pay: never more than the customer said yes to."""

# ruff: noqa: PT028 - here "test" is what a technician does to a device

from sqlalchemy.orm import Session

from app.billing import service as billing
from app.journeys.conversation.talk import checked_message
from app.journeys.money.agreed import Agreed, agreed
from app.journeys.money.bill_repair import bill_lines
from app.journeys.request.take_ticket import own_if_nobody_does
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Text, text
from app.kernel.money import Money
from app.parts import service as parts
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
    """It works. `amount` is the final price of parts and labour, at most what the agreed number leaves for them.

    None bills what is certain: the approved quote, or nothing for a covered repair or no fault found.
    The courier's ways that were agreed stand on the bill beside it, so that it never exceeds that number.
    Raises FieldRefused for more than was agreed, or where a paid repair's price is still open.
    """
    report = checked_message(report, field="report")
    nothing_found = ticket.disposition is Disposition.NO_FAULT_FOUND
    held = agreed(session, ticket)
    billed = held.final(_final_price(held, ticket, amount, nothing_found))
    due = billed.total
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
    billing.issue(
        session, ticket.id, bill_lines(billed), act
    )  # after the step, which lets only one of two get here
    return event


def test_failed(session: Session, ticket: Ticket, act: Act, *, report: str) -> TicketEvent:
    """It does not work yet: back to the bench; "no fault found" is off the table then."""
    report = checked_message(report, field="report")
    own_if_nobody_does(session, ticket, act.actor)
    ticket.disposition = None
    ticket.test_report = report
    return advance(session, ticket, Action.TEST_FAILED, act, note=report)


def suggested_price(session: Session, ticket: Ticket) -> Money | None:
    """The price of parts and labour unless the technician writes less; None where only they can know."""
    return _certain_price(agreed(session, ticket), ticket)


def _certain_price(held: Agreed, ticket: Ticket) -> Money | None:
    nothing = Money(0, held.sum.work.currency)
    if ticket.disposition is Disposition.NO_FAULT_FOUND:
        return nothing
    if held.quote is not None:
        return held.sum.work
    return nothing if held.covered or not held.sum.total.minor else None


def _final_price(held: Agreed, ticket: Ticket, amount: Money | None, nothing_found: bool) -> Money:
    price = _certain_price(held, ticket) if amount is None else amount
    most = Money(0, held.sum.work.currency) if nothing_found else held.sum.work
    if price is None:
        raise FieldRefused(
            text("Write what the repair costs in the end, at most %(limit)s.", limit=most), field="amount"
        )
    if price.minor < 0 or price > most:
        raise FieldRefused(_too_much(held, most), code="above_limit", field="amount")
    return price


def _too_much(held: Agreed, most: Money) -> Text:
    if not held.sum.ways or not most.minor:
        return text("The customer agreed to %(limit)s at most; the bill cannot be higher.", limit=most)
    return text(
        "The customer agreed to %(limit)s at most, of which %(courier)s are the courier's; the repair cannot cost more than %(work)s.",
        limit=held.sum.total,
        courier=held.sum.courier,
        work=most,
    )
