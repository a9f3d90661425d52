"""What no program of ours would write, put into every cell of the database that lets it in, and taken out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Enum,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
    type_coerce,
)
from sqlalchemy.exc import IntegrityError

from app.kernel.db import Database
from app.kernel.shapes import ShapeColumn, WordsColumn
from app.schema import Base

NONSENSE = "zz?zz"  # no phone number, no currency, no zone, no word of ours
STRANGE_SHAPE = {"version": 99, "zz?zz": [1, None]}
LEFT_ALONE = {"staff_accounts", "staff_sessions"}  # else nobody could sign in to look

Cell = tuple[Table, Column[Any], Any]


def cells() -> list[Cell]:
    """Every column in which a value can be unreadable, and such a value: JSON, and words that code may read."""
    return [
        (table, column, _nonsense(column))
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name not in LEFT_ALONE and (_is_json(column) or _is_a_word(table, column))
    ]


def _nonsense(column: Column[Any]) -> Any:
    return STRANGE_SHAPE if _is_json(column) else NONSENSE[: column.type.length]  # type: ignore[attr-defined]


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON | ShapeColumn | WordsColumn)


def _is_a_word(table: Table, column: Column[Any]) -> bool:
    if not isinstance(column.type, String) or isinstance(column.type, Enum | Text):
        return False  # an enumeration has its CHECK, a text is only shown
    alone = [set(index.columns) for index in table.indexes if index.unique]
    alone += [set(rule.columns) for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    named = column.primary_key or column.foreign_keys or column.unique
    return not named and not any(column in columns for columns in alone)


def spoil(database: Database, cell: Cell) -> int:
    """Put it into every row that has a value there; returns how many, 0 where the database lets it in nowhere."""
    table, column, value = cell
    written = type_coerce(value, JSON()) if _is_json(column) else value
    try:
        with database.engine.begin() as connection:
            done = connection.execute(table.update().where(column.is_not(None)).values({column: written}))
            return done.rowcount
    except IntegrityError:
        return 0


@contextmanager
def spoilt(database: Database, cell: Cell) -> Iterator[int]:
    """The same for a while: afterwards each row has what it had."""
    table, column, _ = cell
    keys = list(table.primary_key.columns)
    raw = type_coerce(column, JSON()) if _is_json(column) else column
    with database.engine.begin() as connection:
        before = connection.execute(select(*keys, raw.label("was")).where(column.is_not(None))).all()
    yield spoil(database, cell)
    with database.engine.begin() as connection:
        for *key, was in before:
            value = type_coerce(was, JSON()) if _is_json(column) else was
            mine = [one == part for one, part in zip(keys, key, strict=True)]
            connection.execute(table.update().where(*mine).values({column: value}))
