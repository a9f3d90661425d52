"""A quote was answered both ways: the work stops, the customer is told so, and the owner has to ask which holds.

A yes taken back costs a repair nobody wanted if it is not heard in time, a no taken back a way home for nothing. Which
of two answers is meant no machine can tell, so the first stays on record beside the second until a person has asked.
"""

from sqlalchemy.orm import Session

from app.courier.trips.queries import active_job
from app.journeys.conversation.talk import write_to_technician
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.kernel.i18n import N_, text
from app.kernel.show import show
from app.messaging.conversation import calls
from app.messaging.conversation.models import CallReason, IncomingSms
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.service import why_not
from app.promises.kinds import Said, Saying
from app.quotes import service as quotes
from app.quotes.models import Quote
from app.quotes.rules import QuoteState
from app.sites.site import site_of
from app.tickets.facts import EventFacts
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.promising import promise_another_word
from app.tickets.service import Says, advance, tell
from app.tickets.states import Action, State

# Where a yes can still be kept from being carried out; a no as long as the device was not booked home.
NOT_DONE_YET = frozenset({State.REPAIRING, State.AWAITING_PARTS})
DAYS_TO_ASK = 1
BOTH_WAYS = {False: N_("first yes, then no"), True: N_("first no, then yes")}
IN_DOUBT = N_("first yes, then a doubt")  # nobody has refused anything
ON_THE_PAGE = {
    False: N_("(Took back the yes to %(amount)s on the page.)"),
    True: N_("(Took back the no to %(amount)s on the page.)"),
}


def can_take_back(session: Session, ticket: Ticket) -> Quote | None:
    """The answered version while what follows from the answer can still be stopped, else None."""
    quote = quotes.current(session, ticket.id)
    return quote if quote is not None and can_be_stopped(session, ticket, quote) else None


def can_be_stopped(session: Session, ticket: Ticket, quote: Quote) -> bool:
    """Whether nothing was done yet that the other answer to this version would have spared. `quote` is the newest sent."""
    if quote.doubted_at is not None:
        return False
    place = ticket.held_from if ticket.state is State.ON_HOLD else ticket.state
    if quote.state is QuoteState.APPROVED:
        return place in NOT_DONE_YET
    at_hand = quote.state is QuoteState.DECLINED and place is State.READY_TO_RETURN
    return at_hand and active_job(session, ticket.id, Leg.OUTBOUND) is None


def contradicted(session: Session, ticket: Ticket, *, yes: bool) -> Quote | None:
    """The answered version that this answer contradicts while something can still be stopped, else None."""
    quote = can_take_back(session, ticket)
    return quote if quote is not None and answered_otherwise(quote, yes=yes) else None


def answered_otherwise(quote: Quote, *, yes: bool) -> bool:
    """Whether the customer had said the opposite."""
    return quote.state is (QuoteState.DECLINED if yes else QuoteState.APPROVED)


def doubt_answer(
    session: Session,
    ticket: Ticket,
    quote: Quote,
    act: Act,
    *,
    yes: bool,
    message_id: str | None = None,
    said: str = "",
    incoming: IncomingSms | None = None,
    refused: bool = True,
) -> Quote:
    """Stop: hold the repair, tell the customer, and lay the customer's words before the owner, urgently.

    `said` are those words; without any, what was pressed on the page; a yes is not `refused` where they
    only doubt it. Raises Conflict where somebody was faster.
    """
    quotes.doubt(session, quote, now=act.now)
    zone = site_of(session).zone
    amount = quotes.total(quote)
    both = text(BOTH_WAYS[yes] if refused else IN_DOUBT)
    words = {"amount": amount, "note": both}
    if ticket.state is State.ON_HOLD:  # stands still for another reason already
        # This text is the word that hold promised; the next one is due as after any stop.
        due = site_of(session).after_business_days(act.now, DAYS_TO_ASK)
        with_due = {**words, "due": due}
        sent = tell(session, ticket, SmsKind.ANSWERS_DIFFER, now=act.now, words=with_due, urgent=True)
        promise_another_word(session, ticket, due, now=act.now, said=Saying(Said.TEXT, sent.id))
    else:
        why = text("two answers to the quote of %(amount)s, %(both)s", amount=amount, both=both)
        advance(
            session,
            ticket,
            Action.HOLD,
            Act(SYSTEM, act.now),
            note=show(why, ticket.language, zone),
            facts=EventFacts(quote=quote.version, amount_minor=quote.total_minor, message=message_id),
            due=site_of(session).after_business_days(act.now, DAYS_TO_ASK),
            says=Says(kind=SmsKind.ANSWERS_DIFFER, words=words, urgent=True),
        )
    write_to_technician(
        session,
        ticket,
        said or show(text(ON_THE_PAGE[yes], amount=amount), ticket.language, zone),
        act,
        via=act.actor.channel,
        incoming=incoming,
        urgent=True,
    )
    if why_not(session, SmsKind.ANSWERS_DIFFER, ticket.customer.phone) is not None:
        ask_by_phone(session, ticket, act)
    return quote


def stands_still(session: Session, ticket: Ticket) -> bool:
    """Whether two answers have stopped it, and nobody has asked yet."""
    quote = quotes.current(session, ticket.id) if ticket.state is State.ON_HOLD else None
    return quote is not None and quote.doubted_at is not None


def ask_by_phone(session: Session, ticket: Ticket, act: Act) -> None:
    """A person calls, as no text gets there: once for this stop."""
    if not calls.of_question(session, ticket.id, ticket.version):
        calls.open_call(
            session,
            ticket_id=ticket.id,
            question=ticket.version,
            number=1,
            reason=CallReason.ANSWERS_DIFFER,
            act=act,
        )
