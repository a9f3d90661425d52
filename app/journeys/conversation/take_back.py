"""A yes is taken back in words ("no wait", "승인 취소할게요"), not by the word that declines: the work stops all the same."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.journeys.conversation.last_said import Speaker
from app.journeys.conversation.reply import Reply
from app.journeys.conversation.what_it_decides import JUST_NOW
from app.journeys.repair.doubt_answer import contradicted, doubt_answer
from app.kernel.act import Act
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.questions import QUESTIONS
from app.messaging.conversation.replies import Command
from app.messaging.conversation.taking_back import TakesBack, ends_either, says_no, takes_back
from app.quotes.models import Quote
from app.tickets.models import Ticket

AtWork = Mapping[UUID | None, tuple[Ticket, Quote]]  # by the ticket's id


def take_back(reply: Reply, *, named: Ticket | None) -> bool:
    """Stop the repair whose yes these words take back; False where they take none back.

    Plain words count at any time while the work can be stopped; anything else that says no only where nothing was said
    since the yes but by ourselves, and nothing asked about another repair. Where plain words can mean several repairs,
    all of them stop until a person has asked.
    """
    how = takes_back(reply.row.body)
    texts_only = how is not TakesBack.PLAINLY and not ends_either(reply.row.body)
    if how is TakesBack.NO or (reply.meaning.command is Command.STOP and texts_only):
        return False  # whoever wants no texts says no to those
    at_work = _at_work(reply, [named] if named else reply.own)
    found = (
        _meant(reply, at_work)
        if how is TakesBack.PLAINLY
        else _just_answered(reply, at_work, past_own_words=how is TakesBack.PERHAPS)
    )
    for ticket, quote in found:
        reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
        doubt_answer(
            reply.session,
            ticket,
            quote,
            Act(reply.actor, reply.now),
            yes=False,
            message_id=reply.row.provider_id,
            said=reply.row.body.strip(),
            incoming=reply.row,
            refused=how is TakesBack.PLAINLY or says_no(reply.row.body),
        )
    return bool(found)


def right_after_yes(reply: Reply) -> Ticket | None:
    """The repair whose yes was given just now: words that follow it are about that one, and its technician reads them."""
    last = next((one for one in reply.said if one.speaker is Speaker.CUSTOMER), None)
    if last is None or reply.row.received_at - last.at > JUST_NOW:
        return None
    found = _just_answered(reply, _at_work(reply, reply.open))
    asked_since = any(one.opened_at > last.at for one in reply.open)
    return found[0][0] if found and not asked_since else None


def _at_work(reply: Reply, tickets: Sequence[Ticket]) -> AtWork:
    """The repairs with a yes that can still be stopped."""
    return {
        ticket.id: (ticket, quote)
        for ticket in tickets
        if (quote := contradicted(reply.session, ticket, yes=False)) is not None
    }


def _meant(reply: Reply, at_work: AtWork) -> Sequence[tuple[Ticket, Quote]]:
    """The one spoken of last; else all of them."""
    last = next((one.ticket_id for one in reply.said if one.ticket_id is not None), None)
    return [at_work[last]] if last in at_work else list(at_work.values())


def _just_answered(
    reply: Reply, at_work: AtWork, *, past_own_words: bool = False
) -> Sequence[tuple[Ticket, Quote]]:
    """The one whose yes was the last thing said by anybody but ourselves, unless we have asked about another since.

    A bare no counts past the sender's own words, too: nobody has asked anything it could be the answer to.
    """
    for one in reply.said:
        if past_own_words and one.speaker is Speaker.CUSTOMER_WORDS:
            continue
        if one.speaker is Speaker.CUSTOMER and one.ticket_id is not None:
            return [at_work[one.ticket_id]] if one.ticket_id in at_work else []
        if one.speaker not in (Speaker.SHOP, Speaker.CUSTOMER) or (
            one.kind in QUESTIONS and one.ticket_id not in at_work
        ):
            return []
    return []
