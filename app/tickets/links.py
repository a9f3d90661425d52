"""Private links: made from the secret when needed, found again by their hash, never stored."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.db import insert_new
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.kernel.ids import derive_token, hash_token
from app.tickets.models import Ticket, TicketLink


def private_token(session: Session, ticket: Ticket, *, secret: str, now: datetime) -> str:
    """The ticket's link token (22 characters, 128 bits), its hash noted so that it opens."""
    return private_tokens(session, [ticket.id], secret=secret, now=now)[ticket.id]


def private_tokens(session: Session, ticket_ids: Collection[UUID], *, secret: str,
                   now: datetime) -> dict[UUID, str]:  # fmt: skip
    """The link tokens of many tickets, in two queries."""
    if not ticket_ids:
        return {}
    rows = session.execute(select(Ticket.id, Ticket.link_number).where(Ticket.id.in_(ticket_ids)))
    tokens = {row.id: derive_token(secret, "ticket", f"{row.id}:{row.link_number}") for row in rows}
    hashes = {hash_token(token): ticket_id for ticket_id, token in tokens.items()}
    noted = set(
        session.scalars(select(TicketLink.token_hash).where(TicketLink.token_hash.in_(hashes))).all()
    )
    for token_hash, ticket_id in hashes.items():
        if token_hash not in noted:
            insert_new(session, TicketLink, token_hash=token_hash, ticket_id=ticket_id, created_at=now)
    return tokens


def by_token(session: Session, token: str) -> Ticket:
    """The ticket a private link opens; raises NotFound for a strange or retired one."""
    link = session.get(TicketLink, hash_token(token))
    if link is None or link.revoked_at is not None:
        raise NotFound(text("This link opens nothing. Use the newest text we sent you."), code="unknown_link")
    return session.scalars(select(Ticket).where(Ticket.id == link.ticket_id)).one()
