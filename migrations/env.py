"""How Alembic reaches the database and writes our types; configured by [tool.alembic] in pyproject.toml.

The URL comes from the caller (`config.attributes["url"]`) or, on the command line, from the settings.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text
from sqlalchemy.pool import ConnectionPoolEntry

from app.kernel.db import UtcDateTime, make_engine
from app.kernel.settings import Settings
from app.kernel.shapes import ShapeColumn
from app.schema import Base

ONE_AT_A_TIME = 20_261_122  # any number nobody else locks


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are in the database; a migration imports nothing of the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ShapeColumn):
        return "sa.JSON()"
    return False


def number_revision(
    _context: MigrationContext, _revision: str | Iterable[str | None] | None, scripts: list[MigrationScript]
) -> None:
    """Name revisions 0001, 0002 …: the folder then reads in the order it runs."""
    taken = [int(found.revision) for found in ScriptDirectory.from_config(context.config).walk_revisions()]
    for script in scripts:
        script.rev_id = f"{max(taken, default=0) + 1:04d}"


def without_foreign_keys(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    """SQLite changes a table by rebuilding it; with foreign keys on, that would delete the children."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def check_foreign_keys(connection: Connection) -> None:
    """Refuse to commit a rebuild that left children without parents."""
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    if orphans:
        raise RuntimeError(f"this migration left rows whose parents are gone: {orphans[:10]}")


def run() -> None:
    """All pending migrations in one transaction, so that a failed one leaves the schema as it was."""
    engine = make_engine(context.config.attributes.get("url") or Settings().database_url)
    on_sqlite = engine.dialect.name == "sqlite"
    if on_sqlite:
        event.listen(engine, "connect", without_foreign_keys)
    try:
        with engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_item=render_item,
                process_revision_directives=number_revision,
                render_as_batch=on_sqlite,
                compare_type=True,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                if not on_sqlite:
                    # Waits for another server that is migrating, but not for long behind a busy table.
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
                    connection.execute(text("SET LOCAL lock_timeout = '5s'"))
                context.run_migrations()
                if on_sqlite:
                    check_foreign_keys(connection)
    finally:
        engine.dispose()


if context.is_offline_mode():
    raise SystemExit("Migrations look at the database they change: run without --sql.")
run()
