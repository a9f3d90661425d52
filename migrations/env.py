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
from sqlalchemy import Connection, TypeDecorator, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from app.kernel.db import make_engine
from app.kernel.settings_start import database_url_alone
from app.migrate import FIRST, MigrationStopped
from app.schema import Base
from migrations.alone import alone

# PostgreSQL's words for a lock, and for a statement, that took longer than it may.
TOO_LONG = ("55P03", "57014")


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are in the database; a migration imports nothing of the application."""
    if kind == "type" and isinstance(item, TypeDecorator) and type(item).__module__.startswith("app."):
        return f"sa.{item.impl_instance!r}"
    return False


def number_revision(
    _context: MigrationContext, _revision: str | Iterable[str | None] | None, scripts: list[MigrationScript]
) -> None:
    """Name revisions 0100, 0101 …: the folder then reads in the order it runs."""
    taken = [int(found.revision) for found in ScriptDirectory.from_config(context.config).walk_revisions()]
    for script in scripts:
        script.rev_id = f"{max(taken, default=FIRST - 1) + 1:04d}"


def without_foreign_keys(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    """SQLite changes a table by rebuilding it; with foreign keys on, that would delete the children."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def check_foreign_keys(ctx: MigrationContext, step: Any, heads: Any, run_args: Any) -> None:
    """Refuse to commit a migration whose rebuild left children without parents."""
    if ctx.dialect.name != "sqlite" or ctx.connection is None:
        return
    orphans = ctx.connection.execute(text("PRAGMA foreign_key_check")).all()
    if orphans:
        raise RuntimeError(f"this migration left rows whose parents are gone: {orphans[:10]}")


def tell(error: Exception, connection: Connection) -> None:
    """Say with `error` where the database is now; a table that stayed busy is told in one sentence."""
    connection.rollback()
    found = ", ".join(MigrationContext.configure(connection).get_current_heads()) or "no revision"
    connection.rollback()
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in TOO_LONG:
        raise MigrationStopped(
            f"The migration after {found} had to wait too long for a busy table and was taken back: run it "
            "again at a quieter moment."
        ) from error
    error.add_note(f"The database is at {found}: what led there is done and stays.")


def run() -> None:
    """All pending migrations, each in a transaction of its own, by nobody else meanwhile."""
    engine = make_engine(context.config.attributes.get("url") or database_url_alone())
    on_sqlite = engine.dialect.name == "sqlite"
    if on_sqlite:
        event.listen(engine, "connect", without_foreign_keys)
    try:
        with engine.connect() as connection, alone(connection):
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_item=render_item,
                process_revision_directives=number_revision,
                on_version_apply=check_foreign_keys,
                render_as_batch=on_sqlite,
                compare_type=True,
                transactional_ddl=True,
                transaction_per_migration=True,
            )
            try:
                with context.begin_transaction():
                    context.run_migrations()
            except Exception as error:
                tell(error, connection)
                raise
    finally:
        engine.dispose()


if context.is_offline_mode():
    raise SystemExit("Migrations look at the database they change: run without --sql.")
run()
