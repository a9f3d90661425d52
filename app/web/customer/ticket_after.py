"""Private page after the delivery: it works, or it is still broken and gets repaired again for nothing."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.edge.current import now, runtime
from app.edge.security import PUBLIC, open_to
from app.journeys.repair.follow_up import can_say_broken, confirm_working, still_broken, warranty_until
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.tickets.models import Ticket
from app.tickets.states import State
from app.web.customer.ticket_door import (
    Refused,
    act,
    bp,
    render,
    seen_version,
    show,
    shut,
    who,
)


@bp.get("/follow-up")
@open_to(PUBLIC)
def follow_up(token: str) -> str:
    """Is it still working?"""
    return show(token, _follow_up)


@bp.post("/follow-up")
@open_to(PUBLIC)
def answer_follow_up(token: str) -> ResponseReturnValue:
    """Yes closes the repair; no opens a free one, whose link is made at once so that this page can lead there."""

    def story(session: Session, ticket: Ticket) -> str:
        answer = request.form.get("decision")
        if answer == "works":
            confirm_working(session, ticket, Act(who(ticket), now(), seen_version=seen_version()))
        elif answer == "broken":
            again = still_broken(
                session,
                ticket,
                Act(who(ticket), now(), seen_version=seen_version()),
                body=request.form.get("body", ""),
            )
            runtime().private_url(session, again, now=now())
        else:
            raise FieldRefused(text("Press one of the buttons: it works, or still broken."), field="decision")
        return "step"

    return act(token, story, _follow_up)


def _follow_up(session: Session, ticket: Ticket, refused: Refused) -> str:
    broken = can_say_broken(session, ticket, now=now())
    if ticket.state is not State.DELIVERED and not broken:
        return shut(ticket, refused, text("Nothing is asked here now"))
    until = warranty_until(session, ticket)
    return render(
        "follow_up",
        ticket,
        refused,
        can_confirm=ticket.state is State.DELIVERED,
        can_say_broken=broken,
        until=runtime().site.today(until) if until else None,
        technician=ticket.owner.name if ticket.owner else None,
    )
