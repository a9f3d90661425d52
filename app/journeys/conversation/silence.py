"""Whether a customer is silent, so that something may end: nothing of theirs waits for us, and our last word had its time.

Where we have not answered, it is we who are silent, and nothing ends by that (TRUTHS T9).
"""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.journeys.conversation.unheard import ANSWERED_BY_IT, lay_before_a_person
from app.messaging.conversation.incoming import ASKED_BACK
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.sites.site import site_of
from app.tickets.models import Ticket

ASKED_ABOUT_A_QUOTE = (SmsKind.QUOTE_ASKED, SmsKind.QUOTE_CHANGED)
DAYS_TO_ANSWER = 2  # business days after a person's last word on the repair


def is_silent(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """Whether only the customer has let time go by.

    A yes or no that we asked back about, and that was never said again, is laid before the technician first: it was
    an answer, and a person finds out which.
    """
    if waits_for_us(session, ticket):
        return False
    unsettled = _asked_back(session, ticket)
    for row in unsettled:
        lay_before_a_person(session, row, now=now)
    return not unsettled and not _just_spoken(session, ticket, now=now)


def waits_for_us(session: Session, ticket: Ticket) -> bool:
    """Whether something the customer said waits for a person: a message, or a text nobody has read, placed or answered."""
    message = select(ThreadMessage.id).where(
        ThreadMessage.ticket_id == ticket.id,
        ThreadMessage.from_customer,
        ThreadMessage.handled_at.is_(None),
    )
    text = select(IncomingSms.id).where(
        IncomingSms.from_phone == ticket.customer.phone,
        or_(IncomingSms.ticket_id.is_(None), IncomingSms.ticket_id == ticket.id),
        or_(IncomingSms.handled_by.is_(None), IncomingSms.handled_by == ASKED_BACK),
    )
    return bool(session.scalar(select(or_(message.exists(), text.exists()))))


def _asked_back(session: Session, ticket: Ticket) -> list[IncomingSms]:
    """The answers to its quote that we asked back about, where nobody has written on the repair since."""
    written_since = (
        select(ThreadMessage.id)
        .where(ThreadMessage.ticket_id == ticket.id, ThreadMessage.at > IncomingSms.processed_at)
        .exists()
    )
    return list(
        session.scalars(
            select(IncomingSms)
            .join(Sms, and_(ANSWERED_BY_IT, Sms.kind.in_(ASKED_ABOUT_A_QUOTE)))
            .where(Sms.ticket_id == ticket.id, ~written_since)
            .order_by(IncomingSms.received_at, IncomingSms.id)
        ).unique()
    )


def _just_spoken(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """Whether a person here has answered or settled something so lately that the customer can still reply."""
    last = session.scalar(
        select(func.max(ThreadMessage.handled_at)).where(
            ThreadMessage.ticket_id == ticket.id,
            or_(ThreadMessage.from_customer, ThreadMessage.via == "staff"),
        )
    )
    return last is not None and now < site_of(session).after_business_days(last, DAYS_TO_ANSWER)
