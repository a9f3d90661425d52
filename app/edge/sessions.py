"""Cookie sessions for people; machines that post to webhooks have none, and nothing is read or written for them.

When a device of staff was used last stands in its own signed cookie: so looking at a page writes nothing.
"""

from datetime import datetime, timedelta

from flask import Flask, Request
from flask import session as cookie
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

MACHINES = "/webhooks/"


class SessionsForPeople(SecureCookieSessionInterface):
    """Flask's own signed cookies, left out where a signature over the call is the proof."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """None for a machine: Flask then has a session that can only be read, and is empty."""
        return None if request.path.startswith(MACHINES) else super().open_session(app, request)


SEEN = "seen"
RENEWED = timedelta(minutes=5)  # a cookie is not sent anew with every answer


def mark_used(now: datetime) -> None:
    """This device is used at `now`."""
    before = unused_for(now)
    if before is None or before >= RENEWED:
        cookie[SEEN] = now.timestamp()


def unused_for(now: datetime) -> timedelta | None:
    """How long since this device was used last, None where it never was."""
    seen = cookie.get(SEEN)
    return now - datetime.fromtimestamp(seen, now.tzinfo) if isinstance(seen, float) else None
