"""A fresh database for one test: a copy of a template that Alembic, or the demo's seed, built once."""

import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry

from app.bootstrap import build_runtime
from app.demo.seed import seed_demo
from app.kernel.db import make_engine
from app.kernel.settings import Settings
from app.migrate import migrate
from tests.postgres import admin_engine, url_in

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Seoul, an ordinary working day
_number = itertools.count(1)
_first: dict[str, Engine] = {}
_compiled: dict[Any, Any] = {}


def open_engine(url: str) -> Engine:
    """An engine that knows what the first one of its kind has compiled, as a server's only engine does."""
    engine = make_engine(url)
    if engine.name == "sqlite":
        event.listen(engine, "connect", _wait_for_no_disk)
    if engine.name not in _first:
        engine.connect().close()  # its dialect learns from the server, once
        _first[engine.name] = engine
    first = _first[engine.name]
    engine.dialect = first.dialect  # part of every cache's key
    engine.update_execution_options(compiled_cache=_compiled)
    return engine


def _wait_for_no_disk(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # What a power cut leaves is no test's question; a killed process loses nothing by it.
    connection.execute("PRAGMA synchronous=OFF")


def a_demo_shop(url: str) -> None:
    """Tables and the rows of the demo shop, as it opens on MONDAY."""
    migrate(url)
    runtime = build_runtime(Settings(database_url=url, demo=True), clock=lambda: MONDAY)
    try:
        seed_demo(runtime)
    finally:
        runtime.database.close()


class SqliteTemplates:
    """SQLite databases as files in `folder`; what `build` makes is made once and copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database without any table, removed afterwards."""
        path = self._folder / f"test{next(_number)}.db"
        try:
            yield f"sqlite:///{path}"
        finally:
            for ending in ("", "-wal", "-shm"):
                Path(f"{path}{ending}").unlink(missing_ok=True)

    @contextmanager
    def built(self, build: Callable[[str], None] = migrate) -> Iterator[str]:
        """The URL of a copy of what `build` makes of an empty database, removed afterwards."""
        template = self._folder / f"template_{build.__name__}.db"
        if not template.exists():
            begun = template.with_suffix(".begun")  # half of one is nobody's template
            begun.unlink(missing_ok=True)
            build(f"sqlite:///{begun}")
            begun.rename(template)
        with self.empty() as url:
            shutil.copyfile(template, url.removeprefix("sqlite:///"))
            yield url


class PostgresTemplates:
    """PostgreSQL databases of one server; `owner` keeps parallel workers apart."""

    def __init__(self, folder: Path, owner: str) -> None:
        self._folder = folder
        self._owner = owner
        self._admin = admin_engine(folder).connect()  # kept: a new one costs the server a process
        self._templates: set[str] = set()
        # Page by page through the log, as is usual since 15, costs twice as much, and leaves the cache of the
        # catalogue behind, which every first connection then builds anew.
        version = self._admin.dialect.server_version_info or (0,)
        self._as_files = "STRATEGY FILE_COPY" if version >= (15,) else ""

    def close(self) -> None:
        """Let go of the server; its databases go with it."""
        self._admin.close()

    def _run(self, statement: str) -> None:
        self._admin.execute(text(statement))

    @contextmanager
    def _created_from(self, template: str) -> Iterator[str]:
        name = f"test_{self._owner}_{next(_number)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {self._as_files}')
        try:
            yield url_in(self._folder, name)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database without any table, dropped afterwards."""
        with self._created_from("template0") as url:
            yield url

    @contextmanager
    def built(self, build: Callable[[str], None] = migrate) -> Iterator[str]:
        """The URL of a copy of what `build` makes of an empty database, dropped afterwards."""
        template = f"template_{self._owner}_{build.__name__}"
        if template not in self._templates:
            self._run(f'DROP DATABASE IF EXISTS "{template}"')  # half of one is nobody's template
            self._run(f'CREATE DATABASE "{template}" TEMPLATE template0')
            build(url_in(self._folder, template))
            self._templates.add(template)
        with self._created_from(template) as url:
            yield url
