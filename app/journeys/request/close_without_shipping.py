"""Nothing needs to ship: the customer fixes it with a hint, or we post the part. The spring's story."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy.orm import Session

from app.journeys.repair.due_dates import note_for_text
from app.journeys.request.take_ticket import own_if_nobody_does
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import N_, text
from app.parts import service as parts
from app.parts.rules import PartState
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action, Disposition


class WayOut(StrEnum):
    """How it ends without a parcel of the customer's."""

    SELF_FIX = "self_fix"
    PART_POSTED = "part_posted"


WAY_OUT_LABEL: dict[WayOut, str] = {
    WayOut.SELF_FIX: N_("The customer can fix it with a hint"),
    WayOut.PART_POSTED: N_("We post the part"),
}


def close_without_shipping(
    session: Session, ticket: Ticket, act: Act, *, way: WayOut, note: str, part_names: Sequence[str] = ()
) -> TicketEvent:
    """Close with the note as the customer's instruction; posted parts count as used. Custody is untouched.

    Raises FieldRefused for a posted part without a name, or a note a text cannot carry.
    """
    note = note_for_text(note)
    names = [name.strip() for name in part_names if name.strip()]
    if way is WayOut.PART_POSTED and not names:
        raise FieldRefused(text("Name the part that goes into the envelope."), field="parts")
    if way is WayOut.PART_POSTED:
        for name in names:
            parts.need(session, ticket.id, name, state=PartState.USED)
    own_if_nobody_does(session, ticket, act.actor)
    return advance(
        session,
        ticket,
        Action.CLOSE_WITHOUT_SHIPPING,
        act,
        note=note,
        disposition=Disposition.NO_SHIP_NEEDED,
        facts=EventFacts(way=way.value, parts=tuple(names)),
    )
