"""By when the next step of a repair is promised, as people were told: a booked window is that window, not its last minute."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips.queries import active_job
from app.kernel.show import Window
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State

_LEG = {State.INBOUND: Leg.INBOUND, State.OUTBOUND: Leg.OUTBOUND}


def promised(session: Session, ticket: Ticket) -> Window | datetime | None:
    """The window a courier comes in while one is booked and has not come; else when the next step is due, if ever."""
    leg = _LEG.get(ticket.state)
    job = active_job(session, ticket.id, leg) if leg else None
    return window_of(job.slot) if job else ticket.due_at
