"""The door to a customer's own pages: the link opens its ticket, forms come back with what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.edge import errors
from app.edge.current import runtime, set_language, shown
from app.edge.entering import id_of, version_of
from app.edge.idempotency import once_only
from app.kernel.actor import Actor, customer
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import Text, text
from app.kernel.ids import spell_code
from app.tickets.links import by_token
from app.tickets.models import Ticket

bp = Blueprint("ticket", __name__, url_prefix="/t/<token>")


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a ticket shows on top, and the version its forms carry."""

    token: str
    code: str
    model: str
    version: int


Refused = list[tuple[str | None, str]]
Page = Callable[[Session, Ticket, Refused], str]
"""Renders one page of a ticket; what was refused is shown on top and beside its field."""


def opened(session: Session, token: str) -> Ticket:
    """The token's ticket, its language spoken from here on. Raises NotFound."""
    ticket = by_token(session, token)
    set_language(ticket.language)
    return ticket


def who(ticket: Ticket) -> Actor:
    """The customer of the ticket as an actor: whoever holds the link acts for them."""
    return customer(ticket.customer.name)


def seen_version() -> int:
    """The ticket version the form was made from; what is no number counts as seen long ago."""
    return number("version")


def number(field: str) -> int:
    """A whole number of a hidden field, 0 for anything else."""
    return version_of(request.form.get(field)) or 0


def chosen_slot() -> UUID:
    """The window picked in the form; raises FieldRefused where none was."""
    slot_id = id_of(request.form.get("slot"))
    if slot_id is None:
        raise FieldRefused(text("Choose one of the times below."), code="no_slot", field="slot")
    return slot_id


def show(token: str, page: Page) -> str:
    """A page for looking: nothing is written."""
    with runtime().database.reading() as session:
        return page(session, opened(session, token), [])


def act(token: str, story: Callable[[Session, Ticket], str | None], page: Page) -> ResponseReturnValue:
    """Take the story once and go back to the ticket's page; a refusal shows `page` again, nothing changed.

    The story returns which notice the page shows ("step", "sent" …) or None for none.
    """
    with runtime().database.reading() as session:
        opened(session, token)

    def work(session: Session) -> str:
        return url_for("ticket.home", token=token, done=story(session, opened(session, token)))

    try:
        address = once_only(work)
    except Refusal as refusal:
        return again(token, page, refusal)
    return redirect(address, 303)


def again(token: str, page: Page, *refusals: Refusal) -> ResponseReturnValue:
    """The same page with the refusals on it, what was typed kept, from fresh data."""
    said = [(refusal.field, shown(refusal.message)) for refusal in refusals]
    with runtime().database.reading() as session:
        return page(session, opened(session, token), said), errors.status_of(refusals[0])


def render(name: str, ticket: Ticket, refused: Refused, **values: Any) -> str:
    """One template of `customer/ticket/`, with the head, the refusals, and what was typed before."""
    token = (request.view_args or {})["token"]
    head = Head(token, spell_code(ticket.code), ticket.model_name, ticket.version)
    return render_template(
        f"customer/ticket/{name}.html",
        head=head,
        home=url_for("ticket.home", token=token),
        refused=refused,
        error_of=dict(reversed(refused)),
        typed=request.form,
        **values,
    )


def shut(ticket: Ticket, refused: Refused, title: Text) -> str:
    """What a page says while there is nothing to do on it."""
    return render("nothing", ticket, refused, title=shown(title))


def not_indexed(response: Response) -> Response:
    """Private pages stay out of search engines even where a link leaks."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


bp.after_request(not_indexed)
