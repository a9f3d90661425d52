"""A yes or no by SMS takes effect: on what was asked last with nothing said since, or it is asked back, or passed on."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.journeys.conversation.ask_back import answer, list_repairs, show_quote
from app.journeys.conversation.reply import Reply, meant
from app.journeys.conversation.what_it_decides import Does, Standing, Verdict, verdict_on, verdict_on_named
from app.journeys.repair.decide_quote import answer_quote
from app.journeys.repair.doubt_answer import answered_otherwise, can_be_stopped, contradicted
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Refusal
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.replies import Command
from app.messaging.sms.kinds import SmsKind
from app.quotes import service as quotes
from app.tickets.models import Ticket
from app.tickets.states import ACTS_NEXT, State

PassOn = Callable[[Reply, Ticket], None]


def yes_or_no(reply: Reply, *, named: Ticket | None, pass_on: PassOn) -> None:
    """Do what it decides; `named` is the repair it names by its code. What is talk goes to `pass_on`."""
    standing, verdict = _judged(reply, named)
    if verdict.does is Does.ASKS_AGAIN and _answered_meanwhile(reply, verdict.ticket_id):
        for one in reply.own:  # by the page, at this very moment: what was said last is another thing now
            reply.session.refresh(one)
        reply = replace(reply)  # drops what it had read and cached of the talk
        standing, verdict = _judged(reply, named)
    ticket = next((one for one in reply.own if one.id == verdict.ticket_id), None)
    match verdict.does:
        case Does.ASKS_WHICH:
            possible = {*standing.waiting, *standing.contradicts}
            if list_repairs(reply, [one for one in reply.own if one.id in possible]):
                reply.row.handled_by = replies.ASKED_BACK
        case Does.NOTHING:
            _nothing_waits(reply, named or meant(reply))
        case _:
            found = ticket or reply.open[0]
            _belongs_to(reply, found)
            _carry_out(reply, found, verdict, pass_on)


def _judged(reply: Reply, named: Ticket | None) -> tuple[Standing, Verdict]:
    standing = standing_of(reply)
    if named is not None:
        return standing, verdict_on_named(reply.said, standing, named.id)
    return standing, verdict_on(reply.meaning, reply.said, standing, at=reply.row.received_at)


def _answered_meanwhile(reply: Reply, ticket_id: UUID | None) -> bool:
    return ticket_id is not None and quotes.open_one(reply.session, ticket_id) is None


def decide(reply: Reply, ticket: Ticket, version: int | None) -> None:
    """Approve or decline that version, or stop where it contradicts; anything else changes nothing and shows what holds."""
    _belongs_to(reply, ticket)
    session, yes = reply.session, reply.meaning.command is Command.APPROVE
    before = contradicted(session, ticket, yes=yes)
    number = before.version if before is not None else version
    if number is None:
        show_quote(reply, ticket, SmsKind.QUOTE_ASKED)
        return
    try:
        with session.begin_nested():
            answer_quote(
                session,
                ticket,
                Act(reply.actor, reply.now),
                yes=yes,
                quote_version=number,
                message_id=reply.row.provider_id,
                said=reply.row.body.strip(),
                incoming=reply.row,
            )
    except Refusal as no:
        session.refresh(ticket)
        if no.code == "quote_changed":
            show_quote(reply, ticket, SmsKind.QUOTE_CHANGED)
        else:
            answer(reply, ticket, SmsKind.STATUS_REPLY)


def standing_of(reply: Reply) -> Standing:
    """How the sender's repairs meet a yes or no like this one."""
    yes = reply.meaning.command is Command.APPROVE
    sorts: dict[str, list[UUID]] = {"waiting": [], "contradicts": [], "too_late": [], "doubted": []}
    for ticket in reply.open:
        if ticket.state is State.QUOTED:
            sorts["waiting"].append(ticket.id)
            continue
        quote = quotes.current(reply.session, ticket.id)
        if quote is None:
            continue
        if quote.doubted_at is not None:
            sorts["doubted"].append(ticket.id)
        elif answered_otherwise(quote, yes=yes):
            stops = can_be_stopped(reply.session, ticket, quote)
            sorts["contradicts" if stops else "too_late"].append(ticket.id)
    return Standing(**sorts)


def _carry_out(reply: Reply, ticket: Ticket, verdict: Verdict, pass_on: PassOn) -> None:
    if verdict.does is Does.TALKS:
        pass_on(reply, ticket)
    elif verdict.does is Does.ASKS_AGAIN:
        show_quote(reply, ticket, SmsKind.QUOTE_ASKED)
    else:
        decide(reply, ticket, verdict.version)


def _nothing_waits(reply: Reply, ticket: Ticket | None) -> None:
    if ticket is None:
        if list_repairs(reply, reply.open):
            reply.row.handled_by = replies.ASKED_BACK
        return
    _belongs_to(reply, ticket)
    waits = ACTS_NEXT[ticket.state] is Role.CUSTOMER
    answer(reply, ticket, SmsKind.STATUS_REPLY if waits else SmsKind.NOTHING_TO_DECIDE)


def _belongs_to(reply: Reply, ticket: Ticket) -> None:
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
