"""Pages 3 and 4 of the request: who and where, and the code that proves the phone."""

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.adapters.labels.typeface import lacking
from app.customers.service import read_postcode
from app.edge.current import language, now, runtime
from app.edge.errors import status_of
from app.edge.security import PUBLIC, open_to
from app.edge.visitors import visitor
from app.journeys.conversation.reachable_number import read_reachable
from app.journeys.request.code_status import CodeStatus, code_status
from app.journeys.request.request_repair import keep_contact
from app.journeys.request.verify_phone import newest_code, send_code, try_code
from app.kernel.errors import Refusal
from app.messaging.sms.number_fill import full_until
from app.requests.answers import ContactAnswers
from app.requests.progress import RequestPage
from app.web.customer.code_told import told_of
from app.web.customer.request_forms import CodeForm, ContactForm
from app.web.customer.request_steps import OpenRequest, again, bp, page_url, reach, show

TYPED = ("name", "name_latin", "phone", "line1", "line2", "entry_note", "language")


@bp.get("/request/<token>/contact")
@open_to(PUBLIC)
def contact(token: str) -> ResponseReturnValue:
    """What was typed, exactly as it was typed."""
    with runtime().database.reading() as session:
        open_request = reach(session, token, RequestPage.CONTACT)
    kept = open_request.draft.answers.contact
    form = ContactForm(data=_as_typed(kept) if kept else {"language": language().value})
    return _show_contact(open_request, form)


@bp.post("/request/<token>/contact")
@open_to(PUBLIC)
def keep_contact_answers(token: str) -> ResponseReturnValue:
    """Keep them; a number that is not proved yet gets its code at once."""
    form = ContactForm()
    with runtime().database.transaction() as session:
        open_request = reach(session, token, RequestPage.CONTACT, to_change=True)
        number, postcode = _read(form)
        if form.validate_on_submit() and number and postcode:
            if form.name_latin.name not in request.form and lacking(form.name.data or ""):
                return _show_contact(open_request, form, asks_latin=True)
            try:
                with session.begin_nested():
                    return _keep(session, open_request, form, number, postcode)
            except Refusal as no:
                form.refuse(no)
                return _show_contact(open_request, form, status=status_of(no))
    _read(form, complain=True)
    return _show_contact(open_request, form, status=422)


@bp.get("/request/<token>/code")
@open_to(PUBLIC)
def code(token: str) -> ResponseReturnValue:
    """Where the six digits are typed; a proved number needs none."""
    with runtime().database.reading() as session:
        open_request = reach(session, token, RequestPage.CODE)
        if open_request.next_page is not RequestPage.CODE:
            return redirect(open_request.next_url)
        return _show_code(session, open_request, CodeForm())


@bp.post("/request/<token>/code")
@open_to(PUBLIC)
def check_code(token: str) -> ResponseReturnValue:
    """Compare the digits. A wrong try counts, so it is committed before it is refused."""
    form = CodeForm()
    with runtime().database.transaction() as session:
        open_request = reach(session, token, RequestPage.CODE, to_change=True)
        if open_request.next_page is not RequestPage.CODE:  # sent twice: the first one proved the number
            return redirect(open_request.next_url)
        refusal = try_code(
            session,
            open_request.draft,
            form.code.data or "",
            phone=open_request.progress.number,
            secret=_secret(),
            now=now(),
        )
        if refusal is None:
            return redirect(again(session, token, open_request.draft).next_url)
        form.code.errors = []
        form.refuse(refusal)
        return _show_code(session, open_request, form, status=status_of(refusal))


@bp.post("/request/<token>/code/again")
@open_to(PUBLIC)
def send_again(token: str) -> ResponseReturnValue:
    """A fresh code to the same number."""
    with runtime().database.transaction() as session:
        open_request = reach(session, token, RequestPage.CODE, to_change=True)
        if open_request.next_page is not RequestPage.CODE:
            return redirect(open_request.next_url)
        try:
            with session.begin_nested():
                fresh = _send(session, open_request)
        except Refusal as no:
            form = CodeForm(formdata=None)
            form.refuse(no)
            return _show_code(session, open_request, form, status=status_of(no))
    return redirect(f"{page_url(token, RequestPage.CODE)}?code={'new' if fresh else 'kept'}")


def _show_contact(
    open_request: OpenRequest, form: ContactForm, *, status: int = 200, asks_latin: bool = False
) -> ResponseReturnValue:
    """The page; a name that a label lacks letters of is asked for in Latin letters, too, and said once why."""
    letters = " ".join(lacking(form.name.data or ""))
    wants_latin = bool(letters or form.name_latin.data)
    why = letters if asks_latin else ""
    return show(
        RequestPage.CONTACT, open_request, form=form, status=status, wants_latin=wants_latin, why_latin=why
    )


def _keep(
    session: Session, open_request: OpenRequest, form: ContactForm, number: str, postcode: str
) -> ResponseReturnValue:
    contact = ContactAnswers(
        **{name: (form[name].data or "").strip() for name in TYPED},
        number=number,
        postcode=postcode,
        postcode_typed=form.postcode.data or "",
    )
    keep_contact(session, open_request.draft, contact, now=now())
    open_request = again(session, open_request.token, open_request.draft)
    if open_request.next_page is RequestPage.CODE:
        _send(session, open_request)
    return redirect(open_request.next_url)


def _send(session: Session, open_request: OpenRequest) -> bool:
    return send_code(
        session,
        open_request.draft,
        phone=open_request.progress.number,
        address=visitor(),
        shop_phone=runtime().settings.shop_phone,
        secret=_secret(),
        regions=runtime().send_policy.regions,
        now=now(),
    )


def _secret() -> str:
    return runtime().settings.secret_key.get_secret_value()


def _read_phone(typed: str) -> str:
    return read_reachable(typed, region=runtime().site.region, regions=runtime().send_policy.regions)


def _read(form: ContactForm, *, complain: bool = False) -> tuple[str, str]:
    """Number and postcode as the shop spells them, '' for one that cannot be read."""
    read = []
    for field, reader in ((form.phone, _read_phone), (form.postcode, read_postcode)):
        try:
            read.append(reader(field.data or ""))
        except Refusal as no:
            read.append("")
            if complain and not field.errors:
                form.refuse(no)
    return read[0], read[1]


def _as_typed(contact: ContactAnswers) -> dict[str, str]:
    return contact.model_dump() | {"postcode": contact.postcode_typed}


def _show_code(
    session: Session, open_request: OpenRequest, form: CodeForm, *, status: int = 200
) -> ResponseReturnValue:
    code, phone = newest_code(session, open_request.draft), open_request.progress.contact.phone
    told = None
    if code is not None:
        able, rules = runtime().sms.capabilities, runtime().send_policy
        status_of_text = code_status(session, code, rules=rules, able=able, now=now())
        room_from = (
            full_until(session, code.phone, most=rules.most_a_day, now=now())
            if status_of_text is CodeStatus.TOO_MANY
            else None
        )
        told = told_of(
            status_of_text,
            phone=phone,
            until=code.expires_at,
            shop_phone=runtime().settings.shop_phone,
            room_from=room_from,
        )
    asked_again = request.args.get("code", "")
    return show(
        RequestPage.CODE,
        open_request,
        form=form,
        status=status,
        phone=phone,
        told=told,
        good_until=code.expires_at if code else None,
        usable=code is not None and code.tries_left > 0 and code.expires_at > now(),
        again=asked_again if asked_again in ("new", "kept") else "",
    )
