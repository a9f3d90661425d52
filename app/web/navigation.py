"""Which pages each role finds in the header."""

from flask import request

from app.kernel.actor import Role
from app.kernel.i18n import N_, translate
from app.web.current import language

R = Role
PAGES: tuple[tuple[str, str, frozenset[Role]], ...] = (
    (N_("Bench"), "/bench", frozenset({R.TECHNICIAN, R.MANAGER})),
    (N_("Inbox"), "/bench/inbox", frozenset({R.TECHNICIAN, R.DISPATCHER, R.MANAGER})),
    (N_("Dock"), "/dock", frozenset({R.WAREHOUSE, R.MANAGER})),
    (N_("Scan"), "/scan", frozenset({R.WAREHOUSE, R.TECHNICIAN, R.DISPATCHER, R.COURIER, R.MANAGER})),
    (N_("Dispatch"), "/dispatch", frozenset({R.DISPATCHER, R.MANAGER})),
    (N_("My run"), "/run", frozenset({R.COURIER, R.MANAGER})),
    (N_("Overview"), "/manage", frozenset({R.MANAGER})),
)


def entries(role: Role) -> list[tuple[str, str, bool, int | None]]:
    """Label, address, whether it is the current page, and a count (none yet) for one role."""
    path = request.path
    best = max((url for _, url, who in PAGES if role in who and path.startswith(url)), key=len, default="")
    return [
        (translate(language(), label), url, url == best, None) for label, url, who in PAGES if role in who
    ]


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
