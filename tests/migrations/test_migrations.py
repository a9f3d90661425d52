"""Every migration goes up, down and up; the models ask for exactly what the migrations built."""

import ast
import os
import re
import subprocess
import sys

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Enum, Inspector, inspect

from app.kernel.db import Database
from app.migrate import PYPROJECT, alembic_config, migrate
from app.schema import Base
from tests.patience import HANGS

LITERAL = re.compile(r"'((?:[^']|'')*)'")


def shape(engine: Engine) -> dict[str, tuple[object, ...]]:
    """What can be seen of each table: columns, indexes, foreign keys, unique and check rules."""
    found = inspect(engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)),
            sorted(str(index["name"]) for index in found.get_indexes(table)),
            sorted(str(key["constrained_columns"]) for key in found.get_foreign_keys(table)),
            sorted(str(rule["name"]) for rule in found.get_unique_constraints(table)),
            sorted(str(rule["sqltext"]) for rule in found.get_check_constraints(table)),
        )
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_up_down_up_ends_where_it_began(empty_url: str, engine: Engine) -> None:
    config = alembic_config(empty_url)
    command.upgrade(config, "head")
    first = shape(engine)
    command.downgrade(config, "base")
    assert shape(engine) == {}
    command.upgrade(config, "head")
    assert shape(engine) == first


def test_each_step_can_be_taken_back_alone(empty_url: str, engine: Engine) -> None:
    config = alembic_config(empty_url)
    before = shape(engine)
    for step in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        command.upgrade(config, step.revision)
        after = shape(engine)
        command.downgrade(config, "-1")
        assert shape(engine) == before, f"{step.revision} does not undo what it does"
        command.upgrade(config, step.revision)
        before = after  # what the next one's way back is held against, so that this second way up counts, too


def test_models_and_migrations_agree(database_url: str) -> None:
    command.check(alembic_config(database_url))  # raises with the list of differences


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory.from_config(alembic_config("")).get_heads()) <= 1


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate(database_url)


def test_two_servers_starting_at_once_migrate_once(empty_url: str, engine: Engine) -> None:
    starts = [
        subprocess.Popen(
            [sys.executable, "-m", "alembic", "upgrade", "head"],
            cwd=PYPROJECT.parent,
            env=os.environ | {"DATABASE_URL": empty_url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [start.communicate(timeout=HANGS)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0], said
    assert set(shape(engine)) == set(Base.metadata.tables)


def enum_columns() -> list[tuple[str, str, Enum]]:
    """(table, column, type) of every column that accepts some words only."""
    return [
        (table.name, column.name, column.type)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Enum)
    ]


def allowed_words(found: Inspector, table: str, column: str) -> list[set[str]]:
    """The word list of each CHECK on that column, as the database itself tells it."""
    rules = [str(rule["sqltext"]) for rule in found.get_check_constraints(table)]
    # SQLite: state IN ('a', 'b'); PostgreSQL: ((state)::text = ANY ((ARRAY['a'::character varying …
    about = re.compile(rf"[(\s]*\"?{re.escape(column)}\"?[)\s]*(::text\s*)?(IN\b|=)", re.IGNORECASE)
    return [
        {word.replace("''", "'") for word in LITERAL.findall(rule)}
        for rule in rules
        if about.match(rule) and not re.search(r"\b(AND|OR)\b", LITERAL.sub("", rule), re.IGNORECASE)
    ]


def test_every_word_of_an_enum_may_be_stored(database: Database) -> None:
    """Alembic does not notice a CHECK that lacks a new member: the first customer would."""
    found = inspect(database.engine)
    wrong = {
        f"{table}.{column}": {"python": sorted(kind.enums), "database": [sorted(words) for words in checks]}
        for table, column, kind in enum_columns()
        if set(kind.enums) not in (checks := allowed_words(found, table, column))
        or any(words != set(kind.enums) for words in checks)
    }
    assert not wrong


def test_a_migration_means_the_same_in_a_year() -> None:
    """What it imports of the application would change under it."""
    folder = PYPROJECT.parent / "migrations"
    frozen = [*folder.glob("versions/*.py"), folder / "changes.py"]
    assert len(frozen) > 1
    for file in frozen:
        for node in ast.walk(ast.parse(file.read_text())):
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in named if name.split(".")[0] in ("app", "jobs")], file.name
