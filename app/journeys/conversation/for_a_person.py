"""What no machine answers is laid before a person at once: the reply as it came, pictures and all, once."""

from sqlalchemy import select

from app.journeys.conversation.reply import Reply
from app.journeys.conversation.take_pictures import enqueue_pictures
from app.journeys.conversation.talk import said_by_text, write_to_technician
from app.kernel.act import Act
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.models import ThreadMessage
from app.tickets.models import Ticket


def write(reply: Reply, ticket: Ticket) -> None:
    """Lay it before the technician; whatever stands in the thread already is not written twice."""
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
    enqueue_pictures(reply.session, reply.row, now=reply.now)
    if _stands_in_thread(reply):
        return
    write_to_technician(
        reply.session,
        ticket,
        said_by_text(reply.row, ticket.language),
        Act(reply.actor, reply.now),
        via="sms",
        incoming=reply.row,
    )


def _stands_in_thread(reply: Reply) -> bool:
    written = select(ThreadMessage.id).where(
        ThreadMessage.incoming_id == reply.row.id, ThreadMessage.from_customer
    )
    return reply.session.scalars(written.limit(1)).first() is not None
