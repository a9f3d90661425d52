"""Addresses of the dock: the scan box, the day's work, and one page per step."""

from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from app.dock.works import BY_ADDRESS, DOCK, Work
from app.edge.current import now, runtime, staff, staff_actor
from app.edge.entering import scanned_in
from app.edge.errors import status_of
from app.edge.scanning import take_filled, take_in_turn, unkeyed
from app.edge.security import open_to
from app.kernel.act import Act
from app.kernel.errors import Conflict, NotFound, Refusal, WrongState
from app.staff.permissions import Capability, may
from app.storage import bins as store
from app.tickets.models import Ticket
from app.web import kept
from app.web.previews import Sent, rehearsed
from app.web.warehouse import scan_page
from app.web.warehouse.board import board
from app.web.warehouse.cards import Card, card_of
from app.web.warehouse.forms import FORMS, StepForm
from app.web.warehouse.steps import Question, ask_about_serial, orders_of, question
from app.web.warehouse.work import mode_of

bp = Blueprint("warehouse", __name__)


@bp.get("/scan")
@open_to(Capability.LOOK_UP)
def scan() -> ResponseReturnValue:
    """Say what was scanned and what to do with it; changes nothing."""
    typed = scanned_in(request.args, "code").strip()
    work = mode_of(request.args.get("mode")) if may(staff().role, Capability.WORK_AT_DOCK) else Work.OPEN
    with runtime().database.reading() as session:
        if not typed:
            return scan_page.show_station(
                session, work, scan_page.kept_scan(session, request.args.get("scan", ""))
            )
        try:
            found = scan_page.find_anything(session, typed)
        except NotFound as no:
            return scan_page.show_unknown(no), status_of(no)
        if isinstance(found, Ticket):
            return scan_page.show(session, found, just_done="done" in request.args)
        if found.bin_code is not None:
            return redirect(f"/dock/bins/{quote(found.bin_code)}")
        return scan_page.show_several(session, found, typed)


@bp.get("/dock")
@open_to(Capability.WORK_AT_DOCK)
def dock() -> ResponseReturnValue:
    """What the dock has to do today."""
    with runtime().database.reading() as session:
        return render_template("warehouse/dock.html", sections=board(session, now()))


@bp.get("/dock/<code>/<step>")
@open_to(Capability.WORK_AT_DOCK)
def step_page(code: str, step: str) -> ResponseReturnValue:
    """The form of one step; when it is not that step's turn, the scan page says what is."""
    wanted = _step(step)
    with runtime().database.reading() as session:
        ticket = scan_page.find(session, code)
        card = card_of(session, ticket, staff().role)
        if not _takes(card, wanted):
            return redirect(url_for("warehouse.scan", code=card.code))
        return _form_page(session, card, wanted, FORMS[wanted].of(card))


@bp.post("/dock/<code>/<step>")
@open_to(Capability.WORK_AT_DOCK)
def take_step(code: str, step: str) -> ResponseReturnValue:
    """Take one step; refused, the form comes back with what was typed and the pictures that were sent."""
    wanted = _step(step)
    with runtime().database.reading() as session:
        ticket = scan_page.find(session, code)
        card = card_of(session, ticket, staff().role)
    form = FORMS[wanted].of(card)
    sent_photos = kept.gather(card.code, form.kept.data, reads="photos" in form)
    form.kept.data = sent_photos.note
    try:
        passed = form.validate()
        if sent_photos.refusals:
            for refusal in sent_photos.refusals:
                form.refuse(refusal)
            return _again(code, wanted, form), status_of(sent_photos.refusals[0])
        if not passed:
            return _again(code, wanted, form), 422
        ask_about_serial(ticket, form)
        act = Act(
            staff_actor(),
            now(),
            seen_version=form.seen_version,
            quiet=bool(request.form.get("no_text")),
            place=DOCK,
        )
        orders = orders_of(wanted, card.code, form, sent_photos.pictures)
        looks = "look" in request.form
        ask = None if looks else question(ticket, form)  # to look is no answer to it
        if ask is not None or looks:
            sent = rehearsed(lambda session: take_in_turn(session, unkeyed(orders), act))
            return _again(code, wanted, form, ask=ask, sent=sent), 422 if ask else 200
        take_filled(orders, act)
        return redirect(url_for("warehouse.scan", code=card.code, done=step), 303)
    except Refusal as no:
        form.refuse(no)
        return _again(code, wanted, form, no), status_of(no)


def _again(
    code: str,
    wanted: Work,
    form: StepForm,
    no: Refusal | None = None,
    *,
    ask: Question | None = None,
    sent: Sent | None = None,
) -> str:
    """The same form again, or the verdict when the ticket has moved on to another step."""
    with runtime().database.reading() as session:
        ticket = scan_page.find(session, code)
        card = card_of(session, ticket, staff().role)
        if not _takes(card, wanted) and isinstance(no, Conflict | WrongState):
            return scan_page.show(session, ticket, no=no)
        form.version.data = str(card.version)
        return _form_page(session, card, wanted, form, ask=ask, sent=sent)


def _form_page(
    session: Session,
    card: Card,
    wanted: Work,
    form: StepForm,
    *,
    ask: Question | None = None,
    sent: Sent | None = None,
) -> str:
    return render_template(
        "warehouse/step.html",
        words=scan_page.page_of(wanted),
        card=card,
        form=form,
        ask=ask,
        tells=scan_page.tells(card, wanted) and not (ask and ask.waits),
        sent=sent,
        bins=[shelf.code for shelf in store.bins(session)],
        kept_count=kept.count(card.code, form.kept.data),
    )


def _takes(card: Card, wanted: Work) -> bool:
    """Whether the dock may take that step now; storing is possible whenever the device is here."""
    return wanted is card.step or (wanted is Work.STORE and card.movable)


def _step(address: str) -> Work:
    work = BY_ADDRESS.get(address)
    if work is None:
        raise NoSuchPage
    return work
