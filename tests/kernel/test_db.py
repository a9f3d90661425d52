"""Transactions keep everything or nothing, times keep their instant, writers wait for each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from app.kernel.db import Database, UtcDateTime, in_transaction, make_engine
from tests.patience import HANGS

SEOUL = ZoneInfo("Asia/Seoul")
notes = Table(
    "kernel_notes",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime()),
    Column("count", Integer, nullable=False, default=0),
)


@pytest.fixture
def database(database: Database) -> Database:
    """The usual database with one small table more."""
    notes.create(database.engine)
    return database


def rows(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(notes)) or 0


@pytest.mark.parametrize(
    "written",
    [
        datetime(2026, 11, 25, 14, 0, tzinfo=SEOUL),
        datetime(2026, 11, 25, 5, 0, tzinfo=UTC),
        datetime(2026, 11, 25, 0, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database, written: datetime) -> None:
    with database.transaction() as session:
        session.execute(insert(notes).values(id=1, at=written))
    with database.reading() as session:
        read = session.scalars(select(notes.c.at).where(notes.c.at == written)).one()
    assert read == written
    assert read.utcoffset() == timedelta(0)


def test_no_time_stays_no_time(database: Database) -> None:
    with database.transaction() as session:
        session.execute(insert(notes).values(id=1, at=None))
        assert session.scalars(select(notes.c.at)).one() is None


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 25, 14, 0)
    with pytest.raises(StatementError, match="naive"), database.transaction() as session:
        session.execute(insert(notes).values(id=1, at=naive))
    assert rows(database) == 0


def test_a_transaction_keeps_all_of_it(database: Database) -> None:
    with database.transaction() as session:
        session.execute(insert(notes), [{"id": 1}, {"id": 2}])
    assert rows(database) == 2


def test_a_transaction_that_fails_keeps_nothing(database: Database) -> None:
    def step(session: Session) -> None:
        session.execute(insert(notes).values(id=1))
        raise LookupError("the parcel was never here")

    with pytest.raises(LookupError), database.transaction() as session:
        step(session)
    assert rows(database) == 0


def test_a_broken_rule_takes_the_step_before_it_along(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(insert(notes), [{"id": 1}, {"id": 2}, {"id": 1}])
    assert rows(database) == 0


def test_a_reader_sees_the_past_and_blocks_no_writer(database: Database) -> None:
    with database.reading() as reader:
        assert reader.scalar(select(func.count()).select_from(notes)) == 0
        with database.transaction() as session:
            session.execute(insert(notes).values(id=1))
    assert rows(database) == 1


def test_what_a_reader_writes_is_never_kept(database: Database) -> None:
    with database.reading() as session:
        session.execute(insert(notes).values(id=1))
    assert rows(database) == 0


def test_two_writers_who_look_first_do_not_deadlock(database: Database) -> None:
    """Look, then write: with SQLite's plain BEGIN this ends in `database is locked`."""
    with database.transaction() as session:
        session.execute(insert(notes).values(id=1))
    ready = Barrier(2)

    def count_up() -> None:
        ready.wait(timeout=HANGS)
        for _ in range(25):
            with database.transaction() as session:
                before = session.scalar(select(notes.c.count).where(notes.c.id == 1).with_for_update())
                session.execute(update(notes).where(notes.c.id == 1).values(count=(before or 0) + 1))

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(count_up) for _ in range(2)]:
            done.result(timeout=HANGS)
    with database.reading() as session:
        assert session.scalar(select(notes.c.count)) == 50


def test_sqlite_keeps_foreign_keys_and_lets_readers_in(sqlite_database: Database) -> None:
    with sqlite_database.reading() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


def test_whoever_opens_a_new_sqlite_file_at_the_same_moment_waits(tmp_path: Path) -> None:
    """Before, about one round in sixteen ended with "database is locked" at once."""

    def open_it(url: str, together: Barrier) -> None:
        engine = make_engine(url)
        together.wait()
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS it (id)"))
        engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        for number in range(60):
            together = Barrier(4)
            starts = [pool.submit(open_it, f"sqlite:///{tmp_path}/{number}.db", together) for _ in range(4)]
            assert [start.result() for start in starts] == [None] * 4


def test_a_thread_knows_whether_it_has_a_transaction_open(database: Database) -> None:
    assert not in_transaction()
    with database.reading():
        with database.transaction():
            assert in_transaction()
        assert in_transaction()  # the one for reading still is
        with ThreadPoolExecutor(1) as beside:
            assert not beside.submit(in_transaction).result()
    assert not in_transaction()


def test_a_transaction_that_failed_is_open_no_more(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(insert(notes).values(id=None, count=None))
    assert not in_transaction()


def test_nothing_is_prepared_where_a_pooler_may_change_the_connection(postgres_url: str) -> None:
    """Behind one in transaction mode psycopg's prepared statements were answered by others' (38 of 640)."""
    engine = make_engine(postgres_url)
    try:
        with engine.connect() as connection:
            for _ in range(10):  # psycopg prepares after five
                connection.execute(text("SELECT CAST(:number AS integer)"), {"number": 7}).all()
            assert connection.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0
    finally:
        engine.dispose()
