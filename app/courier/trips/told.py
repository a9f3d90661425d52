"""What a customer is told of a courier who came in vain: their words, not the list a courier taps on.

What was our fault is said to be, and what only they can put right is asked for.
"""

from app.courier.trips.states import FailureReason
from app.courier.trips.words import CAME_FOR
from app.kernel.i18n import N_, Text, text
from app.tickets.legs import Leg
from app.tickets.states import Action

R = FailureReason
_TOLD: dict[FailureReason, str] = {
    R.NOBODY_HOME: N_("nobody was at home"),
    R.ADDRESS_NOT_FOUND: N_("we did not find the address, please write it to us"),
    R.NOT_PACKED: N_("the box was not ready yet"),
    R.REFUSED: N_("nothing was handed to our courier"),
    R.NO_TIME: N_("that was our fault, we are sorry"),
}
_BROUGHT: dict[FailureReason, str] = {R.REFUSED: N_("it was not accepted")}


def told(leg: Leg, reason: FailureReason) -> Text:
    """The reason within a sentence of a text or a page, by whether the courier came to fetch or to bring."""
    brought = _BROUGHT if leg is Leg.OUTBOUND else {}
    return text(brought.get(reason) or _TOLD[reason])


def told_of_step(action: Action | None, note: str) -> Text | None:
    """The same for a step of a repair, where its note is one of these reasons; None where it is not."""
    leg = CAME_FOR.get(action) if action else None
    return told(leg, FailureReason(note)) if leg and note in set(FailureReason) else None


def everything_told() -> list[Text]:
    """All that can be said, for whoever measures the longest text."""
    return [told(leg, reason) for leg in Leg for reason in FailureReason]
