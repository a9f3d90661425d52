"""Who may open what: every view declares it, and what declares nothing stays shut."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeVar
from urllib.parse import quote
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin
from flask_wtf import CSRFProtect

from app.edge import told, visitors
from app.edge.current import language, now, runtime, staff
from app.edge.given_back import given_back
from app.edge.sessions import SessionsForPeople, mark_used, unused_for
from app.kernel.actor import ROLE_NAME, Role
from app.kernel.errors import NotAllowed, SignInFirst
from app.kernel.i18n import text, translate
from app.staff.permissions import Capability, may
from app.staff.queries import behind_token

csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])
Public = Literal["public"]
PUBLIC: Public = "public"
WITH_FILES = "multipart/form-data"
MAX_WITHOUT_FILES = 2 * 1024 * 1024  # bytes of a form or a webhook that brings no photos
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def open_to(needed: Capability | Public) -> Callable[[View], View]:
    """Declare what it takes to open a view: a capability, or nothing (`PUBLIC`). Put it innermost."""

    def declare(view: View) -> View:
        view.needs = needed  # type: ignore[attr-defined]  # a function takes any attribute
        return view

    return declare


def needed_by(app: Flask, endpoint: str) -> Capability | Public | None:
    """What a view declared; None where it forgot, and then nobody opens it."""
    return getattr(app.view_functions[endpoint], "needs", None)


@dataclass
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A staff member behind a live session."""

    id: UUID
    name: str
    login: str
    role: Role
    language: str
    token: str

    @property
    def role_name(self) -> str:
        """The role's name in the reader's language."""
        return translate(language(), ROLE_NAME[self.role])

    def get_id(self) -> str:
        """What the cookie carries: the session's token, never the account's id."""
        return self.token


def load_session(token: str) -> SignedIn | None:
    """The person behind a session token, if it was neither revoked nor outlived."""
    with runtime().database.reading() as session:
        account = behind_token(session, token, now=now())
    return SignedIn(*account, token) if account else None


def _still_signed_in(token: str) -> SignedIn | None:
    """The person of this device's cookie, unless it lay unused for too long; why not is kept for the sign-in page."""
    idle = runtime().settings.session_idle
    unused = unused_for(now())
    if idle is not None and (unused is None or unused > idle):
        g.signed_out = SignedOut.UNUSED
        return None
    person = load_session(token)
    if person is None:
        g.signed_out = SignedOut.OVER
    return person


class SignedOut(StrEnum):
    """Why a device that was signed in is not any more."""

    UNUSED = "unused"
    OVER = "over"  # its days are over, or somebody signed it out elsewhere


def why_signed_out() -> SignedOut | None:
    """Why this device is signed out, None where it is not, or never was signed in."""
    return None if staff() is not None else g.get("signed_out")


def _keep_the_door() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None  # no such page, or a public file
    needed = needed_by(current_app, request.endpoint)
    if needed == PUBLIC:
        return None
    person = staff()
    if person is None and request.path.startswith("/api/"):
        raise SignInFirst(text("Sign in first. What waits on this device stays there."))
    if person is None:
        if given_back() is not None:
            raise SignInFirst(
                text(
                    "You are signed out. Sign in in a new tab, come back here and send what you typed again."
                )
            )
        if request.method != "GET":
            return redirect("/login")
        return redirect(f"/login?next={quote(request.full_path.rstrip('?'))}")
    mark_used(now())
    if needed is None or not may(person.role, needed):
        raise NotAllowed(text("This page is for another role. Ask a colleague who has it."))
    return None


HARDENED = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def _harden(response: Response) -> Response:
    there = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - not a mapping
    for name, value in HARDENED:
        if name.lower() not in there:
            response.headers.add(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if runtime().settings.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _name_the_request() -> None:
    g.request_id = secrets.token_hex(8)


def _bound_what_is_sent() -> None:
    # Only multipart bodies go to disk; all others are read into memory whole (werkzeug's form parser).
    if request.mimetype != WITH_FILES:
        request.max_content_length = MAX_WITHOUT_FILES


def install(app: Flask) -> None:
    """Put session cookies, CSRF, the door keeper and the headers in place."""
    settings = runtime_of(app).settings
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # bound to the session; an hour-old form on a phone must still work
        WTF_CSRF_SSL_STRICT=False,  # the referrer is withheld by our own policy; the token decides
    )
    app.session_interface = SessionsForPeople()
    logins = LoginManager()
    logins.init_app(app, add_context_processor=False)  # templates know `staff`; `current_user` is not theirs
    logins.session_protection = None  # addresses of phones change; sessions can be revoked instead
    logins.user_loader(_still_signed_in)
    app.before_request(_name_the_request)  # first, so that every refusal carries its number
    visitors.install(app)
    app.before_request(_bound_what_is_sent)
    app.before_request(_keep_the_door)
    csrf.init_app(app)
    app.after_request(_harden)
    told.install(app)


def runtime_of(app: Flask) -> Any:
    """The runtime before there is a request."""
    return app.extensions["mendpost"]
