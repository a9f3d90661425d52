"""The overview's figures: what is open where, what is late, which promises were kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.promises.queries import Ended, how_they_ended, overdue, waits_for_customer
from app.tickets.models import Ticket
from app.tickets.states import FINAL, State

PROMISE_DAYS = 30


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many tickets stand in one state, and at how many of them something of ours is overdue."""

    state: State
    count: int
    late: int


def open_by_state(session: Session, *, now: datetime) -> list[StateCount]:
    """Open tickets by state in the order of a repair's life, states without any left out."""
    late = func.count().filter(overdue(Ticket.id, now=now))
    counted = {
        state: StateCount(state, count, behind)
        for state, count, behind in session.execute(
            select(Ticket.state, func.count(), late).where(Ticket.state.not_in(FINAL)).group_by(Ticket.state)
        )
    }
    return [counted[state] for state in State if state in counted]


def promises_kept(session: Session, *, now: datetime) -> Ended:
    """How the promises of ours of the last 30 days ended, with those that are overdue."""
    return how_they_ended(session, since=now - timedelta(days=PROMISE_DAYS), now=now)


def waiting_for_customers(session: Session) -> int:
    """Open repairs whose next step is the customer's, by the ledger."""
    waiting = select(func.count()).where(Ticket.state.not_in(FINAL), waits_for_customer(Ticket.id))
    return session.scalar(waiting) or 0
