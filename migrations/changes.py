"""Changes to tables in use, as a migration makes them; on PostgreSQL nobody waits longer than for a catalogue's row.

They write to the database piece by piece, outside the migration's own transaction: call each at the end of a
migration or in one of its own, and so that it can be called again after it was cut off.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op


def allow_words(table: str, column: str, name: str, words: Sequence[str]) -> None:
    """Let the CHECK called `name` (its whole name, `ck_table_rule`) allow exactly `words` in `column`.

    The rule that stands is in force until all rows are known to keep the new one. Fewer words than before are
    refused where a row has one of the others.
    """
    rules = [rule["name"] for rule in sa.inspect(op.get_bind()).get_check_constraints(table)]
    if name not in rules:  # else the old one would stay beside the new one
        raise LookupError(f"{table} has no rule {name}, only {rules}")
    listed = ", ".join(f"'{word}'" for word in words)
    rule = f"{column} IN ({listed})"
    if _on_sqlite():
        _rebuild(table, name, rule)
        return
    new = f"{name}_new"
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {new}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {new} CHECK ({rule}) NOT VALID")
        with _unhurried():
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {new}")  # readers and writers go on
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {new} TO {name}")


def build_index(name: str, table: str, columns: Sequence[str], *, unique: bool = False) -> None:
    """Build an index while the table is read and written; one that was cut off before is thrown away first."""
    if _on_sqlite():
        op.create_index(name, table, columns, unique=unique)
        return
    with op.get_context().autocommit_block(), _unhurried():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        op.create_index(name, table, columns, unique=unique, postgresql_concurrently=True)


def drop_index(name: str, table: str) -> None:
    """Take an index away while the table is read and written."""
    if _on_sqlite():
        op.drop_index(name, table)
        return
    with op.get_context().autocommit_block(), _unhurried():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def rewrite(table: str, column: str, expression: str, *, at_once: int = 5_000) -> None:
    """Give a column the value of an SQL expression wherever it has another, some thousand rows a transaction.

    Readers see each row as it was or as it is; a writer waits for one piece at most. Writing it again must change nothing.
    """
    rows = sa.table(table, sa.column(column))
    new: sa.ColumnElement[Any] = sa.literal_column(expression)
    old = rows.c[column]
    change = sa.update(rows).values({old: new}).where(old.is_distinct_from(new))
    if _on_sqlite():
        op.execute(change)
        return
    place: sa.ColumnElement[Any] = sa.literal_column("ctid")
    piece = sa.select(place).select_from(rows).where(old.is_distinct_from(new)).limit(at_once)
    with op.get_context().autocommit_block():
        while op.get_bind().execute(change.where(place.in_(piece.scalar_subquery()))).rowcount:
            pass


@contextmanager
def _unhurried() -> Iterator[None]:
    """No limits for what blocks nobody; afterwards those of the run hold again."""
    connection = op.get_bind()
    limits = {
        name: connection.scalar(sa.text(f"SHOW {name}")) for name in ("lock_timeout", "statement_timeout")
    }
    for name in limits:
        connection.execute(sa.text(f"SET {name} = 0"))
    yield
    for name, limit in limits.items():
        connection.execute(sa.text(f"SET {name} = '{limit}'"))


def _rebuild(table: str, name: str, rule: str) -> None:
    """SQLite changes no rule: the table is written anew, and its triggers, which go with the old one, again."""
    triggers = op.get_bind().execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {"table": table},
    )
    again = list(triggers.scalars())
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), rule)
    for trigger in again:
        op.execute(trigger)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
