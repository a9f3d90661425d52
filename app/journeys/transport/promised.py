"""By when the next step of a repair is promised, as people were told: a booked window is that window, not its last minute."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips.queries import active_job
from app.courier.trips.rules import GRACE
from app.kernel.show import Window
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State

_LEG = {
    State.INBOUND: Leg.INBOUND,
    State.READY_TO_RETURN: Leg.OUTBOUND,
    State.OUTBOUND: Leg.OUTBOUND,
}


def promised(session: Session, ticket: Ticket, *, now: datetime) -> Window | datetime | None:
    """The window a courier comes in while one is booked; once it is over, by when we know; else when the next step is due."""
    leg = _LEG.get(ticket.state)
    job = active_job(session, ticket.id, leg) if leg else None
    if job is None:
        return ticket.due_at
    return window_of(job.slot) if job.slot.ends_at > now else job.slot.ends_at + GRACE
