"""Which pages each role finds in the header, how much waits in the inbox, and what has gone wrong for all."""

from dataclasses import dataclass
from typing import cast

from flask import g, request

from app.boards.calls import count_calls
from app.boards.slipping import count_slipping
from app.edge.current import language, now, runtime, shown, staff
from app.kernel.actor import Role
from app.kernel.i18n import N_, translate
from app.messaging.conversation.inbox import count_held, count_open
from app.messaging.sms.sender_stop import standing_stop
from app.staff.permissions import Capability, may

R = Role
INBOX, PROMISED = "/bench/inbox", "/promised"
FROM_THE_INBOX = ("/bench/calls", "/bench/callers")  # opened from there, whatever their addresses begin with
PAGES: tuple[tuple[str, str, Capability], ...] = (
    (N_("Bench"), "/bench", Capability.OPEN_QUEUE),
    (N_("Inbox"), INBOX, Capability.ANSWER_INBOX),
    (N_("Promised"), PROMISED, Capability.KEEP_PROMISES),
    (N_("Dock"), "/dock", Capability.WORK_AT_DOCK),
    (N_("Scan"), "/scan", Capability.LOOK_UP),
    (N_("Labels"), "/labels", Capability.PRINT_LABELS),
    (N_("Dispatch"), "/dispatch", Capability.PLAN_TRIPS),
    (N_("My run"), "/run", Capability.DRIVE),
    (N_("Overview"), "/manage", Capability.SEE_OVERVIEW),
)


@dataclass(frozen=True, slots=True)
class Standstill:
    """Texts are not going out: since when, who says what, and how many wait for it."""

    since: str
    provider: str
    said: str
    held: int


def entries(role: Role) -> list[tuple[str, str, bool, int | None]]:
    """Label, address, whether it is the current page, and how much waits there (None: nothing, or not counted)."""
    path = INBOX if request.path.startswith(FROM_THE_INBOX) else request.path
    own = [(label, url) for label, url, needed in PAGES if may(role, needed)]
    best = max((url for _, url in own if path.startswith(url)), key=len, default="")
    return [(translate(language(), label), url, url == best, _waits_at(url, role)) for label, url in own]


def standstill(role: Role) -> Standstill | None:
    """Why no text leaves, for those who can have it put right; None while they do."""
    if not may(role, Capability.HEAR_OF_STANDSTILL):
        return None
    with runtime().database.reading() as session:
        stop = standing_stop(session)
        held = count_held(session) if stop else 0
    if stop is None:
        return None
    said = " ".join(filter(None, (stop.code, stop.detail)))
    return Standstill(shown(stop.at), stop.provider.capitalize(), said, held)


def _waits_at(url: str, role: Role) -> int | None:
    """How much waits there; None where nothing does, or nobody counts."""
    if url == PROMISED:
        return _close_to_their_time(role) or None
    return _waiting() or None if url == INBOX else None


def _close_to_their_time(role: Role) -> int:
    """Promises that this person is asked about; one query, once per request."""
    if "slipping" not in g:
        me = staff()
        with runtime().database.reading() as session:
            g.slipping = count_slipping(session, role=role, me=me.id if me else None, now=now())
    return cast(int, g.slipping)


def _waiting() -> int:
    """Open tasks of the inbox and calls to make; counted once per request."""
    if "waiting" not in g:
        with runtime().database.reading() as session:
            g.waiting = count_open(session) + count_calls(session)
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
