"""A form sent twice takes effect once, and the second answer says so.

Twice is twice the same. Somebody who goes back, writes something else and sends the old page once more has said a
second thing under the first one's key: it counts as a form of its own, and the story says whether it may still be done.

What the first one did may have been taken back since, so its "done" is not said again: a repeat leads to the same page
as it is now, which says when this was sent before and that nothing was done now.
"""

import json
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from flask import g, request
from sqlalchemy.orm import Session

from app.edge.current import now, runtime
from app.kernel import idempotency as once
from app.kernel.ids import hash_token, new_token

NOT_SAID = (
    "csrf_token",
    "idempotency_key",
    "version",
    "only_shown",
)  # the same thing said twice may differ in these
TOKEN = "{token}"  # noqa: S105 - the place of one
SAYS_DONE = ("done", "did", "changed", "settled", "undone")  # of an address: thanks for what was just done
BEFORE = "before"  # of an address: which sending it was that took effect


class _SentBefore(Exception):
    """Leaves the transaction of a repeat without effect."""


def new_key() -> str:
    """A key for the hidden field `idempotency_key` of a fresh form."""
    return new_token()


def form_key() -> str:
    """The key of what was sent, scoped to its page, so that it cannot be borrowed; '' where the form has none."""
    typed = request.form.get("idempotency_key", "")
    if not typed:
        return ""
    said = [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_SAID]
    # A path may hold a private link: keep its hash only.
    return "/" + hash_token(json.dumps([request.path, typed, said, g.get("pictures_sent", [])]))


def came_along(sha256: str) -> None:
    """A picture of this form, whose file is read before its story begins."""
    g.pictures_sent = [*g.get("pictures_sent", []), sha256]


def once_only(work: Callable[[Session], str]) -> str:
    """Do `work` in one transaction and return the address it answers with; a repeat gets it without its thanks."""
    key = form_key()
    try:
        with runtime().database.transaction() as session:
            if key and not once.begin(session, key, now=now()):
                raise _SentBefore
            address = work(session)
            if key:
                once.finish(session, key, {"address": _close(address)})
            return address
    except _SentBefore:
        with runtime().database.reading() as session:
            earlier = once.earlier(session, key)
            assert earlier is not None
            return _told_again(_open(str(earlier.result["address"])), earlier.id)


def sent_before() -> datetime | None:
    """When the form that this page answers was sent first; None where it was the first, or there was none."""
    try:
        first = UUID(request.args.get(BEFORE, ""))
    except ValueError:
        return None
    with runtime().database.reading() as session:
        return once.moment_of(session, first)


def _told_again(address: str, first: UUID) -> str:
    """The same page, which says nothing of having been done now."""
    parts = urlsplit(address)
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] not in (*SAYS_DONE, BEFORE)]
    return urlunsplit(parts._replace(query=urlencode([*asked, (BEFORE, str(first))])))


def _close(address: str) -> str:
    """Take the private link's token out of an address, as it must not lie in the database."""
    token = (request.view_args or {}).get("token")
    return address.replace(token, TOKEN) if token else address


def _open(address: str) -> str:
    """Put it back: whoever repeats the request has the same token."""
    return address.replace(TOKEN, (request.view_args or {}).get("token", ""))
