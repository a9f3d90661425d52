"""Finding tickets: by the code somebody typed or scanned, and what happened to one."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.entering import can_be_seen, nothing_came
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.kernel.ids import read_ticket_code
from app.tickets.models import Ticket, TicketEvent


def by_code(session: Session, typed: str) -> Ticket:
    """The ticket with that code, however it was typed, or raises NotFound."""
    code = read_ticket_code(typed)
    ticket = with_code(session, code) if code else None
    if ticket is None:
        raise NotFound(
            text(
                "No repair has the code “%(typed)s”. Compare it with the label: 12 letters and digits.",
                typed=typed[:40],
            )
            if can_be_seen(typed)
            else nothing_came(),
            code="unknown_code",
            field="code",
        )
    return ticket


def with_code(session: Session, code: str) -> Ticket | None:
    """The ticket with exactly that code, as it is stored."""
    return session.scalars(select(Ticket).where(Ticket.code == code)).one_or_none()


def by_id(session: Session, ticket_id: UUID) -> Ticket:
    """The ticket of a row that points at one."""
    return session.scalars(select(Ticket).where(Ticket.id == ticket_id)).one()


def history(session: Session, ticket: Ticket) -> Sequence[TicketEvent]:
    """Everything that happened, the oldest first."""
    return session.scalars(
        select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.version)
    ).all()


def codes_of(session: Session, ticket_ids: Collection[UUID]) -> dict[UUID, str]:
    """The codes of some tickets, for rows that only point at them."""
    rows = session.execute(select(Ticket.id, Ticket.code).where(Ticket.id.in_(ticket_ids)))
    return dict(iter(rows))
