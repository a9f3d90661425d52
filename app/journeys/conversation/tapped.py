"""Which repair a phone's reaction is about: the one whose text it quotes, else the one we wrote about last."""

from sqlalchemy import select

from app.journeys.conversation.reply import Reply
from app.messaging.conversation.reactions import quoted_by
from app.messaging.sms.models import Sms
from app.messaging.sms.writing import CODE, LINK
from app.tickets.models import Ticket

LOOKED_AT = 40  # the newest texts to the number
ENOUGH = 12  # characters of a quoted text that tell it from others


def tapped_on(reply: Reply) -> Ticket | None:
    """The sender's repair it is noted under; None for a number without any."""
    quoted = quoted_by(reply.row.body)
    texts = reply.session.scalars(
        select(Sms)
        .where(
            Sms.to_phone == reply.phone, Sms.ticket_id.is_not(None), Sms.created_at <= reply.row.received_at
        )
        .order_by(Sms.created_at.desc(), Sms.id.desc())
        .limit(LOOKED_AT)
    ).all()
    about = [text.ticket_id for text in texts if len(quoted) >= ENOUGH and _is_quoted(text.body, quoted)]
    wanted = [*about, *(text.ticket_id for text in texts)]
    by_id = {ticket.id: ticket for ticket in reply.own}
    found = next((by_id[one] for one in wanted if one in by_id), None)
    return found or next(iter(reply.own), None)


def _is_quoted(body: str, quoted: str) -> bool:
    """Whether the quote begins as the stored text does, up to where a link was put in."""
    before = body.split(LINK)[0].split(CODE)[0].strip()
    return quoted.startswith(before) or before.startswith(quoted)
