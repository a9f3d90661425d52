"""The database brought to the newest schema, in-process, wherever the program was started from."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from app.kernel.db import make_engine

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
# Smaller numbers were given before anything was released, and mean other schemas: see decision 30.
FIRST = 100


class MigrationStopped(CommandError):
    """The database was not brought up to date, and a person must do something: the message says what."""


def alembic_config(url: str) -> Config:
    """Alembic's settings from pyproject.toml, aimed at one database."""
    config = Config(toml_file=PYPROJECT)
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Run every migration the database at `url` has not seen; two starts at once do no harm.

    Raises MigrationStopped, before anything is changed, where the database is none of this program's.
    """
    engine = make_engine(url)
    try:
        strange = why_strange(engine)
    finally:
        engine.dispose()
    if strange:
        raise MigrationStopped(strange)
    command.upgrade(alembic_config(url), "head")


def revisions(engine: Engine) -> tuple[str, str]:
    """Where the database is ("" for nowhere yet) and the newest this program has."""
    newest = ScriptDirectory.from_config(alembic_config("")).get_current_head() or ""
    with engine.connect().execution_options(reading=True) as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return ", ".join(found), newest


def why_strange(engine: Engine) -> str:
    """One sentence about a database at a revision this program does not know, and what to do; "" for one it knows."""
    found, newest = revisions(engine)
    known = {one.revision for one in ScriptDirectory.from_config(alembic_config("")).walk_revisions()}
    if not found or found in known:
        return ""
    number = int(found) if found.isascii() and found.isdigit() else None
    what = f"The database {_place(engine)} is at revision {found}"
    if number is not None and number > int(newest):
        return (
            f"{what}, newer than this program ({newest}): start the newer program, or restore a backup from "
            "before it."
        )
    if number is not None and number < FIRST:
        return (
            f"{what}, from before the first release (this program begins with {FIRST:04d}), and cannot be "
            f"taken over: {_remedy(engine)}, and the shop starts afresh."
        )
    return f"{what}, which this program does not know (its newest is {newest}): {_remedy(engine)}."


def _place(engine: Engine) -> str:
    url = engine.url
    return str(url.database) if engine.dialect.name == "sqlite" else url.render_as_string(hide_password=True)


def _remedy(engine: Engine) -> str:
    aside = "move the file away" if engine.dialect.name == "sqlite" else "make a new one"
    return f"{aside}, or set DATABASE_URL to another"
