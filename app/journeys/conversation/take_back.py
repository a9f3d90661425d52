"""A yes is taken back in words ("no wait", "승인 취소할게요"), not by the word that declines: the work stops all the same."""

from app.journeys.conversation.last_said import Speaker
from app.journeys.conversation.reply import Reply
from app.journeys.repair.doubt_answer import contradicted, doubt_answer
from app.kernel.act import Act
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.taking_back import TakesBack, takes_back
from app.tickets.models import Ticket


def take_back(reply: Reply, *, named: Ticket | None) -> bool:
    """Stop the repair whose yes these words take back; False where they take none back.

    Plain words count at any time while the work can be stopped, a bare "no" only where nothing was said since the yes
    but by ourselves about that repair. Where two repairs could be meant, a person reads it.
    """
    how = takes_back(reply.row.body)
    if how is TakesBack.NO:
        return False
    at_work = {
        ticket.id: (ticket, quote)
        for ticket in ([named] if named else reply.own)
        if (quote := contradicted(reply.session, ticket, yes=False)) is not None
    }
    last = next((one.ticket_id for one in reply.said if one.ticket_id is not None), None)
    found = at_work.get(last) if last in at_work else None
    if found is None and how is TakesBack.PLAINLY and len(at_work) == 1:
        found = next(iter(at_work.values()))
    if found is None or (how is TakesBack.PERHAPS and not _only_we_spoke(reply, found[0])):
        return False
    ticket, quote = found
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
    )
    return True


def _only_we_spoke(reply: Reply, ticket: Ticket) -> bool:
    """Whether nothing stands between the yes and this but our own texts about the repair."""
    for one in reply.said:
        if one.speaker is Speaker.CUSTOMER:
            return one.ticket_id == ticket.id
        if one.speaker is not Speaker.SHOP or one.ticket_id != ticket.id:
            return False
    return False
