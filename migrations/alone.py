"""One migrates at a time, with limits that last for the whole run, whatever its migrations commit in between."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from app.migrate import MigrationStopped

ONE_AT_A_TIME = 20_261_122  # any number nobody else locks
OTHERS = 300.0  # seconds for another program that is migrating
LOCK = "2s"  # for a lock: whoever wants the same table waits behind us for as long
STATEMENT = "60s"  # for a statement, as it may hold such a lock
AGAIN = 0.1  # seconds


@contextmanager
def alone(connection: Connection, *, others: float = OTHERS) -> Iterator[None]:
    """Nobody else migrates inside; raises MigrationStopped where another one does not end within `others` seconds."""
    with (_on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql)(connection, others):
        yield


@contextmanager
def _on_postgresql(connection: Connection, others: float) -> Iterator[None]:
    # Of the session, so that it outlives every commit. Asked again and again, not waited for: a statement that waits
    # keeps a snapshot, and an index that the other one builds CONCURRENTLY would wait for that, for ever.
    def taken() -> bool:
        got = connection.scalar(text(f"SELECT pg_try_advisory_lock({ONE_AT_A_TIME})"))
        connection.commit()
        return bool(got)

    _wait(taken, others)
    try:
        connection.execute(text(f"SET lock_timeout = '{LOCK}'"))
        connection.execute(text(f"SET statement_timeout = '{STATEMENT}'"))
        connection.commit()  # a SET that is rolled back is undone
        yield
    finally:
        connection.rollback()
        connection.execute(text(f"SELECT pg_advisory_unlock({ONE_AT_A_TIME})"))
        connection.commit()


@contextmanager
def _on_sqlite(connection: Connection, others: float) -> Iterator[None]:
    # SQLite's own lock ends with each migration's transaction. A file beside it, as closing a second handle of
    # the database's own file would drop SQLite's locks.
    path = connection.engine.url.database
    if not path or path == ":memory:":
        yield
        return
    with Path(f"{path}-migrating").open("w") as file:

        def taken() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        _wait(taken, others)
        yield


def _wait(taken: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not taken():
        if time.monotonic() > until:
            raise MigrationStopped(
                f"Another program has been migrating this database for {seconds:g} seconds: look what it waits for."
            )
        time.sleep(AGAIN)
