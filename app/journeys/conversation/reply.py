"""One reply by SMS being handled: its row, what it says, whose it is, and which repair somebody means who does not say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.journeys.conversation.last_said import Said, Speaker, said_before
from app.kernel.actor import Actor, Role, customer
from app.kernel.i18n import Language
from app.messaging.conversation.models import IncomingSms
from app.messaging.conversation.questions import Question, questions_before
from app.messaging.conversation.replies import Command, Meaning
from app.tickets.models import Ticket
from app.tickets.states import ACTS_NEXT, FINAL, State


@dataclass(frozen=True)
class Reply:
    """The row, what it says, and the sender's repairs, the newest first."""

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
    def said(self) -> Sequence[Said]:
        """What was said before it, from either side, on any repair of this number; the newest first."""
        return said_before(self.session, self.row, {ticket.id for ticket in self.own})

    def named(self, code: str | None) -> Ticket | None:
        """The sender's own repair with that code."""
        return next((ticket for ticket in self.own if ticket.code == code), None)


def tickets_of(session: Session, phone: str) -> Sequence[Ticket]:
    """The repairs of whoever has that number, the newest first."""
    return session.scalars(
        select(Ticket)
        .join(Customer, Ticket.customer_id == Customer.id)
        .where(Customer.phone == phone)
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
    ).all()


def meant(reply: Reply) -> Ticket | None:
    """The ticket a technician wrote about last, or whose question was asked last and still waits; else the only open one.

    Else nobody knows.
    """
    last = reply.said[0] if reply.said else None
    if last is not None and last.speaker is Speaker.TECHNICIAN:
        written_about = next((one for one in reply.open if one.id == last.ticket_id), None)
        if written_about is not None:
            return written_about
    asked = {question.ticket_id for question in reply.asked if question.ticket_id is not None}
    ticket = next((one for one in reply.open if asked == {one.id}), None)
    if ticket is not None and _waits_for_customer(ticket):
        return ticket
    if ticket is not None and reply.meaning.command in (Command.APPROVE, Command.DECLINE):
        return ticket
    return reply.open[0] if len(reply.open) == 1 else None


def _waits_for_customer(ticket: Ticket) -> bool:
    return ACTS_NEXT[ticket.state] is Role.CUSTOMER or ticket.state is State.DELIVERED
