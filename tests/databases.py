"""A fresh, migrated database for one test: a copy of a template that Alembic built once."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from app.migrate import migrate
from tests.postgres import admin_engine, url_in

_number = itertools.count(1)


class SqliteTemplates:
    """SQLite databases as files in `folder`; a migrated one is a copy of a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"

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
    def migrated(self) -> Iterator[str]:
        """The URL of a database migrated to head, without rows, removed afterwards."""
        if not self._template.exists():
            migrate(f"sqlite:///{self._template}")
        with self.empty() as url:
            shutil.copyfile(self._template, url.removeprefix("sqlite:///"))
            yield url


class PostgresTemplates:
    """PostgreSQL databases of one server; `owner` keeps parallel workers apart."""

    def __init__(self, folder: Path, owner: str) -> None:
        self._folder = folder
        self._owner = owner
        self._template = f"template_{owner}"
        self._admin = admin_engine(folder)
        self._built = False

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    @contextmanager
    def _created_from(self, template: str) -> Iterator[str]:
        name = f"test_{self._owner}_{next(_number)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
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
    def migrated(self) -> Iterator[str]:
        """The URL of a database migrated to head, without rows, dropped afterwards."""
        if not self._built:
            self._run(f'CREATE DATABASE "{self._template}" TEMPLATE template0')
            migrate(url_in(self._folder, self._template))
            self._built = True
        with self._created_from(self._template) as url:
            yield url
