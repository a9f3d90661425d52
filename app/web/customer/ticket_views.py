"""A customer's own page: where it is, what is next, by when, what to do, who; and the way to everything else.

Importing this module puts all pages of the private link on `bp`.
"""

from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.adapters.labels.qr import qr_svg
from app.customers.phones import mask_phone
from app.edge.current import now, runtime, shown
from app.edge.security import PUBLIC, open_to
from app.journeys.repair.doubt_answer import can_take_back
from app.journeys.repair.follow_up import can_say_broken, repaired_again_as, warranty_until
from app.journeys.request.cancel_repair import CAN_BE_CANCELLED
from app.kernel.errors import NotFound
from app.kernel.i18n import N_, text
from app.kernel.ids import spell_code
from app.photos import queries as photos
from app.terms import service as terms_service
from app.terms.models import TermsState
from app.tickets.links import known_token
from app.tickets.models import Ticket, TicketEvent
from app.tickets.queries import by_id, history
from app.tickets.states import State
from app.tickets.status.answers import Facts, five_answers, tone_of
from app.tickets.status.pages import Primary, Twist, page_of
from app.tickets.status.timeline import COLLECTED_STAGE
from app.tickets.words import CUSTOMER_STAGE
from app.web.customer import (
    ticket_after,
    ticket_again,
    ticket_label,
    ticket_money,
    ticket_slots,
    ticket_talk,
    ticket_terms,
    ticket_texts,
)
from app.web.customer.ticket_cards import (
    compared,
    facts_of,
    picture_tiles,
    talk,
    timeline,
    zone_note,
)
from app.web.customer.ticket_door import Refused, bp, opened, render, show
from app.web.customer.ticket_sums import terms_rows
from app.web.photo_views import send_photo

__all__ = [
    "bp",
    "ticket_after",
    "ticket_again",
    "ticket_label",
    "ticket_money",
    "ticket_slots",
    "ticket_talk",
    "ticket_terms",
    "ticket_texts",
]

# What was done just now, where no step of the ticket says it; "step" shows the newest step itself.
DONE = {
    "sent": N_("Your message is with your technician"),
    "photos": N_("Your photos are with the repair"),
    "return": N_("The return is booked"),
    "prepared": N_("Your preparation list is kept"),
    "unchanged": N_("Nothing was changed"),
    "texts_stopped": N_("The texts are stopped"),
    "texts_again": N_("Texts go to your phone again"),
}
NOTHING_NOTED = N_("The time is over, nothing is noted")
BEFORE_PICKUP = frozenset(
    {State.REQUESTED, State.NEEDS_INFO, State.OFFERED, State.PARTS_HOLD, State.AUTHORISED, State.INBOUND}
)


@bp.get("")
@open_to(PUBLIC)
def home(token: str) -> str:
    """The five answers, the one thing to do, and below them all the rest."""
    return show(token, _page)


@bp.get("/again")
@open_to(PUBLIC)
def again(token: str) -> ResponseReturnValue:
    """On to the page of the repair that continues this one."""
    with runtime().database.reading() as session:
        next_one = repaired_again_as(session, opened(session, token))
        address = _address_of(session, next_one) if next_one else None
    if address is None:
        raise NotFound(text("The new repair's page is in the text we sent you. Use the link there."))
    return redirect(address)


@bp.get("/photos/<uuid:photo_id>/<size>")
@open_to(PUBLIC)
def picture(token: str, photo_id: UUID, size: str) -> Response:
    """One picture of this ticket; any other's is not there."""
    with runtime().database.reading() as session:
        ticket = opened(session, token)
        photo = next((p for p in photos.of_ticket(session, ticket.id) if p.id == photo_id), None)
    if photo is None:
        raise photos.no_such_picture()
    return send_photo(photo, size)


def _page(session: Session, ticket: Ticket, refused: Refused) -> str:
    token = (request.view_args or {})["token"]
    events = list(history(session, ticket))
    facts = facts_of(session, ticket, events)
    answers = five_answers(facts)
    terms = terms_service.current(session, ticket.id)
    pictures = photos.of_ticket(session, ticket.id)
    earlier = by_id(session, ticket.re_repair_of_id) if ticket.re_repair_of_id else None
    action = _action(session, ticket, facts)
    return render(
        "home",
        ticket,
        refused,
        status=(shown(text(_stage(facts))), tone_of(facts)),
        answers=[(shown(a.question), shown(a.answer), shown(a.note) if a.note else None) for a in answers],
        action=action and (shown(text(action.label)), f"{url_for('ticket.home', token=token)}/{action.page}"),
        notice=_notice(events, next_up=shown(answers[1].answer)),
        zone_note=zone_note(),
        links=_links(session, ticket, facts, token),
        story=ticket.story,
        timeline=timeline(events),
        terms=terms_rows(terms) if terms else [],
        terms_locked=terms is not None and terms.state is TermsState.LOCKED,
        photos=picture_tiles(pictures, token),
        compared=compared(pictures, token),
        talk=talk(session, ticket, pictures, token),
        earlier=spell_code(earlier.code) if earlier else None,
        texts_to=mask_phone(ticket.customer.phone),
        texts_stopped=facts.texts_stopped,
        phone_qr=Markup(_phone_qr(token)),  # noqa: S704 - our own SVG, its only text is escaped by qr_svg
    )


def _stage(facts: Facts) -> str:
    if facts.twist is Twist.COLLECTED:
        return COLLECTED_STAGE
    if facts.twist is Twist.NOTHING_NOTED:
        return NOTHING_NOTED
    return CUSTOMER_STAGE[facts.state]


def _action(session: Session, ticket: Ticket, facts: Facts) -> Primary | None:
    """The row's action, left out where the new repair's link was not made yet or nothing more can be said."""
    action = page_of(facts.state, facts.twist).action
    if facts.twist is Twist.AGAIN:
        again_as = repaired_again_as(session, ticket)
        return action if again_as is not None and _address_of(session, again_as) else None
    return action


def _notice(events: list[TicketEvent], *, next_up: str) -> tuple[str, str] | None:
    """What was just done, and what is next; told from the ticket, the query only asks for it."""
    done = request.args.get("done")
    if done == "step":
        return timeline(events)[-1][0], next_up
    return (shown(text(DONE[done])), next_up) if done in DONE else None


def _links(session: Session, ticket: Ticket, facts: Facts, token: str) -> list[tuple[str, str | None, str]]:
    """Everything else that can be done from here, the likeliest first."""
    rows: list[tuple[str, str, str | None]] = []
    at_home = ticket.state is State.INBOUND and facts.twist is None
    if at_home and facts.changes_until is not None and facts.changes_until > facts.now:
        rows.append(("pickup", N_("Move or cancel the pickup"), None))
    if at_home:
        rows.append(("label", N_("Label and code"), None))
    if ticket.state in BEFORE_PICKUP and facts.twist not in (Twist.COLLECTED, Twist.NOTHING_NOTED):
        rows.append(("prepare", N_("Preparation list"), N_("What to do before the courier comes.")))
        rows.append(("photos", N_("Add photos"), N_("Of the fault, or of how you packed it.")))
    if facts.twist is Twist.RETURN_BOOKED:
        rows.append(("return", N_("Move the return"), None))
    on_its_way = ticket.state is State.OUTBOUND and facts.twist is None
    if at_home or on_its_way or facts.twist is Twist.RETURN_BOOKED:
        rows.append(("calendar.ics", N_("Put it into your calendar"), None))
    if ticket.state is State.CLOSED and can_say_broken(session, ticket, now=now()):
        until = warranty_until(session, ticket)
        rows.append(
            ("follow-up", N_("It is broken again"), _free_until(until and runtime().site.today(until)))
        )
    if can_take_back(session, ticket):
        rows.append(("quote", N_("Take your answer to the quote back"), None))
    rows.append(("messages", N_("Write to your technician"), None))
    if ticket.state in CAN_BE_CANCELLED:
        rows.append(("cancel", N_("Cancel the repair"), None))
    here = url_for("ticket.home", token=token)
    taken = page_of(facts.state, facts.twist).action
    return [
        (shown(text(label)), hint and shown(text(hint)), f"{here}/{page}")
        for page, label, hint in rows
        if taken is None or taken.page != page
    ]


def _free_until(day: object) -> str:
    return shown(text("Free of charge until %(day)s.", day=day))


def _address_of(session: Session, ticket: Ticket) -> str | None:
    """Another ticket's private page, if its link was made already: looking must not make one."""
    secret = runtime().settings.secret_key.get_secret_value()
    token = known_token(session, ticket, secret=secret)
    return url_for("ticket.home", token=token) if token is not None else None


def _phone_qr(token: str) -> str:
    address = f"{runtime().settings.public_url}{url_for('ticket.home', token=token)}"
    return qr_svg(address, aria_label=shown(text("QR code of this page")))
