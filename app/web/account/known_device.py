"""Devices on which somebody has signed in before: a signed cookie that opens nothing, but counts wrong tries by itself.

Also the link by which a manager lets a new device of somebody in while others guess at the account.
"""

from secrets import token_urlsafe

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from app.edge.current import runtime
from app.kernel.ids import hash_token

LASTS = 400 * 86400  # seconds; browsers keep no cookie longer
ACCOUNTS = 12  # of one shared device: the latest to sign in
LINK_LASTS = 3600  # seconds


def known_as(login: str) -> str | None:
    """The device's own name where that account has signed in on it, else None."""
    name, accounts = _read()
    return name if name and _short(login) in accounts else None


def remember(response: Response, login: str) -> None:
    """From now on this device is known to that account."""
    name, accounts = _read()
    kept = [_short(login), *(one for one in accounts if one != _short(login))][:ACCOUNTS]
    response.set_cookie(
        _cookie(),
        _signer().dumps([name or token_urlsafe(12), *kept]),
        max_age=LASTS,
        path="/",
        samesite="Lax",
        secure=runtime().settings.secure,
        httponly=True,
    )


def link_for(login: str) -> str:
    """The end of an address that makes whoever opens it within the hour a known device; the password is asked all the same."""
    return str(_links().dumps(login))


def login_of(link: str) -> str | None:
    """Whose link that is; None where it is nobody's or too old."""
    try:
        return str(_links().loads(link, max_age=LINK_LASTS))
    except BadSignature:
        return None


def _read() -> tuple[str, list[str]]:
    try:
        name, *accounts = _signer().loads(request.cookies.get(_cookie(), ""))
    except (BadSignature, ValueError):
        return "", []
    return str(name), [str(one) for one in accounts]


def _short(login: str) -> str:
    return hash_token(f"known:{login}")[:16]


def _cookie() -> str:
    return "__Host-device" if runtime().settings.secure else "device"


def _secret() -> str:
    return runtime().settings.secret_key.get_secret_value()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_secret(), salt="known-device")


def _links() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_secret(), salt="known-device-link")
