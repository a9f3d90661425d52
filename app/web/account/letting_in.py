"""Letting somebody in: the limits first, then the password, then the session; each outcome is a line of the log."""

import logging
from datetime import timedelta

from flask import g
from flask_login import login_user

from app.edge.current import now, runtime, staff
from app.edge.entering import header
from app.edge.security import SignedIn, load_session
from app.edge.sessions import mark_used
from app.edge.visitors import visitor
from app.kernel.errors import TooMany
from app.staff import service
from app.staff.passwords import DEMO, STRONG, Passwords
from app.web.account.attempts import Try, note_try, take_back_try
from app.web.account.known_device import known_as

log = logging.getLogger("mendpost.sign-in")


def passwords() -> Passwords:
    """How passwords are kept in this shop."""
    return DEMO if runtime().settings.demo else STRONG


def let_in(login: str, password: str) -> SignedIn:
    """The person whom login and password open, signed in. Raises TooMany, NotRecognised.

    Three short steps, so that no writer waits while the password is hashed; one changed between them is not let in.
    """
    database, way = runtime().database, passwords()
    tried = Try(login, visitor(), known_as(login))
    try:
        with database.transaction() as session:
            note_try(session, tried, now=now())
        with database.reading() as session:
            account = service.recognise(session, login=login, password=password, passwords=way)
        new_hash = way.renewed(account.password_hash, password)
        before = staff()
        with database.transaction() as session:
            take_back_try(session, tried)
            if before is not None:
                service.sign_out(session, before.token, now=now())  # one browser, one person
            token = service.sign_in(
                session,
                account.id,
                verified=account.password_hash,
                device=header("User-Agent"),
                now=now(),
                new_hash=new_hash,
                lasts=timedelta(days=runtime().settings.session_days),
            )
    except (TooMany, service.NotRecognised) as no:
        tell_refused(login, "was tried too often" if isinstance(no, TooMany) else "had a wrong password")
        raise
    person = load_session(token)
    assert person is not None, "a session just opened is live"
    login_user(person)
    mark_used(now())
    log.info("request %s: %s signed in from %s", g.request_id, person.login, visitor())
    return person


def tell_refused(login: str, what: str) -> None:
    """A line about a sign-in that failed. What was typed stands in it only where it is somebody's login."""
    with runtime().database.reading() as session:
        known = service.find(session, login)
    device = "a known device" if known_as(login) else "a device unknown to the account"
    log.warning(
        "request %s: sign-in as %s %s, from %s on %s",
        g.request_id,
        known.login if known else "nobody we know",
        what,
        visitor(),
        device,
    )
