"""Devices on which somebody has signed in before: a signed cookie that opens nothing, but counts wrong tries by itself."""

from secrets import token_urlsafe

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.edge.current import runtime
from app.kernel.ids import hash_token

LASTS = 400 * 86400  # seconds; browsers keep no cookie longer
ACCOUNTS = 12  # of one shared device: the latest to sign in


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


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(runtime().settings.secret_key.get_secret_value(), salt="known-device")
