"""The customer's number on a repair's page: correcting it, and the last text that went to the wrong one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session
from wtforms import HiddenField, StringField

from app.edge.current import dialled, phone_in_words, staff
from app.journeys.conversation.correct_number import went_elsewhere
from app.kernel.i18n import N_
from app.messaging.sms.models import Sms
from app.staff.permissions import Capability, may
from app.tickets.models import Ticket
from app.web.forms import AtMost, Form, Needed
from app.web.previews import filled_link, price_of


class NumberForm(Form):
    """The right number; `seen` is the one the page showed."""

    phone = StringField(
        N_("The right mobile number"),
        [
            Needed(N_("Type the mobile number with its digits, for example 010-1234-5678.")),
            AtMost(40),
        ],
    )
    seen = HiddenField()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The last text, written to another number: its words, and what sending it to the right one costs."""

    was: str
    goes_to: str
    body: str
    language: str
    segments: int
    price: str


@dataclass(frozen=True, slots=True)
class NumberDesk:
    """What the page shows of the number; `unfolded` where the form stands open."""

    form: NumberForm
    shown: str
    unfolded: bool
    elsewhere: Elsewhere | None


def number_desk(session: Session, ticket: Ticket, form: NumberForm | None) -> NumberDesk | None:
    """The desk of a repair's customer; None for somebody who may not correct numbers. A form given is open."""
    if not may(staff().role, Capability.CORRECT_NUMBER):
        return None
    filled = form or NumberForm(formdata=None)
    filled.seen.data = ticket.customer.phone  # sending it again is now a decision with open eyes
    last = went_elsewhere(session, ticket)
    return NumberDesk(
        form=filled,
        shown=dialled(ticket.customer.phone),
        unfolded=form is not None,
        elsewhere=_elsewhere(last, ticket) if last else None,
    )


def _elsewhere(last: Sms, ticket: Ticket) -> Elsewhere:
    number = ticket.customer.phone
    return Elsewhere(
        was=phone_in_words(last.to_phone),
        goes_to=phone_in_words(number),
        body=filled_link(last.body),
        language=last.language.value,
        segments=last.segments,
        price=price_of(number, last.segments),
    )
