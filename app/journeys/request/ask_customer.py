"""The technician asks before anything ships; the question stands in the thread, the text says there is one."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message
from app.journeys.request.take_ticket import own_if_nobody_does
from app.kernel.actor import Actor
from app.messaging.conversation.service import add_to_thread
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action


def ask_customer(
    session: Session,
    ticket: Ticket,
    question: str,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
    quiet: bool = False,
) -> TicketEvent:
    """Ask; the repair waits for the answer. Raises FieldRefused for an empty question."""
    question = checked_message(question, field="question")
    own_if_nobody_does(session, ticket, actor)
    event = advance(
        session,
        ticket,
        Action.ASK,
        actor=actor,
        now=now,
        seen_version=seen_version,
        note=question,
        quiet=quiet,
    )
    add_to_thread(
        session,
        ticket_id=ticket.id,
        body=question,
        author=actor.name,
        from_customer=False,
        via="staff",
        now=now,
    )
    return event
