"""Private pages before anything ships: read the terms and decide, answer a question, prepare, cancel."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalogue import kinds
from app.catalogue import queries as catalogue
from app.edge.current import now, shown
from app.edge.security import PUBLIC, open_to
from app.journeys.request.answer_question import answer_question
from app.journeys.request.cancel_repair import CAN_BE_CANCELLED, cancel_repair
from app.journeys.request.decide_terms import accept_terms, refuse_terms
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.requests.preparation import preparation, tick
from app.terms import queries as terms_queries
from app.tickets.models import Ticket
from app.tickets.queries import history
from app.tickets.states import Action, State
from app.web.customer.ticket_cards import zone_note
from app.web.customer.ticket_door import (
    Refused,
    act,
    bp,
    number,
    render,
    seen_version,
    show,
    shut,
    who,
)
from app.web.customer.ticket_sums import terms_rows


@bp.get("/terms")
@open_to(PUBLIC)
def terms(token: str) -> str:
    """The terms on offer, to be accepted or declined."""
    return show(token, _terms)


@bp.post("/terms")
@open_to(PUBLIC)
def decide_terms(token: str) -> ResponseReturnValue:
    """Yes or no to exactly the version that was read."""

    def story(session: Session, ticket: Ticket) -> str:
        decide = {"accept": accept_terms, "decline": refuse_terms}.get(request.form.get("decision", ""))
        if decide is None:
            raise FieldRefused(text("Press one of the buttons: accept or decline."), field="decision")
        decide(session, ticket, Act(who(ticket), now()), terms_version=number("terms_version"))
        return "step"

    return act(token, story, _terms)


def _terms(session: Session, ticket: Ticket, refused: Refused) -> str:
    offered = terms_queries.open_offer(session, ticket.id) if ticket.state is State.OFFERED else None
    if offered is None:
        return shut(ticket, refused, text("No terms wait for an answer"))
    return render(
        "terms",
        ticket,
        refused,
        rows=terms_rows(offered),
        terms_version=offered.version,
        valid_until=offered.valid_until,
        zone_note=zone_note(),
    )


@bp.get("/answer")
@open_to(PUBLIC)
def question(token: str) -> str:
    """What the technician asks, with a box for the answer."""
    return show(token, _question)


@bp.post("/answer")
@open_to(PUBLIC)
def answer(token: str) -> ResponseReturnValue:
    """The answer goes to the technician, and the request goes on."""

    def story(session: Session, ticket: Ticket) -> str:
        answer_question(
            session,
            ticket,
            request.form.get("body", ""),
            Act(who(ticket), now(), seen_version=seen_version()),
        )
        return "step"

    return act(token, story, _question)


def _question(session: Session, ticket: Ticket, refused: Refused) -> str:
    if ticket.state is not State.NEEDS_INFO:
        return shut(ticket, refused, text("No question waits for an answer"))
    asked = [event for event in history(session, ticket) if event.action is Action.ASK][-1]
    return render("answer", ticket, refused, question=asked.note, technician=asked.actor)


@bp.get("/prepare")
@open_to(PUBLIC)
def prepare(token: str) -> str:
    """What to do before the courier comes."""
    return show(token, _prepare)


@bp.post("/prepare")
@open_to(PUBLIC)
def prepared(token: str) -> ResponseReturnValue:
    """Keep the ticks with the ticket."""

    def story(session: Session, ticket: Ticket) -> str:
        tick(session, ticket, request.form.getlist("done"), kind=_kind(session, ticket))
        return "prepared"

    return act(token, story, _prepare)


def _prepare(session: Session, ticket: Ticket, refused: Refused) -> str:
    names = kinds.ACCESSORY_NAME
    return render(
        "prepare",
        ticket,
        refused,
        accessories=[shown(text(names.get(item, item))) for item in ticket.accessories],
        points=[
            (key, shown(text(sentence)), key in ticket.prepared)
            for key, sentence in preparation(_kind(session, ticket))
        ],
    )


def _kind(session: Session, ticket: Ticket) -> str | None:
    model = catalogue.model(session, ticket.model_id)
    return model.kind if model else None


@bp.get("/cancel")
@open_to(PUBLIC)
def ask_before_cancelling(token: str) -> str:
    """The question before the last step back."""
    return show(token, _cancel)


@bp.post("/cancel")
@open_to(PUBLIC)
def cancel(token: str) -> ResponseReturnValue:
    """The repair is off; it costs nothing."""

    def story(session: Session, ticket: Ticket) -> str:
        cancel_repair(session, ticket, Act(who(ticket), now(), seen_version=seen_version()))
        return "step"

    return act(token, story, _cancel)


def _cancel(_session: Session, ticket: Ticket, refused: Refused) -> str:
    if ticket.state not in CAN_BE_CANCELLED:
        return shut(ticket, refused, text("This repair cannot be cancelled here now"))
    return render("cancel", ticket, refused)
