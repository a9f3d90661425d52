"""Figures about tickets and the rows behind each: what is open where, what is late, what was kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.kernel.actor import Role
from app.tickets.models import Ticket, TicketEvent
from app.tickets.states import ACTS_NEXT, FINAL, State

PAGE_SIZE = 100
OURS = tuple(state for state, role in ACTS_NEXT.items() if role not in (None, Role.CUSTOMER))
PROMISE_DAYS = 30


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many tickets stand in one state, and how many of them are late."""

    state: State
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Steps we had promised by a time: how many were taken, and how many of them in time."""

    taken: int
    in_time: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means all; None where nothing was promised."""
        return self.in_time * 100 // self.taken if self.taken else None


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket as a list shows it; `changed_at` is its last step."""

    code: str
    model: str
    customer: str
    state: State
    due_at: datetime | None
    owner: str | None
    opened_at: datetime
    changed_at: datetime


def open_by_state(session: Session, *, now: datetime) -> list[StateCount]:
    """Open tickets by state in the order of a repair's life, states without any left out."""
    late = func.count().filter(Ticket.due_at < now)
    counted = {
        state: StateCount(state, count, behind)
        for state, count, behind in session.execute(
            select(Ticket.state, func.count(), late).where(Ticket.state.not_in(FINAL)).group_by(Ticket.state)
        )
    }
    return [counted[state] for state in State if state in counted]


def promises_kept(session: Session, *, now: datetime) -> Kept:
    """Of the steps that were ours to take by a promised time in the last 30 days: taken, and in time."""
    in_time = TicketEvent.in_time
    rows = session.execute(
        select(in_time, func.count())
        .where(
            TicketEvent.at > now - timedelta(days=PROMISE_DAYS),
            TicketEvent.from_state.in_(OURS),
            in_time.is_not(None),
        )
        .group_by(in_time)
    )
    counts = {bool(kept): count for kept, count in rows}
    return Kept(sum(counts.values()), counts.get(True, 0))


def ticket_list(
    session: Session,
    *,
    now: datetime,
    state: State | None = None,
    late: bool = False,
    owner_id: UUID | None = None,
    page: int = 1,
) -> tuple[list[TicketRow], int]:
    """One page of tickets by what is due first, and how many there are in all.

    Without `state` only open ones; `late` keeps those past their promised time.
    """
    wanted: list[ColumnElement[bool]] = [
        Ticket.state == state if state is not None else Ticket.state.not_in(FINAL)
    ]
    if late:
        wanted.append(Ticket.due_at < now)
    if owner_id is not None:
        wanted.append(Ticket.owner_id == owner_id)
    total = session.scalar(select(func.count()).select_from(Ticket).where(*wanted)) or 0
    changed = select(func.max(TicketEvent.at)).where(TicketEvent.ticket_id == Ticket.id).scalar_subquery()
    rows = session.execute(
        select(Ticket, changed)
        .where(*wanted)
        .order_by(Ticket.due_at.asc().nulls_last(), Ticket.opened_at, Ticket.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [_row(ticket, changed_at) for ticket, changed_at in rows], total


def codes_of(session: Session, ticket_ids: Collection[UUID]) -> dict[UUID, str]:
    """The codes of some tickets, for rows that only point at them."""
    rows = session.execute(select(Ticket.id, Ticket.code).where(Ticket.id.in_(ticket_ids)))
    return dict(iter(rows))


def _row(ticket: Ticket, changed_at: datetime | None) -> TicketRow:
    return TicketRow(
        ticket.code,
        ticket.model_name,
        ticket.customer.name,
        ticket.state,
        ticket.due_at,
        ticket.owner.name if ticket.owner else None,
        ticket.opened_at,
        changed_at or ticket.opened_at,
    )
