"""A form sent twice takes effect once and answers the same both times."""

from collections.abc import Callable

from flask import request
from sqlalchemy.orm import Session

from app.kernel import once
from app.kernel.ids import new_token
from app.web.current import now, runtime


class _SentBefore(Exception):
    """Leaves the transaction of a repeat without effect."""


def new_key() -> str:
    """A key for the hidden field `idempotency_key` of a fresh form."""
    return new_token()


def once_only(work: Callable[[Session], str]) -> str:
    """Do `work` in one transaction and return the address it answers with; a repeat gets the same.

    The key is the form's hidden field `idempotency_key`, scoped to the page, so it cannot be borrowed.
    """
    typed = request.form.get("idempotency_key", "")[:64]
    key = f"{request.path[:90]}:{typed}"
    try:
        with runtime().database.transaction() as session:
            if typed and not once.begin(session, key, now=now()):
                raise _SentBefore
            address = work(session)
            if typed:
                once.finish(session, key, {"address": address})
            return address
    except _SentBefore:
        with runtime().database.reading() as session:
            earlier = once.earlier_result(session, key)
        assert earlier is not None
        return str(earlier["address"])
