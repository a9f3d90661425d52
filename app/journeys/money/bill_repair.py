"""What a repair of some price comes to for the customer, line by line: the repair, and the courier as agreed."""

from sqlalchemy.orm import Session

from app.billing.rules import Line
from app.billing.states import LineKind
from app.kernel.money import Money
from app.terms import service as terms
from app.tickets.legs import Leg
from app.tickets.models import Ticket

LINE_OF_LEG = {Leg.INBOUND: LineKind.COURIER_IN, Leg.OUTBOUND: LineKind.COURIER_OUT}


def bill_lines(session: Session, ticket: Ticket, price: Money) -> list[Line]:
    """The lines of the final bill, the repair first; the courier's share is what the locked terms promise.

    A repair that costs nothing asks for nothing, so the courier is not charged either.
    """
    repair = Line(LineKind.REPAIR, price)
    agreed = terms.current(session, ticket.id)
    if agreed is None or not price.minor:
        return [repair]
    return [
        repair,
        *(Line(LINE_OF_LEG[leg], fee) for leg, fee in terms.courier_by_leg(agreed).items()),
    ]
