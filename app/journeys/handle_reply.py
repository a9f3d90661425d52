"""A reply by SMS takes effect: which ticket is meant, what is done to it, and what is answered.

An approval is bound to the quote version that was asked before the reply was sent; where it is not clear
which repair is meant we ask back, and an approval is never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.journeys.decide_quote import approve_quote, decline_quote
from app.journeys.talk import write_to_technician
from app.kernel.actor import Actor, Role, customer
from app.kernel.errors import Refusal
from app.kernel.house import house_of
from app.kernel.i18n import Language
from app.kernel.ids import spell_code
from app.messaging import incoming as replies
from app.messaging.inbound import Command, Meaning, read
from app.messaging.kinds import TextKind
from app.messaging.models import IncomingText
from app.messaging.service import send_text
from app.quotes import service as quotes
from app.tickets.models import Ticket
from app.tickets.service import tell
from app.tickets.states import ACTS_NEXT, FINAL, State

MOST_OFFERED = 4  # repairs listed when asking back; more would not fit the text


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply being handled: its row, what it says, and the sender's repairs, the newest first."""

    session: Session
    row: IncomingText
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


def handle_reply(session: Session, row: IncomingText, *, now: datetime) -> None:
    """Do what a kept reply asks for and mark it processed. One that nobody can place is left to staff."""
    reply = Reply(session, row, _meaning(session, row.body), _own_tickets(session, row.from_phone), now)
    row.processed_at, row.meaning = now, reply.meaning.command.value
    if reply.meaning.command is Command.STOP:
        _stop(reply)
    elif reply.own and not _picks(reply):
        _place(reply)


def _meaning(session: Session, body: str) -> Meaning:
    """A "code" that belongs to no ticket was a word of that shape: all of it is said to the technician."""
    meaning = read(body)
    if meaning.code and not session.scalar(select(Ticket.id).where(Ticket.code == meaning.code)):
        return Meaning(Command.MESSAGE)
    return meaning


def _stop(reply: Reply) -> None:
    """Opting out needs no ticket, and is confirmed once."""
    reply.row.handled_by = replies.AUTOMATIC
    if replies.opt_out(reply.session, reply.phone, word=reply.row.body, now=reply.now):
        send_text(reply.session, TextKind.OPTED_OUT, to_phone=reply.phone, language=_language(reply),
                  words={}, now=reply.now)  # fmt: skip


def _picks(reply: Reply) -> bool:
    """A bare code or number answers our "which repair?"; what was asked for then is done now."""
    waiting = replies.waiting_for_a_pick(reply.session, reply.phone, now=reply.now)
    bare = reply.meaning.command is Command.PICK or reply.meaning.number is not None
    if waiting is None or not bare:
        return False
    first, offered = waiting
    ticket = _chosen(reply, offered.removeprefix("which:").split(","))
    if ticket is None:
        return False
    first.handled_by = replies.AUTOMATIC
    again = Reply(reply.session, first, _meaning(reply.session, first.body), reply.own, reply.now)
    _carry_out(again, ticket)
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
    return True


def _chosen(reply: Reply, offered: Sequence[str]) -> Ticket | None:
    code, number = reply.meaning.code, reply.meaning.number
    if code is None and number is not None and 1 <= number <= len(offered):
        code = offered[number - 1]
    return next((ticket for ticket in reply.own if ticket.code == code), None)


def _place(reply: Reply) -> None:
    """Find the ticket, or ask back."""
    if reply.meaning.code is not None:
        ticket = _chosen(reply, ())
        if ticket is None:
            return  # somebody else's code: a person looks at it
    else:
        ticket = _meant(reply)
    if ticket is not None:
        _carry_out(reply, ticket)
    elif reply.meaning.command is Command.HELP:
        _carry_out(reply, reply.open[0])
    else:
        _ask_back(reply)


def _meant(reply: Reply) -> Ticket | None:
    """The ticket whose question was asked last and still waits, else the only open one, else nobody knows."""
    asked = replies.last_question(reply.session, reply.phone, before=reply.row.received_at)
    ticket = next((one for one in reply.open if asked and one.id == asked.ticket_id), None)
    if ticket is not None and _waits_for_customer(ticket):
        return ticket
    if reply.meaning.command in (Command.APPROVE, Command.DECLINE):
        if asked is not None and any(one.state is State.QUOTED for one in reply.open):
            return (
                None  # the last question is answered, another is open: a second yes must not slip over to it
            )
        if ticket is not None:
            return ticket
    return reply.open[0] if len(reply.open) == 1 else None


def _waits_for_customer(ticket: Ticket) -> bool:
    return ACTS_NEXT[ticket.state] is Role.CUSTOMER or ticket.state is State.DELIVERED


def _carry_out(reply: Reply, ticket: Ticket) -> None:
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
    match reply.meaning.command:
        case Command.APPROVE | Command.DECLINE:
            _decide(reply, ticket)
        case Command.HELP:
            _answer(reply, ticket, TextKind.HELP_REPLY)
        case Command.MESSAGE:
            _pass_on(reply, ticket)
        case Command.PICK if reply.meaning.code is None:
            _pass_on(reply, ticket)  # a number without a question is something said to the technician
        case _:
            _answer(reply, ticket, TextKind.STATUS_REPLY)


def _decide(reply: Reply, ticket: Ticket) -> None:
    """Approve or decline the version that was asked; anything else changes nothing and shows what holds."""
    if ticket.state is not State.QUOTED:
        waits = ACTS_NEXT[ticket.state] is Role.CUSTOMER
        _answer(reply, ticket, TextKind.STATUS_REPLY if waits else TextKind.NOTHING_TO_DECIDE)
        return
    version = _version_asked(reply, ticket)
    decide = approve_quote if reply.meaning.command is Command.APPROVE else decline_quote
    try:
        if version is None:
            _show_quote(reply, ticket, TextKind.QUOTE_REMINDER)
            return
        with reply.session.begin_nested():
            decide(reply.session, ticket, quote_version=version, actor=reply.actor, now=reply.now,
                   message_id=reply.row.provider_id)  # fmt: skip
    except Refusal as no:
        reply.session.refresh(ticket)
        if no.code == "quote_changed":
            _show_quote(reply, ticket, TextKind.QUOTE_CHANGED)
        else:
            _answer(reply, ticket, TextKind.STATUS_REPLY)


def _version_asked(reply: Reply, ticket: Ticket) -> int | None:
    asked = replies.last_question(
        reply.session, reply.phone, before=reply.row.received_at, ticket_id=ticket.id
    )
    subject, _, version = (asked.about or "").partition(":") if asked else ("", "", "")
    return int(version) if subject == "quote" and version.isdigit() else None


def _show_quote(reply: Reply, ticket: Ticket, kind: TextKind) -> None:
    quote = quotes.open_one(reply.session, ticket.id)
    if quote is None:
        _answer(reply, ticket, TextKind.STATUS_REPLY)
        return
    words = {"amount": quotes.total(quote), "due": quote.valid_until}
    _answer(reply, ticket, kind, words=words, about=f"quote:{quote.version}")


def _pass_on(reply: Reply, ticket: Ticket) -> None:
    """Anything that is no command is something said to the technician."""
    if not reply.row.body.strip():
        return
    write_to_technician(
        reply.session, ticket, reply.row.body[:4000], via="sms", actor=reply.actor, now=reply.now
    )
    due = house_of(reply.session).after_business_days(reply.now, 1)
    _answer(reply, ticket, TextKind.MESSAGE_TAKEN, words={"due": due})


def _ask_back(reply: Reply) -> None:
    offered = reply.open[:MOST_OFFERED]
    reply.row.handled_by = replies.ASKED_BACK
    if not replies.may_answer(reply.session, reply.phone, now=reply.now):
        reply.row.handled_by = None  # no more answers this hour: a person takes over
        return
    listed = " ".join(f"{number}) {spell_code(one.code)}" for number, one in enumerate(offered, start=1))
    about = "which:" + ",".join(one.code for one in offered)
    send_text(reply.session, TextKind.WHICH_TICKET, to_phone=reply.phone, language=_language(reply),
              words={"note": listed}, about=about, now=reply.now)  # fmt: skip


def _answer(reply: Reply, ticket: Ticket, kind: TextKind, *, words: Mapping[str, Any] | None = None,
            about: str | None = None) -> None:  # fmt: skip
    """Answer by text, unless this number got its fill this hour."""
    if replies.may_answer(reply.session, reply.phone, now=reply.now):
        tell(reply.session, ticket, kind, now=reply.now, words=words, about=about)


def _own_tickets(session: Session, phone: str) -> Sequence[Ticket]:
    return session.scalars(
        select(Ticket)
        .join(Customer, Ticket.customer_id == Customer.id)
        .where(Customer.phone == phone)
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
    ).all()


def _language(reply: Reply) -> Language:
    """The sender's: of the newest repair, else by the script of the reply."""
    if reply.own:
        return reply.own[0].language
    return Language.KO if any("가" <= char <= "힣" for char in reply.row.body) else Language.EN
