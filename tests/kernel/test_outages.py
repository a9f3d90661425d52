"""An outage is told from a mistake of ours by the database's own codes."""

import sqlite3

import pytest
from sqlalchemy import exc, text

from app.kernel.db import Database, commits_tried
from app.kernel.outages import code_of, is_outage


class Answered(Exception):
    """What a driver of PostgreSQL raises."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("said no")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "outage"),
    [
        ("08006", True),  # connection failure
        ("57P01", True),  # admin shutdown
        ("57P03", True),  # starting up
        ("53300", True),  # too many connections
        ("53100", True),  # disk full
        ("25006", True),  # a standby
        ("40P01", True),  # deadlock
        ("55P03", True),  # lock not available
        (None, True),  # it was never reached
        ("42P01", False),  # no such table
        ("22021", False),  # a character it does not take
        ("28P01", False),  # a wrong password stays one
        ("57000", False),
    ],
)
def test_by_the_codes_of_postgresql(state: str | None, outage: bool) -> None:
    error = exc.OperationalError("SELECT", {}, Answered(state))
    assert is_outage(error) is outage
    assert code_of(error) == f"OperationalError ({state or 'no answer'})"


def test_by_the_codes_of_sqlite(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as session, pytest.raises(exc.OperationalError) as unknown:
        session.execute(text("SELECT * FROM nowhere"))
    assert not is_outage(unknown.value)
    with sqlite_database.transaction() as session:
        session.connection()
        with pytest.raises(exc.OperationalError) as locked, sqlite_database.transaction(wait=0) as second:
            second.connection()
    assert is_outage(locked.value)
    assert code_of(locked.value) == "OperationalError (SQLITE_BUSY)"


def test_what_has_nothing_to_do_with_the_database_is_no_outage() -> None:
    assert is_outage(exc.TimeoutError("no connection became free"))
    assert not is_outage(sqlite3.OperationalError("not through the door of ours"))
    assert not is_outage(exc.IntegrityError("INSERT", {}, Answered("23505")))
    assert not is_outage(RuntimeError())


def test_a_transaction_that_ends_early_is_never_counted_as_kept(sqlite_database: Database) -> None:
    before = commits_tried()
    with pytest.raises(RuntimeError), sqlite_database.transaction():
        raise RuntimeError
    with sqlite_database.reading():
        pass
    assert commits_tried() == before
    with sqlite_database.transaction():
        pass
    assert commits_tried() == before + 1
