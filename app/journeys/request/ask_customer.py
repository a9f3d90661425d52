"""The technician asks before anything ships; the question stands in the thread, the text says there is one."""

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message
from app.journeys.request.take_ticket import own_if_nobody_does
from app.kernel.act import Act
from app.messaging.conversation.service import add_to_thread
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import advance
from app.tickets.states import Action


def ask_customer(session: Session, ticket: Ticket, question: str, act: Act) -> TicketEvent:
    """Ask; the repair waits for the answer. Raises FieldRefused for an empty question."""
    question = checked_message(question, field="question")
    own_if_nobody_does(session, ticket, act.actor)
    event = advance(session, ticket, Action.ASK, act, note=question)
    add_to_thread(
        session,
        ticket_id=ticket.id,
        body=question,
        author=act.actor.name,
        from_customer=False,
        via="staff",
        now=act.now,
    )
    return event
