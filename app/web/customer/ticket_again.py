"""The page of an ended repair that says what taking it up again does, and does it."""

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.edge.current import now, shown
from app.edge.security import PUBLIC, open_to
from app.journeys.request.take_up import take_up, until, what_it_does, why_not
from app.kernel.act import Act
from app.kernel.actor import Role
from app.tickets.models import Ticket
from app.web.customer.ticket_door import Refused, act, bp, render, seen_version, show, shut, who


@bp.get("/take-up")
@open_to(PUBLIC)
def ask_to_take_up(token: str) -> str:
    """What it would do."""
    return show(token, _page)


@bp.post("/take-up")
@open_to(PUBLIC)
def take_it_up(token: str) -> ResponseReturnValue:
    """The repair goes on where it stood."""

    def story(session: Session, ticket: Ticket) -> str:
        take_up(session, ticket, Act(who(ticket), now(), seen_version=seen_version()))
        return "step"

    return act(token, story, _page)


def _page(session: Session, ticket: Ticket, refused: Refused) -> str:
    no = why_not(session, ticket, by=Role.CUSTOMER, now=now())
    if no is not None:
        return shut(ticket, refused, no.message)
    return render(
        "take-up",
        ticket,
        refused,
        does=shown(what_it_does(session, ticket, now=now())),
        until=shown(until(ticket)),
    )
