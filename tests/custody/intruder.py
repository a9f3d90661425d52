"""Somebody with the database owner's rights: lifts the rule that custody is append-only, and puts it back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session


@contextmanager
def at_work(session: Session) -> Iterator[None]:
    """Within this the rows of custody can be changed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE custody_events DISABLE TRIGGER USER"))
        yield
        session.execute(text("ALTER TABLE custody_events ENABLE TRIGGER USER"))
        return
    rules = session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'custody_events'")
    ).all()
    for name, _ in rules:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, rule in rules:
        session.execute(text(rule))
