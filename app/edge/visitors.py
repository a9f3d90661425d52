"""Who asks, as limits count it: one address, or one IPv6 line; and a proxy nobody told us of is noticed."""

import logging
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, g, request

from app.edge.current import now, runtime
from app.edge.entering import header
from app.edge.sessions import MACHINES
from app.kernel.addresses import counted
from app.kernel.limits import FORWARDED, note
from app.runtime import Runtime

log = logging.getLogger("mendpost.web")
AGAIN = timedelta(hours=1)  # between two lines about the same: whoever writes headers must not fill the log
_NOTICED = "mendpost.forwarded"


def visitor() -> str:
    """What a limit by address counts for this request; never longer than 43 characters."""
    return counted(request.remote_addr)


def _notice_a_proxy() -> None:
    """Say so where X-Forwarded-For has another length than the settings expect: limits then meet the wrong people."""
    written = header("X-Forwarded-For")
    if not written or request.path.startswith(MACHINES):
        return
    expected = runtime().settings.trusted_proxies
    passed = written.count(",") + 1
    if (expected and passed >= expected) or _said_lately():
        return
    log.warning(
        "request %s: X-Forwarded-For names %s addresses and TRUSTED_PROXIES is %s, so %s is taken for the visitor; if a "
        "proxy stands in front, limits take all its visitors for one: set TRUSTED_PROXIES",
        g.request_id,
        passed,
        expected,
        visitor(),
    )
    with runtime().database.transaction() as session:
        note(session, FORWARDED, now=now())


def _said_lately() -> bool:
    """Whether this process has said it within the hour; if not, it has now."""
    told = cast(tuple[Runtime, datetime] | None, current_app.extensions.get(_NOTICED))
    if told is not None and told[0] is runtime() and now() - told[1] < AGAIN:
        return True
    current_app.extensions[_NOTICED] = (runtime(), now())
    return False


def install(app: Flask) -> None:
    """Look at each request, once it has its number."""
    app.before_request(_notice_a_proxy)
