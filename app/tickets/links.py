"""Private links: made from the secret when needed, found again by their hash, never stored."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.kernel.ids import derive_token, hash_token
from app.tickets.models import Ticket, TicketLink


def private_token(session: Session, ticket: Ticket, *, secret: str, now: datetime) -> str:
    """The ticket's link token (22 characters, 128 bits), its hash noted so that it opens."""
    token = derive_token(secret, "ticket", f"{ticket.id}:{ticket.link_number}")
    if session.get(TicketLink, hash_token(token)) is None:
        session.add(TicketLink(token_hash=hash_token(token), ticket_id=ticket.id, created_at=now))
        session.flush()
    return token


def by_token(session: Session, token: str) -> Ticket:
    """The ticket a private link opens; raises NotFound for a strange or retired one."""
    link = session.get(TicketLink, hash_token(token))
    if link is None or link.revoked_at is not None:
        raise NotFound(text("This link opens nothing. Use the newest text we sent you."), code="unknown_link")
    return session.scalars(select(Ticket).where(Ticket.id == link.ticket_id)).one()
