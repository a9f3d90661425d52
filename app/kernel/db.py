"""The database: base class, column types, and the one way to open a transaction."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    MetaData,
    Table,
    create_engine,
    event,
    insert,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, Uuid

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


WAIT = 5  # seconds for somebody else's lock on SQLite
MACHINES_WAIT = 12  # where nobody looks at a page meanwhile: Twilio, for one, hangs up after 15
# For PostgreSQL: seconds to connect, and until a server that is gone without a word is noticed as gone.
NOTICE_SOON = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite would drop the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was handed to the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# PostgreSQL writes a changed row beside the old one: with room on the page and no indexed column changed, no
# index is touched. For tables whose rows go through several states within moments.
ROOM_FOR_NEW_VERSIONS = {"postgresql_with": {"fillfactor": 50}}


def enum_column(kind: type[StrEnum], name: str) -> Enum:
    """A string column that accepts the members' values only, kept by a CHECK of that name."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        length=40,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Every table."""

    __table__: ClassVar[Table]  # rows of ours are rows of tables, never of joins or views
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling sends no BEGIN before a SELECT: take it over.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={WAIT * 1000}", "foreign_keys=ON", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    # Two that open a new file at the same moment stand in each other's way, and SQLite lets neither wait for that.
    deadline = time.monotonic() + WAIT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as no:
            if no.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # Writers take the lock at once: a SELECT followed by an UPDATE can then never deadlock.
    options = connection.get_execution_options()
    wait = options.get("wait", WAIT)
    if connection.info.setdefault("wait", WAIT) != wait:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={wait * 1000}")
        connection.info["wait"] = wait
    connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")


# A pooler in transaction mode gives each transaction another connection: psycopg's statements, prepared after five
# uses, would be missing there or be somebody else's, whose answers come without an error.
_BEHIND_A_POOLER = {"prepare_threshold": None}


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL, set up so that both keep the same promises."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=10,
            connect_args=_BEHIND_A_POOLER | NOTICE_SOON,
        )
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class _Open(threading.local):
    """How many transactions this thread has open now, and how many it ever tried to commit."""

    count = 0
    commits = 0


_open = _Open()


def in_transaction() -> bool:
    """Whether this thread has a transaction of any `Database` open, be it for reading only.

    Who is outside and slow (a provider, a carrier, a store of files) may only be asked where this is False: the
    doubles of the tests look. A transaction that waits for them keeps a connection, a snapshot and its locks.
    """
    return _open.count > 0


def commits_tried() -> int:
    """How often this thread has asked for a COMMIT: only while the number stays the same is nothing kept for certain.

    One whose answer was lost counts, too: nobody knows what became of it.
    """
    return _open.commits


@contextmanager
def _opened() -> Iterator[None]:
    _open.count += 1
    try:
        yield
    finally:
        _open.count -= 1


class Database:
    """Opens transactions; only the edge (a request, one item of a job) does so."""

    def __init__(self, engine: Engine, *, keeps: bool = True, **info: Any) -> None:
        """`info` is what every session carries along, such as the site it serves; see `rehearsing` for `keeps`."""
        self.engine = engine
        self._keeps = keeps
        self._info = info
        self._reading = engine.execution_options(reading=True)

    @contextmanager
    def transaction(self, *, wait: int = WAIT) -> Iterator[Session]:
        """All of it, or nothing: commits at the end, rolls back on any exception.

        On SQLite it waits for others' locks for so many seconds before it gives up.
        """
        engine = self.engine if wait == WAIT else self.engine.execution_options(wait=wait)
        with (
            _opened(),
            Session(engine, expire_on_commit=False, info=self._info) as session,
            session.begin(),
        ):
            yield session
            session.flush()
            if self._keeps:
                _open.commits += 1
            else:
                session.expunge_all()  # what was read stays readable
                session.rollback()

    def rehearsing(self) -> "Database":
        """The same database, in which every transaction is taken back at its end: for what is only to be looked at."""
        return Database(self.engine, keeps=False, **self._info)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """For looking only: never blocks a writer, and is always rolled back."""
        with _opened(), Session(self._reading, expire_on_commit=False, info=self._info) as session:
            yield session

    def close(self) -> None:
        """Give all connections back, for instance before a fork."""
        self.engine.dispose()


def insert_new(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row unless its key is there already, also against somebody doing so right now."""
    session.flush()
    result = session.connection().execute(
        _insert_unless_there(table, session.get_bind().dialect.name), values
    )
    return result.rowcount == 1


def insert_row(session: Session, table: type[Base], **values: Any) -> None:
    """Insert one row now, past the unit of work, whose bookkeeping costs more than the row.

    For rows that are only ever added. Columns left out get their defaults.
    """
    session.flush()
    session.connection().execute(_insert(table), values)


@cache
def _insert(table: type[Base]) -> Executable:
    return insert(table.__table__)


@cache
def _insert_unless_there(table: type[Base], dialect: str) -> Executable:
    """Built once, as webhooks live on it. Without `preserve_rowcount` PostgreSQL tells no INSERT's count."""
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = build(table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)
