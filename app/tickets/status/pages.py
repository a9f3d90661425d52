"""What the customer's own page answers: the five questions and the one thing to do, for every state.

Pure: a table from state (and the twist that makes it differ) to sentences. Where a courier's window, a
price or a reason belongs into a sentence, it stands as `%(window)s`, `%(cap)s`, `%(amount)s`, `%(reason)s`.
"""

from dataclasses import dataclass

from app.kernel.i18n import N_
from app.tickets.states import State
from app.tickets.status.twists import Twist as Twist


@dataclass(frozen=True, slots=True)
class Primary:
    """The one thing to do: words of the button, and the page below the private link that does it."""

    label: str
    page: str


@dataclass(frozen=True, slots=True)
class StatusPage:
    """One row: where it is, what is next, by when, what the customer must do, the one action."""

    where: str
    next: str
    by: str
    do: str
    action: Primary | None = None
    do_then: str = ""  # what to do once the window can be changed no more


NOTHING = N_("Nothing. You can lean back.")
IS_OVER = N_("%(window)s is over, and nothing is noted. We are asking; you hear from us by %(due)s.")
TELL_US = N_("Nothing. You can tell us how it was.")
WHENEVER = N_("Whenever you like: nothing is closed, and your terms stay.")
ASKING = Primary(N_("Write to your technician"), "messages")
NOTHING_LEFT = N_("Nothing.")
UNLESS = N_("Nothing more, unless you take it up again: then it goes on where it stood.")
UNTIL_THEN = N_("You can take it up again until %(until)s.")
IF_NEEDED = N_("If it still needs a repair, take it up again.")
TAKE_UP = Primary(N_("Take it up again"), "take-up")
WITH_YOU = N_("With you. Nothing to send yet.")
IN_CARE = N_("At the workshop, in the care of your technician.")
BACK_WITH_YOU = N_("Back with you.")
UNTIL = N_("By %(due)s.")
NOT_TOO_LATE = N_("That was asked for by %(due)s. It is not too late.")
RAN_OUT = N_("It was valid until %(due)s. Your technician can send a new one.")
OPEN_DATE = N_("The date is not known yet. We write as soon as it is.")

S = State
PAGES: dict[State | tuple[State, Twist], StatusPage] = {
    S.REQUESTED: StatusPage(
        WITH_YOU,
        N_("A technician reads your request and answers with fixed terms, or with a question."),
        UNTIL,
        N_("Nothing yet. Keep the device until the terms are agreed."),
    ),
    S.NEEDS_INFO: StatusPage(
        WITH_YOU,
        N_("You answer one question; after that the technician names the terms."),
        N_("We wait for your answer until %(due)s."),
        N_("Answer your technician's question."),
        Primary(N_("Answer the question"), "answer"),
    ),
    S.OFFERED: StatusPage(
        WITH_YOU,
        N_("You read the terms. If you accept them, you choose when the courier comes."),
        N_("The offer holds until %(due)s."),
        N_("Decide about the terms: %(cap)s at most."),
        Primary(N_("Read the terms"), "terms"),
    ),
    S.PARTS_HOLD: StatusPage(
        N_("With you. We are getting the part; nothing travels before it is certain."),
        N_("Once the part is certain, you choose when the courier comes."),
        N_("You hear from us about the part by %(due)s."),
        N_("Nothing. Go on using the device if you can."),
    ),
    (S.PARTS_HOLD, Twist.UNOBTAINABLE): StatusPage(
        N_("With you. The part it needs cannot be had."),
        N_("You and your technician choose: wait, exchange, refund, or cancel."),
        UNTIL,
        N_("Tell your technician which way you prefer."),
        Primary(N_("Write to your technician"), "messages"),
    ),
    S.AUTHORISED: StatusPage(
        N_("With you, ready to be collected."),
        N_("A courier collects it at your door at the time you choose."),
        N_("Choose the time by %(due)s."),
        N_("Choose when the courier comes."),
        Primary(N_("Choose a pickup time"), "pickup"),
    ),
    (S.AUTHORISED, Twist.PICKUP_FAILED): StatusPage(
        N_("With you. The courier could not collect it (%(reason)s)."),
        N_("A courier comes again at the time you choose."),
        N_("Choose the time by %(due)s."),
        N_("Choose a new time for the courier."),
        Primary(N_("Choose a pickup time"), "pickup"),
    ),
    (S.AUTHORISED, Twist.WE_DID_NOT_COME): StatusPage(
        N_("With you. We did not collect it as promised; that was our fault, and we are sorry."),
        N_("A courier comes at the new time you choose."),
        WHENEVER,
        N_("Choose a new time for the courier."),
        Primary(N_("Choose a pickup time"), "pickup"),
    ),
    (S.INBOUND, Twist.NOTHING_NOTED): StatusPage(
        N_("With you or with the courier: that is what we are finding out."),
        N_("We ask the courier how the pickup went."),
        IS_OVER,
        TELL_US,
        ASKING,
    ),
    S.INBOUND: StatusPage(
        N_("With you, until the courier comes."),
        N_("The courier collects it at your door."),
        N_("%(window)s."),
        N_("Pack it, and put the label or the code on the box."),
        Primary(N_("Open the label"), "label"),
    ),
    (S.INBOUND, Twist.COLLECTED): StatusPage(
        N_("With the courier, on its way to the workshop."),
        N_("We receive the parcel, and unpack it in front of a camera."),
        N_("At the workshop by %(due)s."),
        NOTHING,
    ),
    S.RECEIVED: StatusPage(
        N_("At the workshop. The parcel has arrived."),
        N_("We unpack it, photograph it, and pass it to your technician."),
        UNTIL,
        NOTHING,
    ),
    S.DIAGNOSING: StatusPage(
        IN_CARE,
        N_("Your technician finds the cause, and repairs it or sends you a quote."),
        N_("You hear the result by %(due)s."),
        NOTHING,
    ),
    S.QUOTED: StatusPage(
        IN_CARE,
        N_("You approve or decline the quote. Without your yes nothing is done beyond the terms."),
        N_("The quote is valid until %(due)s."),
        N_("Decide about the quote: %(amount)s."),
        Primary(N_("Read the quote"), "quote"),
    ),
    S.AWAITING_PARTS: StatusPage(
        N_("At the workshop, waiting for a part."),
        N_("When the part is in, your technician repairs it."),
        N_("You hear from us about the part by %(due)s."),
        NOTHING,
    ),
    S.REPAIRING: StatusPage(
        IN_CARE, N_("It is being repaired, then tested."), N_("Repaired by %(due)s."), NOTHING
    ),
    S.TESTING: StatusPage(
        IN_CARE, N_("It is being tested, then it goes back to you."), N_("Tested by %(due)s."), NOTHING
    ),
    S.AWAITING_PAYMENT: StatusPage(
        N_("At the workshop, repaired and tested."),
        N_("Once the payment has arrived, you choose the day it comes back."),
        UNTIL,
        N_("Pay %(amount)s."),
        Primary(N_("See how to pay"), "pay"),
    ),
    S.READY_TO_RETURN: StatusPage(
        N_("At the workshop, ready to go back."),
        N_("A courier brings it to your door on the day you choose."),
        N_("Choose the day by %(due)s."),
        N_("Choose the day it comes back."),
        Primary(N_("Choose the day"), "return"),
    ),
    (S.READY_TO_RETURN, Twist.RETURN_BOOKED): StatusPage(
        N_("At the workshop, being packed."),
        N_("The courier brings it to your door."),
        N_("%(window)s."),
        N_("Be at home then, or move the return."),
        do_then=N_("Be at home to take it."),
    ),
    (S.READY_TO_RETURN, Twist.NOTHING_NOTED): StatusPage(
        N_("At the workshop: nobody has noted that it left."),
        N_("We ask the dock and the courier where it is."),
        IS_OVER,
        TELL_US,
        ASKING,
    ),
    (S.READY_TO_RETURN, Twist.WE_DID_NOT_COME): StatusPage(
        N_("With us. We did not bring it back as promised; that was our fault, and we are sorry."),
        N_("A courier brings it at the new time you choose."),
        WHENEVER,
        N_("Choose the day it comes back."),
        Primary(N_("Choose the day"), "return"),
    ),
    (S.READY_TO_RETURN, Twist.NOT_HANDED_OVER): StatusPage(
        N_("With us. It was not handed over (%(reason)s)."),
        N_("A courier brings it to your door on the day you choose."),
        N_("Choose the day by %(due)s."),
        N_("Choose the day it comes back."),
        Primary(N_("Choose the day"), "return"),
    ),
    (S.OUTBOUND, Twist.NOTHING_NOTED): StatusPage(
        N_("With the courier, or with you: that is what we are finding out."),
        N_("We ask the courier how the hand-over went."),
        IS_OVER,
        TELL_US,
        ASKING,
    ),
    S.OUTBOUND: StatusPage(
        N_("With the courier, on its way to you."),
        N_("The courier hands it over at your door."),
        N_("%(window)s."),
        N_("Be at home to take it."),
    ),
    S.DELIVERED: StatusPage(
        BACK_WITH_YOU,
        N_("We ask you whether all is well; if not, we repair it again, free."),
        N_("We ask on %(due)s."),
        N_("Try it out and tell us whether it works."),
        Primary(N_("Tell us whether it works"), "follow-up"),
    ),
    (S.DELIVERED, Twist.ASKED): StatusPage(
        BACK_WITH_YOU,
        N_("You tell us whether it works. Without an answer we take it for a yes."),
        N_("Closed after %(due)s; the warranty on the repair runs on."),
        N_("Tell us whether it works."),
        Primary(N_("Tell us whether it works"), "follow-up"),
    ),
    (S.DELIVERED, Twist.UNREPAIRED): StatusPage(
        N_("Back with you, unrepaired."),
        N_("Nothing more. This repair is closed without a further step."),
        N_("Closed after %(due)s."),
        NOTHING_LEFT,
    ),
    S.ON_HOLD: StatusPage(
        N_("At the workshop. The work is paused: %(reason)s"),
        N_("We clear this up and go on. Your terms stay as they are."),
        N_("We write to you by %(due)s."),
        N_("Nothing, unless we ask you. You can write to us any time."),
    ),
    S.CLOSED: StatusPage(
        N_("With you. This repair is closed."),
        N_("Nothing more."),
        N_("Closed on %(closed)s."),
        NOTHING_LEFT,
    ),
    (S.CLOSED, Twist.AGAIN): StatusPage(
        N_("With you. This repair goes on under a new code."),
        N_("We repair it again, free, both ways."),
        N_("The new page shows each date."),
        N_("Follow the new repair."),
        Primary(N_("Open the new repair"), "again"),
    ),
    (S.CLOSED, Twist.OPEN_AGAIN): StatusPage(
        N_("With you. This repair is closed."), UNLESS, UNTIL_THEN, IF_NEEDED, TAKE_UP
    ),
    (S.CANCELLED, Twist.OPEN_AGAIN): StatusPage(
        N_("With you. This repair was cancelled; there is nothing to pay."),
        UNLESS,
        UNTIL_THEN,
        IF_NEEDED,
        TAKE_UP,
    ),
    (S.EXPIRED, Twist.OPEN_AGAIN): StatusPage(
        N_("With you. This repair was closed because no answer came; there is nothing to pay."),
        UNLESS,
        UNTIL_THEN,
        IF_NEEDED,
        TAKE_UP,
    ),
    S.CANCELLED: StatusPage(
        N_("With you. This repair was cancelled; there is nothing to pay."),
        N_("Nothing more."),
        N_("Cancelled on %(closed)s."),
        N_("Nothing. A new request is always welcome."),
    ),
    S.EXPIRED: StatusPage(
        N_("With you. This repair was closed because no answer came; there is nothing to pay."),
        N_("Nothing more."),
        N_("Closed on %(closed)s."),
        N_("Nothing. If it still needs a repair, start a new request."),
    ),
}


def page_of(state: State, twist: Twist | None = None) -> StatusPage:
    """The row that fits: with the twist where it has one of its own, else the state's."""
    return (twist and PAGES.get((state, twist))) or PAGES[state]
