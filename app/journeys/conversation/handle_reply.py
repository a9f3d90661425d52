"""A reply by SMS takes effect: which ticket is meant, what is done to it, and what is answered.

An approval is bound to the quote version that was asked before the reply was sent; where it is not clear
which repair is meant we ask back, and an approval is never guessed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.conversation.take_pictures import enqueue_pictures
from app.journeys.conversation.talk import said_by_text, write_to_technician
from app.journeys.conversation.which_repair import Reply, meant, named, picked, tickets_of, version_asked
from app.journeys.repair.decide_quote import approve_quote, decline_quote
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Refusal
from app.kernel.ids import spell_code
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.incoming import Keyword
from app.messaging.conversation.models import IncomingSms
from app.messaging.conversation.replies import Command, Meaning, read
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.service import send_sms
from app.quotes import service as quotes
from app.sites.site import site_of
from app.tickets.models import Ticket
from app.tickets.service import tell
from app.tickets.states import ACTS_NEXT, State

MOST_OFFERED = 4  # repairs listed when asking back; more would not fit the text


def handle_reply(session: Session, row: IncomingSms, *, now: datetime) -> None:
    """Do what a kept reply asks for and mark it processed. One that nobody can place is left to staff."""
    keyword = row.meaning  # what the provider took it for, if for anything
    reply = Reply(session, row, _meaning(session, row), tickets_of(session, row.from_phone), now)
    row.processed_at, row.meaning = now, reply.meaning.command.value
    if reply.meaning.command is Command.STOP:
        _stop(reply, confirm=keyword is None)
    elif keyword == Keyword.START or replies.lifts(row.body):
        _start(reply)
    elif reply.own and not _picks(reply):
        _place(reply)


def _meaning(session: Session, row: IncomingSms) -> Meaning:
    """What it says; a provider's keyword goes first, as the provider has acted on it already.

    A "code" that belongs to no ticket was a word of that shape: all of it is said to the technician.
    """
    if row.meaning in (Keyword.STOP, Keyword.HELP):
        return Meaning(Command(row.meaning))
    meaning = read(row.body)
    if meaning.code and not session.scalar(select(Ticket.id).where(Ticket.code == meaning.code)):
        return Meaning(Command.MESSAGE)
    return meaning


def _stop(reply: Reply, *, confirm: bool) -> None:
    """Opting out needs no ticket. It is confirmed once, unless the provider has done so and takes no more."""
    reply.row.handled_by = replies.AUTOMATIC
    new = replies.opt_out(reply.session, reply.phone, word=reply.row.body, now=reply.row.received_at)
    if new and confirm and replies.may_answer(reply.session, reply.phone, now=reply.now):
        send_sms(
            reply.session,
            SmsKind.OPTED_OUT,
            to_phone=reply.phone,
            language=reply.language,
            words={},
            now=reply.now,
        )


def _start(reply: Reply) -> None:
    """A word by which networks lift an opt-out lifts ours; said by anybody else it is only a message."""
    if not replies.opt_in(reply.session, reply.phone, now=reply.row.received_at):
        if reply.own:
            _place(reply)
        return
    reply.row.meaning, reply.row.handled_by = Keyword.START.value, replies.AUTOMATIC
    if replies.may_answer(reply.session, reply.phone, now=reply.now):
        send_sms(
            reply.session,
            SmsKind.OPTED_IN,
            to_phone=reply.phone,
            language=reply.language,
            words={},
            now=reply.now,
            ticket_id=reply.open[0].id if reply.own else None,
        )


def _picks(reply: Reply) -> bool:
    """A bare code or number answers our "which repair?"; what was asked for then is done now.

    A number counts on the list we sent last; where it could answer something else as well, we ask again.
    """
    waiting = replies.waiting_for_a_pick(reply.session, reply.phone)
    if reply.number_answers:
        ticket = picked(reply)
        if ticket is None:
            _list_repairs(reply)
            return True
    else:
        bare_code = waiting is not None and reply.meaning.command is Command.PICK
        ticket = named(reply, reply.meaning.code) if bare_code else None
        if ticket is None:
            return False
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
    if waiting is None:
        _answer(reply, ticket, SmsKind.STATUS_REPLY)  # it was picked before
    else:
        meaning = _meaning(reply.session, waiting)
        _carry_out(Reply(reply.session, waiting, meaning, reply.own, reply.now), ticket)
    return True


def _place(reply: Reply) -> None:
    """Find the ticket, or ask back."""
    if reply.meaning.code is not None:
        ticket = named(reply, reply.meaning.code)
        if ticket is None:
            return  # somebody else's code: a person looks at it
    else:
        ticket = meant(reply)
    if ticket is not None:
        _carry_out(reply, ticket)
    elif reply.meaning.command is Command.HELP:
        _carry_out(reply, reply.open[0])
    else:
        _ask_back(reply)


def _carry_out(reply: Reply, ticket: Ticket) -> None:
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
    command = reply.meaning.command
    if command is Command.MESSAGE or (command is Command.PICK and reply.meaning.code is None):
        _pass_on(reply, ticket)  # a number without a question is something said to the technician, too
        return
    if command in (Command.APPROVE, Command.DECLINE):
        _decide(reply, ticket)
    else:
        _answer(reply, ticket, SmsKind.HELP_REPLY if command is Command.HELP else SmsKind.STATUS_REPLY)
    if reply.row.media:
        _write(reply, ticket)  # somebody must look at the pictures


def _decide(reply: Reply, ticket: Ticket) -> None:
    """Approve or decline the version that was asked; anything else changes nothing and shows what holds."""
    if ticket.state is not State.QUOTED:
        waits = ACTS_NEXT[ticket.state] is Role.CUSTOMER
        _answer(reply, ticket, SmsKind.STATUS_REPLY if waits else SmsKind.NOTHING_TO_DECIDE)
        return
    version = version_asked(reply, ticket)
    decide = approve_quote if reply.meaning.command is Command.APPROVE else decline_quote
    try:
        if version is None:
            _show_quote(reply, ticket, SmsKind.QUOTE_REMINDER)
            return
        with reply.session.begin_nested():
            decide(
                reply.session,
                ticket,
                Act(reply.actor, reply.now),
                quote_version=version,
                message_id=reply.row.provider_id,
            )
    except Refusal as no:
        reply.session.refresh(ticket)
        if no.code == "quote_changed":
            _show_quote(reply, ticket, SmsKind.QUOTE_CHANGED)
        else:
            _answer(reply, ticket, SmsKind.STATUS_REPLY)


def _show_quote(reply: Reply, ticket: Ticket, kind: SmsKind) -> None:
    quote = quotes.open_one(reply.session, ticket.id)
    if quote is None:
        _answer(reply, ticket, SmsKind.STATUS_REPLY)
        return
    words = {"amount": quotes.total(quote), "due": quote.valid_until}
    _answer(reply, ticket, kind, words=words, about=About.quote(quote.version))


def _pass_on(reply: Reply, ticket: Ticket) -> None:
    """Anything that is no command is something said to the technician, in every state of the repair."""
    if not reply.row.body.strip() and not reply.row.media:
        return
    _write(reply, ticket)
    due = site_of(reply.session).after_business_days(reply.now, 1)
    _answer(reply, ticket, SmsKind.MESSAGE_TAKEN, words={"due": due})


def _write(reply: Reply, ticket: Ticket) -> None:
    enqueue_pictures(reply.session, reply.row, now=reply.now)
    body = said_by_text(reply.row, ticket.language)
    write_to_technician(
        reply.session, ticket, body, Act(reply.actor, reply.now), via="sms", incoming=reply.row
    )


def _ask_back(reply: Reply) -> None:
    """Ask which repair is meant; the reply waits for the answer."""
    if _list_repairs(reply):
        reply.row.handled_by = replies.ASKED_BACK


def _list_repairs(reply: Reply) -> bool:
    """Send the numbered list; without any more answers this hour, a person takes over."""
    if not replies.may_answer(reply.session, reply.phone, now=reply.now):
        return False
    offered = reply.open[:MOST_OFFERED]
    listed = " ".join(f"{number}) {spell_code(one.code)}" for number, one in enumerate(offered, start=1))
    about = About.which(tuple(one.code for one in offered))
    send_sms(
        reply.session,
        SmsKind.WHICH_TICKET,
        to_phone=reply.phone,
        language=reply.language,
        words={"note": listed},
        about=about,
        now=reply.now,
    )
    reply.row.handled_by = replies.AUTOMATIC
    return True


def _answer(
    reply: Reply,
    ticket: Ticket,
    kind: SmsKind,
    *,
    words: Mapping[str, Any] | None = None,
    about: About | None = None,
) -> None:
    """Answer by text, unless this number got its fill this hour."""
    if replies.may_answer(reply.session, reply.phone, now=reply.now):
        tell(reply.session, ticket, kind, now=reply.now, words=words, about=about, urgent=True)
