"""Money comes in, or a manager lets it go: either way the device is ready to go back."""

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import N_, text
from app.kernel.money import Money
from app.quotes import service as quotes
from app.quotes.models import Payment
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action

METHODS: dict[str, str] = {"transfer": N_("Bank transfer"), "card": N_("Card"), "cash": N_("Cash")}


def take_payment(
    session: Session, ticket: Ticket, act: Act, *, amount: Money, method: str, reference: str
) -> Payment:
    """Note the money, exactly what was billed. A transfer or card payment needs its reference.

    Raises FieldRefused for another amount, an unknown method or a missing reference.
    """
    billed = quotes.bill_of(ticket)
    if billed is not None and amount != billed:
        raise FieldRefused(
            text("The bill is %(billed)s. Note the payment when all of it has come in.", billed=billed),
            code="wrong_amount",
            field="amount",
        )
    if method not in METHODS:
        raise FieldRefused(text("Choose how it was paid."), field="method")
    reference = reference.strip()[:80]
    if method != "cash" and not reference:
        raise FieldRefused(
            text("Write the reference from the bank or card slip, so that it is found again."),
            field="reference",
        )
    advance(
        session,
        ticket,
        Action.PAY,
        act,
        data={"amount_minor": amount.minor, "method": method, "reference": reference},
    )
    payment = Payment(
        ticket_id=ticket.id,
        amount_minor=amount.minor,
        currency=amount.currency,
        method=method,
        reference=reference,
        noted_by=act.actor.name,
        at=act.now,
    )
    session.add(payment)
    session.flush()
    return payment


def waive(session: Session, ticket: Ticket, act: Act, *, reason: str) -> TicketEvent:
    """A manager asks for nothing, and says why; only the house reads the reason."""
    reason = checked_message(reason, field="reason")
    return advance(session, ticket, Action.WAIVE, act, note=reason)
