"""Which repair a reply by SMS is about: what it names, what was asked last, or the only one that is open.

Where more than one question can be meant, nobody knows, and nothing is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel.actor import Actor, Role, customer
from app.kernel.i18n import Language
from app.messaging.conversation.models import IncomingSms
from app.messaging.conversation.questions import QUESTIONS, Question, questions_before
from app.messaging.conversation.replies import Command, Meaning
from app.messaging.sms.kinds import SmsKind
from app.tickets.models import Ticket
from app.tickets.states import ACTS_NEXT, FINAL, State


@dataclass(frozen=True)
class Reply:
    """One reply being handled: its row, what it says, and the sender's repairs, the newest first."""

    session: Session
    row: IncomingSms
    meaning: Meaning
    own: Sequence[Ticket]
    now: datetime

    @property
    def phone(self) -> str:
        """The sender's number."""
        return self.row.from_phone

    @property
    def open(self) -> Sequence[Ticket]:
        """The repairs still going on; without any, the last one."""
        return [ticket for ticket in self.own if ticket.state not in FINAL] or self.own[:1]

    @property
    def actor(self) -> Actor:
        """The customer, by SMS."""
        return customer(self.own[0].customer.name, channel="sms")

    @property
    def language(self) -> Language:
        """The sender's: of the newest repair, else by the script of the reply."""
        if self.own:
            return self.own[0].language
        return Language.KO if any("가" <= char <= "힣" for char in self.row.body) else Language.EN

    @cached_property
    def asked(self) -> Sequence[Question]:
        """What it may answer: the question this number can have read last, or all that could be it."""
        return questions_before(self.session, self.phone, before=self.row.received_at)

    @cached_property
    def number_answers(self) -> Sequence[Question]:
        """The same for a bare number, which may also answer our "which repair?"; empty if it does not."""
        if self.meaning.code is not None or self.meaning.number is None:
            return ()
        asked = questions_before(
            self.session, self.phone, before=self.row.received_at, kinds=(*QUESTIONS, SmsKind.WHICH_TICKET)
        )
        return asked if any(one.kind is SmsKind.WHICH_TICKET for one in asked) else ()


def tickets_of(session: Session, phone: str) -> Sequence[Ticket]:
    """The repairs of whoever has that number, the newest first."""
    return session.scalars(
        select(Ticket)
        .join(Customer, Ticket.customer_id == Customer.id)
        .where(Customer.phone == phone)
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
    ).all()


def named(reply: Reply, code: str | None) -> Ticket | None:
    """The sender's own repair with that code."""
    return next((ticket for ticket in reply.own if ticket.code == code), None)


def picked(reply: Reply) -> Ticket | None:
    """The repair behind the number, if our list is the only thing it can answer, and has that number."""
    offered = reply.number_answers[0].offered if len(reply.number_answers) == 1 else ()
    number = reply.meaning.number or 0
    return named(reply, offered[number - 1]) if 1 <= number <= len(offered) else None


def meant(reply: Reply) -> Ticket | None:
    """The ticket whose question was asked last and still waits, else the only open one, else nobody knows."""
    asked = {question.ticket_id for question in reply.asked if question.ticket_id is not None}
    ticket = next((one for one in reply.open if asked == {one.id}), None)
    if ticket is not None and _waits_for_customer(ticket):
        return ticket
    if reply.meaning.command in (Command.APPROVE, Command.DECLINE):
        if asked and any(one.state is State.QUOTED for one in reply.open):
            return None  # answered, or not clear which: a yes must not slip over to another quote
        if ticket is not None:
            return ticket
    return reply.open[0] if len(reply.open) == 1 else None


def version_asked(reply: Reply, ticket: Ticket) -> int | None:
    """The version of the ticket's quote that was answered, None where none was asked.

    In doubt the older one: it cannot be approved any more, so the new one is shown instead.
    """
    asked = questions_before(reply.session, reply.phone, before=reply.row.received_at, ticket_id=ticket.id)
    versions = [question.quote_version for question in asked if question.quote_version is not None]
    return min(versions, default=None)


def _waits_for_customer(ticket: Ticket) -> bool:
    return ACTS_NEXT[ticket.state] is Role.CUSTOMER or ticket.state is State.DELIVERED
