"""Cookie sessions for people; machines that post to webhooks have none, and nothing is read or written for them."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

MACHINES = "/webhooks/"


class SessionsForPeople(SecureCookieSessionInterface):
    """Flask's own signed cookies, left out where a signature over the call is the proof."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """None for a machine: Flask then has a session that can only be read, and is empty."""
        return None if request.path.startswith(MACHINES) else super().open_session(app, request)
