"""A repair is paused with a reason the customer reads, and goes on where it was."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.dock import tasks
from app.journeys.repair.due_dates import note_for_text
from app.kernel.actor import Actor
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action


def hold(
    session: Session,
    ticket: Ticket,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
    quiet: bool = False,
) -> TicketEvent:
    """Pause it. Raises FieldRefused for a reason a text cannot carry."""
    return advance(
        session,
        ticket,
        Action.HOLD,
        actor=actor,
        now=now,
        seen_version=seen_version,
        note=note_for_text(reason, field="reason"),
        quiet=quiet,
    )


def release(
    session: Session,
    ticket: Ticket,
    *,
    note: str = "",
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
    quiet: bool = False,
) -> TicketEvent:
    """Let it go on from the state it was held in; the note is for the house, and settles the dock's task."""
    tasks.settle_held(session, ticket.id, note=note.strip(), actor=actor, now=now)
    return advance(
        session,
        ticket,
        Action.RELEASE,
        actor=actor,
        now=now,
        seen_version=seen_version,
        note=note.strip(),
        quiet=quiet,
    )
