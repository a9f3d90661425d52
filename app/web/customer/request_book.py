"""Pages 5 to 7 of the request: the terms, the pickup, the check, and what is there when it is done."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.adapters.labels.qr import qr_svg
from app.catalogue import queries as catalogue
from app.courier.slots import places as courier
from app.courier.slots import queries as slots
from app.courier.trips import queries as road
from app.documents.labels.writing import ticket_link
from app.edge.current import dialled, language, now, runtime, set_language
from app.edge.errors import status_of
from app.edge.security import PUBLIC, open_to
from app.journeys.request.request_repair import choose_slot, submit_request
from app.journeys.request.under_way import UnderWay
from app.kernel.errors import Conflict, Refusal
from app.kernel.i18n import N_, text, translate
from app.kernel.ids import spell_code
from app.requests import drafts
from app.requests.answers import TermsAnswers
from app.requests.preparation import preparation
from app.requests.progress import RequestPage
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.web.customer.request_cards import campaign_titles, check_rows, slot_days, terms_card
from app.web.customer.request_forms import CheckForm, SlotForm, TermsForm
from app.web.customer.request_steps import OpenRequest, again, bp, go, look, page_url, reach, show
from app.web.customer.ticket_cards import zone_note
from app.web.customer.ticket_door import chosen_slot

ALL_DAYS = 14  # how far ahead pickups are offered
FIRST_DAYS = 5  # days with windows shown at once; the others are one tap away


@bp.get("/request/<token>/terms")
@open_to(PUBLIC)
def read_terms(token: str) -> ResponseReturnValue:
    """What it costs at most, why, and who pays which way."""
    with runtime().database.reading() as session:
        return _show_terms(session, reach(session, token, RequestPage.TERMS))


@bp.post("/request/<token>/terms")
@open_to(PUBLIC)
def decide(token: str) -> ResponseReturnValue:
    """Yes to exactly the terms that were shown, or: a technician shall look first."""
    with runtime().database.transaction() as session:
        open_request = reach(session, token, RequestPage.TERMS, to_change=True)
        choice, seen = request.form.get("choice"), request.form.get("fingerprint")
        asks = choice == "ask"
        if asks:
            courier.release_hold(session, open_request.draft.id)
            drafts.forget_slot(open_request.draft)
        elif choice != "accept" or seen != open_request.fingerprint:
            stale = Conflict(
                text("The terms are different from the ones you read. Read them again, then go on."),
                code="terms_changed",
            )
            return _show_terms(session, open_request, stale)
        answers = TermsAnswers(choice="ask" if asks else "accept", fingerprint=open_request.fingerprint or "")
        drafts.answer(open_request.draft, terms=answers, now=now())
        return redirect(again(session, token, open_request.draft).next_url)


@bp.get("/request/<token>/slot")
@open_to(PUBLIC)
def windows(token: str) -> ResponseReturnValue:
    """The windows with places left at this address."""
    with runtime().database.reading() as session:
        return _show_slots(session, reach(session, token, RequestPage.SLOT))


@bp.post("/request/<token>/slot")
@open_to(PUBLIC)
def hold_slot(token: str) -> ResponseReturnValue:
    """Keep one for ten minutes; a lost one names the next three."""
    with runtime().database.transaction() as session:
        open_request = reach(session, token, RequestPage.SLOT, to_change=True)
        try:
            with session.begin_nested():
                choose_slot(session, open_request.draft, chosen_slot(), now=now())
        except Refusal as no:
            return _show_slots(session, open_request, no)
        return redirect(again(session, token, open_request.draft).next_url)


@bp.get("/request/<token>/check")
@open_to(PUBLIC)
def check(token: str) -> ResponseReturnValue:
    """All answers on one page, each with a way to change it."""
    with runtime().database.reading() as session:
        open_request = reach(session, token, RequestPage.CHECK)
        form = CheckForm(
            data={"accessories": list(open_request.draft.answers.accessories)}
            if open_request.draft.answers.accessories is not None
            else None
        )
        return _show_check(session, open_request, form)


@bp.post("/request/<token>/check")
@open_to(PUBLIC)
def confirm(token: str) -> ResponseReturnValue:
    """Make it a ticket. Sent twice, the second finds the ticket of the first; a refusal loses nothing."""
    form = CheckForm()
    with runtime().database.transaction() as session:
        open_request = look(session, token, to_change=True)
        form.offer(open_request.progress.kind)
        drafts.answer(open_request.draft, accessories=tuple(form.ticked()), now=now())
        try:
            with session.begin_nested():
                asked = form.asked_about.data or ""
                submit_request(session, open_request.draft, now=now(), asked_about=asked)
        except Refusal as no:
            if isinstance(no, UnderWay):
                form.asked_about.data = no.repair
            return _show_what_is_missing(session, token, open_request, form, no)
    return redirect(page_url(token, "done"))


@bp.get("/request/<token>/done")
@open_to(PUBLIC)
def done(token: str) -> ResponseReturnValue:
    """The code, the QR, the private page, and what happens next."""
    with runtime().database.transaction() as session:  # the private link's hash may be noted only now
        draft = drafts.by_token(session, token, now=now())
        if draft.ticket_id is None:
            go(look(session, token).next_url)
        ticket = tickets.by_id(session, draft.ticket_id)
        set_language(ticket.language)
        private_url = runtime().private_url(session, ticket, now=now())
        job = road.last_job(session, ticket.id, Leg.INBOUND)
        model = catalogue.model(session, ticket.model_id)
    code = spell_code(ticket.code)
    label = translate(language(), N_("QR code of repair %(code)s"), code=code)
    face = ticket_link(ticket.code, runtime().settings)
    return render_template(
        "customer/request/done.html",
        code=code,
        qr=Markup(qr_svg(face, aria_label=label)),  # noqa: S704 - our own SVG, its label is escaped
        private_url=private_url,
        window=slots.window_of(job.slot) if job else None,
        zone_note=zone_note(),
        preparation=[sentence for _, sentence in preparation(model.kind if model else None)],
        due=ticket.due_at,
        phone=dialled(ticket.customer.phone),
    )


def _show_terms(
    session: Session, open_request: OpenRequest, no: Refusal | None = None
) -> ResponseReturnValue:
    assert open_request.offer is not None, "the page is reached only with terms on offer"
    form = TermsForm(formdata=None, data={"fingerprint": open_request.fingerprint})
    if no is not None:
        form.refuse(no)
    return show(
        RequestPage.TERMS,
        open_request,
        form=form,
        status=status_of(no) if no else 200,
        terms=terms_card(open_request.offer),
    )


def _show_slots(
    session: Session, open_request: OpenRequest, no: Refusal | None = None
) -> ResponseReturnValue:
    form = SlotForm(formdata=None)
    if no is not None:
        form.refuse(no)
    chosen = open_request.progress.answers.slot
    offered = slots.offered_slots(
        session,
        leg=Leg.INBOUND,
        postcode=open_request.progress.postcode,
        now=now(),
        days=ALL_DAYS,
    )
    days = slot_days(offered)
    later_chosen = any(value == str(chosen) for _, rows in days[FIRST_DAYS:] for value, *_ in rows)
    all_days = request.args.get("days") == "all" or later_chosen
    return show(
        RequestPage.SLOT,
        open_request,
        form=form,
        status=status_of(no) if no else 200,
        days=days if all_days else days[:FIRST_DAYS],
        more=not all_days and len(days) > FIRST_DAYS,
        chosen=str(chosen or ""),
        zone_note=zone_note(),
    )


def _show_check(
    session: Session, open_request: OpenRequest, form: CheckForm, no: Refusal | None = None
) -> ResponseReturnValue:
    form.offer(open_request.progress.kind)
    if no is not None:
        form.refuse(no)
    return show(
        RequestPage.CHECK,
        open_request,
        form=form,
        status=status_of(no) if no else 200,
        rows=check_rows(session, open_request),
        books=open_request.offer is not None and not open_request.progress.asks_first,
        held=slots.held_until(session, open_request.draft.id),
        campaigns=campaign_titles(session, open_request),
    )


def _show_what_is_missing(
    session: Session, token: str, open_request: OpenRequest, form: CheckForm, no: Refusal
) -> ResponseReturnValue:
    """The page on which a refused confirmation can be put right."""
    open_request = again(session, token, open_request.draft)
    if no.field == "slot":
        drafts.forget_slot(open_request.draft)
        return _show_slots(session, again(session, token, open_request.draft), no)
    if open_request.next_page is RequestPage.TERMS and open_request.offer:
        return _show_terms(session, open_request, no)
    if open_request.next_page is not RequestPage.CHECK:
        go(open_request.next_url)
    return _show_check(session, open_request, form, no)
