"""Somebody takes a repair: from then on it has a name on it, and messages have somebody to go to."""

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotAllowed, page_moved_on
from app.kernel.i18n import text
from app.staff.models import StaffAccount
from app.staff.permissions import Capability, may
from app.tickets.models import Ticket


def take_ticket(session: Session, ticket: Ticket, act: Act) -> None:
    """Make the actor the owner. No step of the repair: state, due time and version stay as they are.

    Raises NotAllowed for a role that owns none, Conflict `taken` when a colleague took it first, `stale` when the
    page is older than the ticket.
    """
    if act.actor.staff_id is None:
        raise NotAllowed(text("Only a member of staff can take a repair. Sign in first."))
    if not may(act.actor.role, Capability.OWN_REPAIRS):
        raise NotAllowed(text("A repair is a technician's. Ask one to take it."))
    if act.seen_version is not None and act.seen_version != ticket.version:
        raise page_moved_on()
    result = session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.owner_id.is_not_distinct_from(ticket.owner_id))
        .values(owner_id=act.actor.staff_id)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise Conflict(
            text("A colleague took this repair a moment ago. Look at the fresh page."), code="taken"
        )
    session.refresh(ticket, ["owner_id", "owner"])


def own_if_nobody_does(session: Session, ticket: Ticket, actor: Actor) -> None:
    """Put the name of an actor who may own it on an unowned ticket; written with the step that follows at once."""
    if ticket.owner_id is None and actor.staff_id is not None and may(actor.role, Capability.OWN_REPAIRS):
        ticket.owner = session.get_one(StaffAccount, actor.staff_id)
