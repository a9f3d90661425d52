"""Limits hold for all workers together, and forget in time."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.kernel.db import Database
from app.kernel.errors import TooMany
from app.kernel.limits import LimitedAct, forget_old, spend

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def act(
    database: Database, *, at: datetime = NOW, bucket: str = "code:phone:+821012345678", limit: int = 3
) -> None:
    """One act of its own transaction."""
    with database.transaction() as session:
        spend(session, bucket, limit=limit, per=HOUR, now=at)


def test_the_fourth_within_an_hour_is_refused_and_the_next_hour_is_free(database: Database) -> None:
    for minute in range(3):
        act(database, at=NOW + timedelta(minutes=minute))
    with pytest.raises(TooMany) as no:
        act(database, at=NOW + timedelta(minutes=59))
    assert str(no.value.message) == "That was tried too often. Try again in a minute."
    act(database, at=NOW + HOUR)


def test_one_number_does_not_use_up_another(database: Database) -> None:
    act(database, limit=1)
    act(database, bucket="code:phone:+821099998888", limit=1)


def test_a_day_is_named_in_hours(sqlite_database: Database) -> None:
    with pytest.raises(TooMany) as no, sqlite_database.transaction() as session:
        spend(session, "x", limit=0, per=timedelta(days=1), now=NOW)
    assert "Try again in 24 hours." in str(no.value.message)


def test_twenty_at_once_get_three_places(database: Database) -> None:
    done: list[bool] = []

    def one() -> None:
        try:
            act(database)
            done.append(True)
        except TooMany:
            done.append(False)

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (done.count(True), done.count(False)) == (3, 17)


def test_what_no_limit_looks_back_at_is_dropped(sqlite_database: Database) -> None:
    act(sqlite_database)
    act(sqlite_database, at=NOW + HOUR)
    with sqlite_database.transaction() as session:
        forget_old(session, before=NOW + HOUR)
        assert session.scalar(select(func.count()).select_from(LimitedAct)) == 1
