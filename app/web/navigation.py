"""Which pages each role finds in the header, how much waits in the inbox, and what has gone wrong for all."""

from dataclasses import dataclass
from typing import cast

from flask import g, request

from app.edge.current import language, runtime, shown
from app.kernel.actor import Role
from app.kernel.i18n import N_, translate
from app.messaging.conversation.inbox import count_held, count_open
from app.messaging.sms.sender_stop import standing_stop

R = Role
INBOX = "/bench/inbox"
PAGES: tuple[tuple[str, str, frozenset[Role]], ...] = (
    (N_("Bench"), "/bench", frozenset({R.TECHNICIAN, R.MANAGER})),
    (N_("Inbox"), INBOX, frozenset({R.TECHNICIAN, R.DISPATCHER, R.MANAGER})),
    (N_("Dock"), "/dock", frozenset({R.WAREHOUSE, R.MANAGER})),
    (N_("Scan"), "/scan", frozenset({R.WAREHOUSE, R.TECHNICIAN, R.DISPATCHER, R.COURIER, R.MANAGER})),
    (N_("Labels"), "/labels", frozenset({R.WAREHOUSE, R.DISPATCHER, R.MANAGER})),
    (N_("Dispatch"), "/dispatch", frozenset({R.DISPATCHER, R.MANAGER})),
    (N_("My run"), "/run", frozenset({R.COURIER, R.MANAGER})),
    (N_("Overview"), "/manage", frozenset({R.MANAGER})),
)
TOLD_OF_STOP = frozenset({R.DISPATCHER, R.MANAGER})


@dataclass(frozen=True, slots=True)
class Standstill:
    """Texts are not going out: since when, who says what, and how many wait for it."""

    since: str
    provider: str
    said: str
    held: int


def entries(role: Role) -> list[tuple[str, str, bool, int | None]]:
    """Label, address, whether it is the current page, and how much waits there (None: nothing, or not counted)."""
    path = request.path
    best = max((url for _, url, who in PAGES if role in who and path.startswith(url)), key=len, default="")
    return [
        (translate(language(), label), url, url == best, _waiting() or None if url == INBOX else None)
        for label, url, who in PAGES
        if role in who
    ]


def standstill(role: Role) -> Standstill | None:
    """Why no text leaves, for those who can have it put right; None while they do."""
    if role not in TOLD_OF_STOP:
        return None
    with runtime().database.reading() as session:
        stop = standing_stop(session)
        held = count_held(session) if stop else 0
    if stop is None:
        return None
    said = " ".join(filter(None, (stop.code, stop.detail)))
    return Standstill(shown(stop.at), stop.provider.capitalize(), said, held)


def _waiting() -> int:
    """Open tasks of the inbox; one query, once per request."""
    if "waiting" not in g:
        with runtime().database.reading() as session:
            g.waiting = count_open(session)
    return cast(int, g.waiting)


HOME: dict[Role, str] = {
    R.TECHNICIAN: "/bench",
    R.WAREHOUSE: "/dock",
    R.DISPATCHER: "/dispatch",
    R.COURIER: "/run",
    R.MANAGER: "/manage",
}


def home(role: Role) -> str:
    """Where a role starts after signing in."""
    return HOME[role]
