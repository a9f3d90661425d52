"""Money comes in, or a manager lets it go: either way the device is ready to go back."""

from sqlalchemy.orm import Session

from app.billing import queries as bills
from app.billing import service as billing
from app.billing.models import Payment
from app.billing.states import PaymentMethod
from app.journeys.conversation.talk import checked_message
from app.kernel.act import Act
from app.kernel.entering import short_enough
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.money import Money
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action


def take_payment(
    session: Session, ticket: Ticket, act: Act, *, amount: Money, method: str, reference: str
) -> Payment:
    """Note the money, exactly what was billed. A transfer or card payment needs its reference.

    Raises FieldRefused for another amount ("above_bill" where it is more), an unknown method or a missing reference.
    """
    bill = bills.open_one(session, ticket.id)
    billed = billing.left_to_pay(session, bill) if bill else None
    if billed is not None and amount > billed:
        raise FieldRefused(
            text(
                "That is %(more)s more than the bill of %(billed)s. Note %(billed)s, and give the customer the rest back.",
                more=Money(amount.minor - billed.minor, billed.currency),
                billed=billed,
            ),
            code="above_bill",
            field="amount",
        )
    if billed is not None and amount != billed:
        raise FieldRefused(
            text("The bill is %(billed)s. Note the payment when all of it has come in.", billed=billed),
            code="wrong_amount",
            field="amount",
        )
    if method not in set(PaymentMethod):
        raise FieldRefused(text("Choose how it was paid."), field="method")
    reference = short_enough(reference, most=80, field="reference")
    if method != PaymentMethod.CASH and not reference:
        raise FieldRefused(
            text("Write the reference from the bank or card slip, so that it is found again."),
            field="reference",
        )
    advance(
        session,
        ticket,
        Action.PAY,
        act,
        facts=EventFacts(amount_minor=amount.minor),
    )
    if bill is None:
        raise billing.bill_settled()
    return billing.receive(
        session, bill, act, amount=amount, method=PaymentMethod(method), reference=reference
    )


def waive(session: Session, ticket: Ticket, act: Act, *, reason: str) -> TicketEvent:
    """A manager asks for nothing, and says why; only the shop reads the reason."""
    reason = checked_message(reason, field="reason")
    bill = bills.open_one(session, ticket.id)
    event = advance(session, ticket, Action.WAIVE, act, note=reason)
    if bill is None:
        raise billing.bill_settled()
    billing.waive(session, bill, act)
    return event
