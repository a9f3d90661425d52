"""Asks a week after the delivery whether all is well, and closes the ticket a week later."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.repair.follow_up import look_after
from app.runtime import Runtime
from app.tickets.models import Ticket
from app.tickets.states import State
from jobs.turns import each_ticket


def run(runtime: Runtime) -> int:
    """Every delivered ticket whose day has come."""
    return each_ticket(runtime, delivered, look_after)


def delivered(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Tickets whose due time is over: of a delivered one it is the day of the question, then of the end."""
    return session.scalars(
        select(Ticket.id).where(Ticket.state == State.DELIVERED, Ticket.due_at <= now)
    ).all()
