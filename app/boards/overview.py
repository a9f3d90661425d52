"""The overview's figures: what is open where, what is late, which promises were kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.actor import Role
from app.tickets.models import Ticket, TicketEvent
from app.tickets.states import ACTS_NEXT, FINAL, State

OURS = tuple(state for state, role in ACTS_NEXT.items() if role not in (None, Role.CUSTOMER))
PROMISE_DAYS = 30


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many tickets stand in one state, and how many of them are late."""

    state: State
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class PromisesKept:
    """Steps we had promised by a time: how many were taken, and how many of them in time."""

    taken: int
    in_time: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means all; None where nothing was promised."""
        return self.in_time * 100 // self.taken if self.taken else None


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


def promises_kept(session: Session, *, now: datetime) -> PromisesKept:
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
    return PromisesKept(sum(counts.values()), counts.get(True, 0))
