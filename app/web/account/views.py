"""Pages of signing in and out, and of one's own account."""

from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import logout_user
from sqlalchemy.orm import Session

from app.demo.seed import DEMO_STAFF
from app.edge.current import language, now, runtime, staff
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import PUBLIC, open_to, why_signed_out
from app.edge.visitors import visitor
from app.kernel.actor import ROLE_NAME
from app.kernel.errors import FieldRefused, NotFound, Refusal, TooMany
from app.kernel.i18n import Language, text, translate
from app.staff import service
from app.staff.passwords import hash_of_new
from app.staff.permissions import Capability
from app.staff.queries import live_sessions
from app.web.account.attempts import Try, note_try, take_back_try
from app.web.account.devices import device_name
from app.web.account.forms import PasswordForm, SignInForm
from app.web.account.known_device import remember
from app.web.account.letting_in import let_in, passwords, tell_refused
from app.web.account.opening_link import login_of
from app.web.context import OWN_NAMES, remember_language
from app.web.navigation import home

bp = Blueprint("account", __name__)


def local_path(wanted: str | None) -> str | None:
    """`wanted` if it is a path of this site; anything that could lead elsewhere is dropped."""
    if not wanted or not wanted.startswith("/") or wanted[1:2] in ("/", "\\"):
        return None
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not wanted.isprintable() or "\\" in parts.path:
        return None
    return wanted


@bp.get("/login")
@open_to(PUBLIC)
def sign_in_page() -> ResponseReturnValue:
    """The sign-in form; in a demo shop also one button per demo account."""
    form = SignInForm()
    form.next.data = local_path(request.args.get("next")) or ""
    return _sign_in_page(form)


@bp.post("/login")
@open_to(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in, or say what to do; the limits count before the password is looked at."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        with runtime().database.reading() as session:
            login = service.login_meant(session, form.login.data or "")
        person = let_in(login, form.password.data or "")
    except Refusal as no:
        form.refuse(no)
        return _sign_in_page(form), status_of(no)
    wanted = local_path(form.next.data)
    response = make_response(redirect(wanted or home(person.role)))
    remember(response, person.login)
    return response


@bp.get("/login/known/<link>")
@open_to(PUBLIC)
def open_this_device(link: str) -> ResponseReturnValue:
    """A manager's link: from now on this device is known to one account. The password is asked all the same."""
    login = login_of(link)
    if login is None:
        raise NotFound(
            text(
                "This link was good for an hour. Whoever looks after the shop's computer can print a new one."
            ),
            code="device_link",
        )
    response = make_response(redirect("/login?known=1"))
    remember(response, login)
    return response


def _sign_in_page(form: SignInForm) -> str:
    demo = DEMO_STAFF if runtime().settings.demo else ()
    rows = [(translate(language(), ROLE_NAME[role]), login, password) for role, login, password in demo]
    person = staff()
    return render_template(
        "account/sign_in.html",
        form=form,
        demo_accounts=rows,
        home=home(person.role) if person else None,
        known=request.args.get("known") == "1",
        signed_out=why_signed_out(),
        idle_hours=runtime().settings.session_idle_hours,
    )


@bp.post("/logout")
@open_to(PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End this session; without one there is nothing to end, and no reason to complain."""
    person = staff()
    if person is not None:
        with runtime().database.transaction() as session:
            service.sign_out(session, person.token, now=now())
        logout_user()
    return redirect("/login")


@bp.get("/account")
@open_to(Capability.KEEP_ACCOUNT)
def account() -> ResponseReturnValue:
    """Who I am here, where I am signed in, my language and my password."""
    return _account_page(PasswordForm())


def _account_page(form: PasswordForm) -> str:
    with runtime().database.reading() as session:
        rows = live_sessions(session, staff().id, token=staff().token, now=now())
    devices = [(device_name(row.device), row.since, row.until, row.current) for row in rows]
    return render_template(
        "account/account.html", form=form, devices=devices, own_names=OWN_NAMES, done=request.args.get("done")
    )


@bp.get("/account/password")
@bp.get("/account/language")
@bp.get("/account/sign-out-everywhere")
@open_to(Capability.KEEP_ACCOUNT)
def back_to_account() -> ResponseReturnValue:
    """Where a reload, or the language link, of an answered form leads."""
    return redirect("/account")


@bp.post("/account/language")
@open_to(Capability.KEEP_ACCOUNT)
def choose_language() -> ResponseReturnValue:
    """Write this person's pages in another language from now on, on every device."""
    chosen = request.form.get("language", "")
    if chosen not in OWN_NAMES:
        raise FieldRefused(text("Choose Korean or English."), code="unknown_language", field="language")

    def work(session: Session) -> str:
        service.set_language(session, staff().id, Language(chosen))
        return "/account?done=language"

    response = redirect(once_only(work))
    remember_language(response, chosen)
    return response


@bp.post("/account/password")
@open_to(Capability.KEEP_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Set a new password against the old one; other devices are signed out."""
    form = PasswordForm()
    if not form.validate():
        return _account_page(form), 422
    person = staff()
    tried = Try(person.login, visitor(), device=person.token)  # no stranger spends what this device has
    try:
        with runtime().database.transaction() as session:
            note_try(session, tried, now=now())
        return redirect(_change_password(form, tried))
    except (FieldRefused, TooMany) as no:
        if no.field != "password":
            tell_refused(person.login, "to change the password failed")
        form.refuse(no)
        return _account_page(form), status_of(no)


def _change_password(form: PasswordForm, tried: Try) -> str:
    """Set it once, and return where that is said.

    Both passwords are hashed before the transaction begins, as everybody who writes would wait for it. Whether the old
    one was right is said within it: whoever sends the form twice has another password by then.
    """
    person = staff()
    with runtime().database.reading() as session:
        seen = service.account_of(session, person.login)
    fits = passwords().fits(seen.password_hash, form.current.data or "")
    known = (seen.login, seen.name, runtime().site.name)
    made = hash_of_new(form.password.data or "", known=known) if fits else ""

    def work(session: Session) -> str:
        found = service.account_of(session, person.login, lock=True)
        if not fits or found.password_hash != seen.password_hash:
            raise FieldRefused(
                text("This is not the password you have used until now."),
                code="not_recognised",
                field="current",
            )
        service.set_password(session, found, made, now=now(), keep=person.token)
        take_back_try(session, tried)
        return "/account?done=password"

    return once_only(work)


@bp.post("/account/sign-out-everywhere")
@open_to(Capability.KEEP_ACCOUNT)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this person, this one too."""
    with runtime().database.transaction() as session:
        service.revoke_all(session, staff().id, now=now())
    logout_user()
    return redirect("/login")
