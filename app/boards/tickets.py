"""The manager's list of tickets, by what is due first; the rows behind the overview's figures."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.kernel.paging import FIRST_PAGE, Page
from app.promises.queries import overdue
from app.tickets.models import Ticket, TicketEvent
from app.tickets.states import FINAL, State


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket as a list shows it; `changed_at` is its last step."""

    code: str
    model: str
    customer: str
    state: State
    due_at: datetime | None
    late: bool  # something of ours is overdue
    owner: str | None
    opened_at: datetime
    changed_at: datetime


def ticket_list(
    session: Session,
    *,
    now: datetime,
    state: State | None = None,
    late: bool = False,
    owner_id: UUID | None = None,
    page: Page = FIRST_PAGE,
) -> tuple[list[TicketRow], int]:
    """One page of tickets by what is due first, and how many there are in all.

    Without `state` only open ones; `late` keeps those where something of ours is overdue.
    """
    wanted: list[ColumnElement[bool]] = [
        Ticket.state == state if state is not None else Ticket.state.not_in(FINAL)
    ]
    if late:
        wanted.append(overdue(Ticket.id, now=now))
    if owner_id is not None:
        wanted.append(Ticket.owner_id == owner_id)
    total = session.scalar(select(func.count()).select_from(Ticket).where(*wanted)) or 0
    changed = select(func.max(TicketEvent.at)).where(TicketEvent.ticket_id == Ticket.id).scalar_subquery()
    query = (
        select(Ticket, changed, overdue(Ticket.id, now=now))
        .where(*wanted)
        .order_by(Ticket.due_at.asc().nulls_last(), Ticket.opened_at, Ticket.id)
    )
    return [_row(*found) for found in session.execute(page.of(query))], total


def _row(ticket: Ticket, changed_at: datetime | None, late: bool) -> TicketRow:
    return TicketRow(
        ticket.code,
        ticket.model_name,
        ticket.customer.name,
        ticket.state,
        ticket.due_at,
        late,
        ticket.owner.name if ticket.owner else None,
        ticket.opened_at,
        changed_at or ticket.opened_at,
    )
