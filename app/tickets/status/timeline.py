"""What happened so far, in the customer's words: one sentence for each step of the state table."""

from collections.abc import Sequence

from app.kernel.i18n import N_
from app.messaging.sms.kinds import WORDINGS
from app.tickets.models import TicketEvent
from app.tickets.states import BY_START_AND_ACTION, Action, Disposition, State
from app.tickets.status.pages import Twist
from app.tickets.words import CUSTOMER_STAGE, STAGE

A = Action
HAPPENED: dict[Action | None, str] = {
    None: N_("We received your request"),
    A.ASK: N_("Your technician asked a question"),
    A.ANSWER: N_("You answered the question"),
    A.OFFER: N_("You were offered terms"),
    A.ACCEPT: N_("You accepted the terms; they are locked"),
    A.ACCEPT_AND_WAIT: N_("You accepted the terms; we are getting the part"),
    A.REFUSE_TERMS: N_("You declined the terms"),
    A.CLOSE_WITHOUT_SHIPPING: N_("Closed: nothing had to be sent"),
    A.PARTS_READY: N_("The part is certain"),
    A.PARTS_LATE: N_("The part comes later than promised"),
    A.PARTS_UNOBTAINABLE: N_("The part turned out to be unobtainable"),
    A.EXCHANGE: N_("Closed with an exchange"),
    A.REFUND: N_("Closed with a refund"),
    A.CANCEL: N_("The repair was cancelled"),
    A.EXPIRE: N_("Closed, as no answer came"),
    A.BOOK_PICKUP: N_("The pickup was booked"),
    A.MOVE_PICKUP: N_("The pickup was moved"),
    A.CANCEL_PICKUP: N_("The pickup was cancelled"),
    A.PICKUP_FAILED: N_("The courier could not collect it"),
    A.COLLECT: N_("The courier collected it"),
    A.RECEIVE: N_("It arrived at the workshop"),
    A.UNDO_RECEIVE: N_("The arrival had been scanned by mistake"),
    A.UNDO_UNPLANNED: N_("The arrival had been scanned by mistake"),
    A.INSPECT: N_("Unpacked, checked, and passed to your technician"),
    A.HOLD: N_("The work was paused"),
    A.RELEASE: N_("The work goes on"),
    A.START_REPAIR: N_("The repair was started"),
    A.QUOTE: N_("You were sent a quote"),
    A.REQUOTE: N_("You were sent a new quote"),
    A.APPROVE: N_("You approved the quote"),
    A.APPROVE_AND_WAIT: N_("You approved the quote; we are getting the part"),
    A.DECLINE: N_("You declined the quote"),
    A.QUOTE_EXPIRED: N_("The quote ran out without an answer"),
    A.NO_FAULT: N_("No fault was found; it is being tested"),
    A.GIVE_UP: N_("It cannot be repaired and comes back"),
    A.WAIT_FOR_PARTS: N_("A part is missing; we are getting it"),
    A.PARTS_IN: N_("The part has arrived"),
    A.FINISH: N_("The repair was done"),
    A.TEST_FAILED: N_("The test was not passed; it is repaired further"),
    A.TEST_PASSED: N_("The test was passed"),
    A.TEST_PASSED_UNPAID: N_("The test was passed; the payment is due"),
    A.PAY: N_("Your payment has arrived"),
    A.WAIVE: N_("The payment was waived"),
    A.BOOK_RETURN: N_("The return was booked"),
    A.HAND_OUT: N_("Packed and handed to the courier"),
    A.UNDO_HAND_OUT: N_("The hand-over had been scanned by mistake"),
    A.DELIVERY_FAILED: N_("It was not handed over"),
    A.DELIVER: N_("It was handed over"),
    A.FOLLOW_UP: N_("We asked whether all is well"),
    A.CONFIRM_WORKING: N_("You told us it works"),
    A.STILL_BROKEN: N_("You told us it is still broken"),
    A.CLOSE: N_("The repair was closed"),
    A.TAKE_UP: N_("The repair was taken up again"),
}
NOT_REPAIRED = frozenset(
    {
        Disposition.DECLINED,
        Disposition.BEYOND_ECONOMICAL_REPAIR,
        Disposition.PART_UNAVAILABLE,
        Disposition.EXCHANGED,
        Disposition.REFUNDED,
        Disposition.LOST_COMPENSATED,
        Disposition.NO_SHIP_NEEDED,
        Disposition.ABANDONED,
        Disposition.CANCELLED,
    }
)
COLLECTED_STAGE = N_("On its way to us")
_ON_THE_ROAD = {A.BOOK_PICKUP, A.MOVE_PICKUP, A.COLLECT}
_SENT_BACK_AS_IT_IS = {A.DECLINE, A.QUOTE_EXPIRED, A.GIVE_UP}
_REPAIRED_AFTER_ALL = {A.APPROVE, A.APPROVE_AND_WAIT}  # the no was taken back in time


def note_for_customer(event: TicketEvent) -> str:
    """The event's note where its text showed it to the customer, too; other notes stay in the shop."""
    if event.from_state is None or event.action is None:
        return ""
    row = BY_START_AND_ACTION.get((event.from_state, event.action))
    told = row is not None and row.tells is not None and "%(note)s" in WORDINGS[row.tells].en
    return event.note if told else ""


def sent_back_unrepaired(events: Sequence[TicketEvent], disposition: Disposition | None) -> bool:
    """Whether the device came back as it was sent: no repair, so no warranty on one."""
    ways = [event.action for event in events if event.action in _SENT_BACK_AS_IT_IS | _REPAIRED_AFTER_ALL]
    return disposition in NOT_REPAIRED or (bool(ways) and ways[-1] in _SENT_BACK_AS_IT_IS)


def stage_of(state: State, events: Sequence[TicketEvent]) -> str:
    """The stage's name for staff, save where a courier has the device and nothing is only booked any more."""
    return COLLECTED_STAGE if state is State.INBOUND and _is_collected(events) else STAGE[state]


def customer_stage(state: State, events: Sequence[TicketEvent]) -> str:
    """The same as its customer reads it."""
    return COLLECTED_STAGE if state is State.INBOUND and _is_collected(events) else CUSTOMER_STAGE[state]


def _is_collected(events: Sequence[TicketEvent]) -> bool:
    road = [event.action for event in events if event.action in _ON_THE_ROAD]
    return road[-1:] == [A.COLLECT]


def twist_of(
    state: State,
    events: Sequence[TicketEvent],
    *,
    disposition: Disposition | None,
    return_booked: bool,
    window_over: bool,
    we_missed: bool,
    repaired_again: bool,
    open_again: bool = False,
) -> Twist | None:
    """How this ticket's state reads differently, told from what happened to it.

    `window_over` is of a trip that is booked and of which nothing is noted; `we_missed` of one that nobody drove;
    `open_again`: it has ended, and the customer may take it up again.
    """
    last = events[-1].action
    match state:
        case State.INBOUND | State.READY_TO_RETURN | State.OUTBOUND if window_over:
            return Twist.NOTHING_NOTED
        case State.AUTHORISED | State.READY_TO_RETURN if we_missed:
            return Twist.WE_DID_NOT_COME
        case State.PARTS_HOLD if last is A.PARTS_UNOBTAINABLE:
            return Twist.UNOBTAINABLE
        case State.AUTHORISED if last is A.PICKUP_FAILED:
            return Twist.PICKUP_FAILED
        case State.INBOUND:
            return Twist.COLLECTED if _is_collected(events) else None
        case State.READY_TO_RETURN if return_booked:
            return Twist.RETURN_BOOKED
        case State.READY_TO_RETURN if last is A.DELIVERY_FAILED:
            return Twist.NOT_HANDED_OVER
        case State.DELIVERED if sent_back_unrepaired(events, disposition):
            return Twist.UNREPAIRED
        case State.DELIVERED if last is A.FOLLOW_UP:
            return Twist.ASKED
        case State.CLOSED if repaired_again:
            return Twist.AGAIN
        case State.CLOSED | State.CANCELLED | State.EXPIRED if open_again:
            return Twist.OPEN_AGAIN
    return None
