"""Private page about texts: which number gets them, stop them, have them again."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.customers.phones import mask_phone
from app.edge.current import now
from app.edge.security import PUBLIC, open_to
from app.journeys.conversation.choose_texts import stop_texts, stopped_by_phone, text_again, texts_are_stopped
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.tickets.models import Ticket
from app.web.customer.ticket_door import Refused, act, bp, render, show


@bp.get("/texts")
@open_to(PUBLIC)
def texts(token: str) -> str:
    """Whether texts go to the number, with the button that changes it."""
    return show(token, _texts)


@bp.post("/texts")
@open_to(PUBLIC)
def choose_texts(token: str) -> ResponseReturnValue:
    """Stop them, or have them again."""

    def story(session: Session, ticket: Ticket) -> str:
        match request.form.get("decision"):
            case "stop":
                stop_texts(session, ticket, now=now())
                return "texts_stopped"
            case "start":
                text_again(session, ticket, now=now())
                return "texts_again"
            case _:
                raise FieldRefused(
                    text("Press one of the buttons: stop, or text me again."), field="decision"
                )

    return act(token, story, _texts)


def _texts(session: Session, ticket: Ticket, refused: Refused) -> str:
    return render(
        "texts",
        ticket,
        refused,
        number=mask_phone(ticket.customer.phone),
        stopped=texts_are_stopped(session, ticket),
        by_phone=stopped_by_phone(session, ticket),
    )
