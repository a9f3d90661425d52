"""The customer's own page does what STOP and START do: no more texts to the repair's number, or texts again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.journeys.conversation.reply import tickets_of
from app.journeys.repair.doubt_answer import ask_by_phone, stands_still
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.messaging.conversation import incoming
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import BadNumber
from app.tickets.models import Ticket
from app.tickets.service import tell

BY_PAGE = "web"  # the `word` of an opt-out that no phone has sent


def stop_texts(session: Session, ticket: Ticket, *, now: datetime) -> None:
    """No more texts to the number; the page itself confirms it; what two answers stopped is asked by phone. Doing it twice changes nothing."""
    incoming.opt_out(session, ticket.customer.phone, word=BY_PAGE, now=now)
    for one in tickets_of(session, ticket.customer.phone):
        if stands_still(session, one):
            ask_by_phone(session, one, Act(SYSTEM, now))


def text_again(session: Session, ticket: Ticket, *, now: datetime) -> None:
    """Texts again, and the first one says so; nothing happens where they were never stopped."""
    if incoming.opt_in(session, ticket.customer.phone, now=now):
        tell(session, ticket, SmsKind.OPTED_IN, now=now)


def texts_are_stopped(session: Session, ticket: Ticket) -> bool:
    """Whether the number wants no texts."""
    return incoming.opted_out(session, ticket.customer.phone) is not None


def reached_by_text(session: Session, ticket: Ticket) -> bool:
    """Whether a text can reach the customer: the number wants texts, and takes them."""
    phone = ticket.customer.phone
    return not texts_are_stopped(session, ticket) and session.get(BadNumber, phone) is None


def stopped_by_phone(session: Session, ticket: Ticket) -> bool:
    """Whether the phone itself said so: its network may hold texts back until the phone sends START, too."""
    row = incoming.opted_out(session, ticket.customer.phone)
    return row is not None and row.word != BY_PAGE
