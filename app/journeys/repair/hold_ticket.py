"""A repair is paused with a reason the customer reads, and goes on where it was."""

from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips.queries import active_job
from app.dock import tasks
from app.journeys.repair.due_dates import note_for_text
from app.kernel.act import Act
from app.kernel.errors import WrongState
from app.kernel.i18n import text
from app.promises.kinds import Because, Fact
from app.quotes import service as quotes
from app.tickets.legs import Leg
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action, State


def hold(session: Session, ticket: Ticket, act: Act, *, reason: str) -> TicketEvent:
    """Pause it. Raises FieldRefused for a reason a text cannot carry."""
    return advance(session, ticket, Action.HOLD, act, note=note_for_text(reason, field="reason"))


def release(session: Session, ticket: Ticket, act: Act, *, note: str = "") -> TicketEvent:
    """Let it go on from the state it was held in; the note is for the shop, and settles the dock's task.

    Raises WrongState where the customer has answered a quote both ways: which holds must be said.
    """
    if quotes.doubted_one(session, ticket.id) is not None:
        raise WrongState(
            text("The customer answered the quote both ways. Ask which holds, then choose yes or no."),
            code="two_answers",
        )
    tasks.settle_held(session, ticket.id, act, note=note.strip())
    booked = (
        active_job(session, ticket.id, Leg.OUTBOUND) if ticket.held_from is State.READY_TO_RETURN else None
    )
    trip = (
        booked if booked is not None and booked.slot.ends_at > act.now else None
    )  # it still stands promised
    return advance(
        session,
        ticket,
        Action.RELEASE,
        act,
        note=note.strip(),
        window=window_of(trip.slot) if trip else None,
        because=Because(Fact.TRIP, trip.id) if trip else None,
    )
