"""What a repair's history says of a courier who came in vain, or not at all."""

from app.courier.trips.states import FailureReason, failure_name
from app.kernel.i18n import Text, text
from app.tickets.legs import Leg
from app.tickets.models import TicketEvent
from app.tickets.states import Action

CAME_FOR = {Action.PICKUP_FAILED: Leg.INBOUND, Action.DELIVERY_FAILED: Leg.OUTBOUND}


def why_in_vain(action: Action | None, note: str) -> Text | None:
    """The reason in words, where the step's note is one of ours; None where it is not."""
    leg = CAME_FOR.get(action) if action else None
    return text(failure_name(leg, FailureReason(note))) if leg and note in set(FailureReason) else None


def we_did_not_come(event: TicketEvent) -> bool:
    """Whether a step says that a booked trip was not driven, which is our fault and nobody else's."""
    return event.action in CAME_FOR and event.note == FailureReason.NO_TIME
