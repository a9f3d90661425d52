"""Replies we asked back about ("which repair?") wait for the answer; what a letter, a code or a yes answered waits no more.

One that waits in vain is laid before staff after a while, so what was answered must not be among them. Words and pictures
are never only closed: those we asked about last go to the technician of the repair that was named, older ones wait on.
"""

from collections.abc import Callable

from sqlalchemy import select

from app.journeys.conversation.reply import Reply
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.models import IncomingSms
from app.messaging.conversation.replies import Command, Meaning
from app.tickets.models import Ticket

DECISIONS = (Command.APPROVE, Command.DECLINE)


def close_waiting(
    reply: Reply,
    ticket: Ticket,
    write: Callable[[Reply, Ticket], None],
    *,
    named: bool,
    decided: bool,
    picked: bool = False,
) -> None:
    """The reply was about `ticket`: so was what we asked back about last, unless that was `picked` and done already.

    A yes or no that waited is over where this one `decided`. Where the reply `named` no repair, nothing else follows.
    """
    for place, row in enumerate(_waiting(reply)):
        in_words = row.meaning == Command.MESSAGE or bool(row.media)
        answered = decided if row.meaning in DECISIONS else named
        asked_last = place == 0 and not picked and named
        if not answered or (in_words and not asked_last):
            continue
        row.ticket_id, row.handled_by = ticket.id, replies.AUTOMATIC
        if in_words:
            write(Reply(reply.session, row, Meaning(Command.MESSAGE), reply.own, reply.now), ticket)


def _waiting(reply: Reply) -> list[IncomingSms]:
    """The newest first."""
    waiting = select(IncomingSms).where(
        IncomingSms.from_phone == reply.phone,
        IncomingSms.handled_by == replies.ASKED_BACK,
        IncomingSms.id != reply.row.id,
    )
    return list(
        reply.session.scalars(waiting.order_by(IncomingSms.received_at.desc(), IncomingSms.id.desc()))
    )
