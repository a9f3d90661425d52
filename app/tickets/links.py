"""Private links: made from the secret when needed, found again by their hash, never stored."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel.db import insert_new
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.kernel.ids import derive_token, hash_token
from app.tickets.models import Ticket, TicketLink


def private_token(session: Session, ticket: Ticket, *, secret: str, now: datetime) -> str:
    """The ticket's link token (22 characters, 128 bits), its hash noted so that it opens."""
    [token] = private_tokens(session, [ticket.id], secret=secret, now=now).values()
    return token


def private_tokens(
    session: Session, ticket_ids: Collection[UUID], *, secret: str, now: datetime
) -> dict[tuple[UUID, str], str]:
    """The link tokens of many tickets, in two queries, each by its ticket and the number it may be texted to.

    A text that was written before that number was corrected goes to another one: it finds no link here.
    """
    if not ticket_ids:
        return {}
    rows = session.execute(
        select(Ticket.id, Ticket.link_number, Customer.phone)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.id.in_(ticket_ids))
    )
    tokens = {(row.id, row.phone): _token(secret, row.id, row.link_number) for row in rows}
    hashes = {hash_token(token): ticket_id for (ticket_id, _), token in tokens.items()}
    noted = set(session.scalars(select(TicketLink.token_hash).where(TicketLink.token_hash.in_(hashes))).all())
    for token_hash, ticket_id in hashes.items():
        if token_hash not in noted:
            insert_new(session, TicketLink, token_hash=token_hash, ticket_id=ticket_id, created_at=now)
    return tokens


def retire_links(session: Session, tickets: Collection[Ticket], *, secret: str, now: datetime) -> None:
    """Whatever link was given away of these tickets opens nothing from now on; the next one is another.

    No step of a ticket: past the ORM, which would count a new version.
    """
    ids = [ticket.id for ticket in tickets]
    for row in session.execute(select(Ticket.id, Ticket.link_number).where(Ticket.id.in_(ids))):
        # A text may be leaving just now: its link is noted first, so that it is retired as well.
        token_hash = hash_token(_token(secret, row.id, row.link_number))
        insert_new(session, TicketLink, token_hash=token_hash, ticket_id=row.id, created_at=now)
    session.execute(
        update(TicketLink)
        .where(TicketLink.ticket_id.in_(ids), TicketLink.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Ticket)
        .where(Ticket.id.in_(ids))
        .values(link_number=Ticket.link_number + 1)
        .execution_options(synchronize_session=False)
    )
    for ticket in tickets:
        session.refresh(ticket, ["link_number"])


def by_token(session: Session, token: str) -> Ticket:
    """The ticket a private link opens; raises NotFound for a strange or retired one."""
    link = session.get(TicketLink, hash_token(token))
    if link is None or link.revoked_at is not None:
        raise NotFound(text("This link opens nothing. Use the newest text we sent you."), code="unknown_link")
    return session.scalars(select(Ticket).where(Ticket.id == link.ticket_id)).one()


def known_token(session: Session, ticket: Ticket, *, secret: str) -> str | None:
    """The ticket's link token, if it was made already: looking must not make one."""
    token = _token(secret, ticket.id, ticket.link_number)
    return token if session.get(TicketLink, hash_token(token)) is not None else None


def _token(secret: str, ticket_id: UUID, link_number: int) -> str:
    return derive_token(secret, "ticket", f"{ticket_id}:{link_number}")
