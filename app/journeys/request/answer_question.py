"""The customer answers the technician's question: into the thread, and the request goes on."""

from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message
from app.kernel.act import Act
from app.messaging.conversation.service import add_to_thread
from app.tickets.models import Ticket
from app.tickets.service import advance
from app.tickets.states import Action


def answer_question(session: Session, ticket: Ticket, body: str, act: Act) -> None:
    """Keep the answer where the technician reads it and give the ticket back to the bench.

    Raises FieldRefused (field "body") for an empty or overlong answer, WrongState where nothing was asked.
    """
    body = checked_message(body)
    advance(session, ticket, Action.ANSWER, act)
    add_to_thread(
        session,
        ticket_id=ticket.id,
        body=body,
        author=act.actor.name,
        from_customer=True,
        via=act.actor.channel,
        now=act.now,
    )
