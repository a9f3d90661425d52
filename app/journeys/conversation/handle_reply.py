"""A reply by SMS takes effect: which ticket is meant, what is done to it, and what is answered.

A yes or no decides only what was asked last (`yes_or_no.py`); where it is not clear which repair is meant we ask
back, and an approval is never guessed. What phones write by themselves is noted, and nobody answers it. A sender that is
no phone number (a short code, a name, another channel's address) can neither be written to nor opt out: staff read it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.senders import is_number
from app.journeys.conversation.ask_back import (
    MOST_OFFERED,
    answer,
    list_repairs,
    list_sent_last,
    surely_seen,
    text_back,
    version_listed,
)
from app.journeys.conversation.close_waiting import DECISIONS, close_waiting
from app.journeys.conversation.for_a_person import write
from app.journeys.conversation.opt_outs import start, stop
from app.journeys.conversation.owed_answer import answer_by, promise_answer
from app.journeys.conversation.perhaps_an_answer import answers_no_command, ask_about, asked_back
from app.journeys.conversation.reply import Reply, meant, tickets_of
from app.journeys.conversation.take_back import right_after_yes, take_back
from app.journeys.conversation.tapped import tapped_on
from app.journeys.conversation.yes_or_no import decide, yes_or_no
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.incoming import Keyword
from app.messaging.conversation.models import IncomingSms
from app.messaging.conversation.opting_out import lifts
from app.messaging.conversation.replies import Command, Meaning, read
from app.messaging.sms.kinds import SmsKind
from app.tickets.models import Ticket


def handle_reply(session: Session, row: IncomingSms, *, now: datetime) -> None:
    """Do what a kept reply asks for and mark it processed. One that nobody can place is left to staff."""
    keyword = row.meaning  # what the provider took it for, if for anything
    reply = Reply(session, row, _meaning(session, row), tickets_of(session, row.from_phone), now)
    row.processed_at, row.meaning = now, reply.meaning.command.value
    if reply.meaning.command is Command.REACTION:
        ticket = tapped_on(reply)
        row.ticket_id, row.handled_by = ticket.id if ticket else None, replies.AUTOMATIC
    elif not is_number(reply.phone):
        return
    elif reply.meaning.command is Command.STOP:
        stop(reply, confirm=keyword is None, pass_on=write)
    elif (keyword == Keyword.START or lifts(row.body)) and start(reply):
        return
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


def _picks(reply: Reply) -> bool:
    """A letter of our list, or a bare code, answers "which repair?"; what was asked for then is done now.

    A letter counts on the list that was read last, with nothing said since. Where another one may have been, or it does
    not have that letter, it is asked for again.
    """
    waiting = replies.waiting_for_a_pick(reply.session, reply.phone)
    listed = list_sent_last(reply)
    seen = listed if listed is not None and surely_seen(reply, listed) else None
    if reply.meaning.place is not None:
        if listed is None:
            return False
        offered = listed.about_codes
        place = reply.meaning.place
        ticket = reply.named(offered[place - 1]) if place <= len(offered) else None
        if ticket is None or seen is None:
            _list_again(reply, [one for one in reply.open if one.code in offered] or reply.open)
            return True
    else:
        bare_code = waiting is not None and reply.meaning.command is Command.PICK
        ticket = reply.named(reply.meaning.code) if bare_code else None
        if ticket is None:
            return False
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
    if reply.meaning.command in DECISIONS:
        meant_by = reply
    elif waiting is None:
        answer(reply, ticket, SmsKind.STATUS_REPLY)  # it was picked before
        return True
    else:
        meant_by = Reply(reply.session, waiting, _meaning(reply.session, waiting), reply.own, reply.now)
    if meant_by.meaning.command in DECISIONS:
        version = version_listed(reply, ticket, seen) if seen is not None else None
        decide(meant_by, ticket, version)
        if meant_by.row.media:
            write(meant_by, ticket)
    elif answers_no_command(meant_by, ticket):
        meant_by.row.ticket_id, meant_by.row.handled_by = ticket.id, replies.AUTOMATIC
        ask_about(reply, ticket)
    else:
        _carry_out(meant_by, ticket)
    if reply.row.media and meant_by is not reply:
        write(reply, ticket)
    decided = meant_by.meaning.command in DECISIONS
    close_waiting(reply, ticket, write, named=True, decided=decided, picked=meant_by is not reply)
    return True


def _list_again(reply: Reply, tickets: Sequence[Ticket]) -> None:
    if list_repairs(reply, tickets) and reply.meaning.command in DECISIONS:
        reply.row.handled_by = replies.ASKED_BACK  # the letter alone is enough the next time


def _place(reply: Reply) -> None:
    """Find the ticket, or ask back."""
    code, command = reply.meaning.code, reply.meaning.command
    named = reply.named(code)
    if code is not None and named is None:
        return  # somebody else's code: a person looks at it
    if command in DECISIONS and reply.meaning.place is None:
        yes_or_no(reply, named=named, pass_on=pass_on)
        ticket = next((one for one in reply.own if one.id == reply.row.ticket_id), None)
        if ticket is not None:
            talked = reply.row.meaning == Command.MESSAGE and named is None
            close_waiting(reply, ticket, write, named=named is not None, decided=not talked)
            if reply.row.media:
                write(reply, ticket)
        return
    if command is Command.MESSAGE and take_back(reply, named=named):
        return
    if named is None and asked_back(reply):
        return
    if command is Command.STATUS and code is None and _of_all(reply):
        return
    ticket = named or meant(reply)
    if ticket is None and command is Command.MESSAGE:
        ticket = right_after_yes(reply)
    if ticket is None and command is Command.HELP:
        ticket = reply.open[0]
    if ticket is not None:
        close_waiting(reply, ticket, write, named=named is not None, decided=False)
        _carry_out(reply, ticket)
    elif list_repairs(reply, reply.open):
        reply.row.handled_by = replies.ASKED_BACK  # it waits for the answer


def _of_all(reply: Reply) -> bool:
    """How each of the sender's repairs stands, in a text of its own: who asks how it is need not say which.

    False where there is one alone, more than a list holds, or a picture that somebody must look at.
    """
    if not 1 < len(reply.open) <= MOST_OFFERED or reply.row.media:
        return False
    reply.row.ticket_id, reply.row.handled_by = reply.open[0].id, replies.AUTOMATIC
    for ticket in reversed(reply.open):  # the newest last, as it is the first to be read
        answer(reply, ticket, SmsKind.STATUS_REPLY)
    return True


def _carry_out(reply: Reply, ticket: Ticket) -> None:
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
    command = reply.meaning.command
    if command is Command.MESSAGE or reply.meaning.place is not None:
        pass_on(reply, ticket)  # a letter without a list is something said to the technician, too
        return
    answer(reply, ticket, SmsKind.HELP_REPLY if command is Command.HELP else SmsKind.STATUS_REPLY)
    if reply.row.media:
        write(reply, ticket)  # somebody must look at the pictures


def pass_on(reply: Reply, ticket: Ticket) -> None:
    """Anything that is no command is something said to the technician, in every state of the repair."""
    if not reply.row.body.strip() and not reply.row.media:
        return
    reply.row.meaning = Command.MESSAGE.value
    write(reply, ticket)
    due = answer_by(reply.session, ticket, now=reply.now)
    sent = text_back(reply, ticket, SmsKind.MESSAGE_TAKEN, words={"due": due})
    if sent is not None:
        promise_answer(reply.session, ticket, due, now=reply.now, sms_id=sent.id)
