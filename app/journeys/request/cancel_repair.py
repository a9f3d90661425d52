"""The customer (or staff for them) calls the repair off before anything travels; it costs nothing."""

from sqlalchemy.orm import Session

from app.journeys.request.nothing_left_open import nothing_left_open
from app.kernel.act import Act
from app.tickets.models import Ticket
from app.tickets.service import advance
from app.tickets.states import STEPS, Action, Disposition

CAN_BE_CANCELLED = frozenset(row.start for row in STEPS if row.action is Action.CANCEL)


def cancel_repair(session: Session, ticket: Ticket, act: Act, *, note: str = "") -> None:
    """Close the ticket as cancelled and say so. Raises WrongState once a courier is booked or has it."""
    advance(session, ticket, Action.CANCEL, act, note=note.strip(), disposition=Disposition.CANCELLED)
    nothing_left_open(session, ticket, act)
