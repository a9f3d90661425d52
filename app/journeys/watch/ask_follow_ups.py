"""Asks a week after the delivery whether all is well, and closes the ticket a week later; not while the customer waits for us."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.conversation.silence import is_silent, waits_for_us
from app.journeys.repair.follow_up import warranty_until
from app.journeys.request.nothing_left_open import nothing_left_open
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.tickets.models import Ticket
from app.tickets.queries import history
from app.tickets.service import advance
from app.tickets.states import Action, State

A_MOMENT = timedelta(minutes=1)  # the question is promised by that time: asked at it, it would be late


def delivered(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Tickets whose due time has come: of a delivered one it is the day of the question, then of the end."""
    return session.scalars(
        select(Ticket.id).where(Ticket.state == State.DELIVERED, Ticket.due_at <= now + A_MOMENT)
    ).all()


def ask_follow_up(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """Ask by text whether all is well, once for a ticket; False where it was asked, or nothing was repaired."""
    asked = any(event.action is Action.FOLLOW_UP for event in history(session, ticket))
    if ticket.state is not State.DELIVERED or asked or warranty_until(session, ticket) is None:
        return False
    advance(session, ticket, Action.FOLLOW_UP, Act(SYSTEM, now))
    return True


def look_after(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """What a delivered ticket's due day brings: the question, or after it the quiet end. False where it is our turn."""
    if ticket.state is not State.DELIVERED or ticket.due_at is None or ticket.due_at > now + A_MOMENT:
        return False
    if waits_for_us(session, ticket):
        return False  # their message may say how it is
    if ask_follow_up(session, ticket, now=now):
        return True
    if ticket.due_at > now or not is_silent(session, ticket, now=now):
        return False
    advance(session, ticket, Action.CLOSE, Act(SYSTEM, now))
    nothing_left_open(session, ticket, Act(SYSTEM, now))
    return True
