"""Many rows read, written or changed by one statement.

PostgreSQL takes the values of a column as one array: a statement then has a handful of parameters instead
of thousands, is parsed once, and costs a tenth. SQLite has no arrays and no round trip to save.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias


def among(session: Session, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """`column IN (values)`; read as a table, as a filter would be evaluated anew for every row."""
    if not _takes_arrays(session):
        return column.in_(values)
    return column.in_(select(func.unnest(_array(column, list(values)))))


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]], **same: Any) -> None:
    """Insert rows that name the same columns; `same` are the columns equal in all of them."""
    if not rows:
        return
    if not _takes_arrays(session):
        session.connection().execute(insert(table), [{**row, **same} for row in rows])
        return
    names = list(rows[0])
    given = _as_table(table, names, rows)
    fixed = [cast(value, table.c[name].type).label(name) for name, value in same.items()]
    values = select(*(given.c[name] for name in names), *fixed)
    session.execute(insert(table).from_select([*names, *same], values, include_defaults=False))


def update_rows(
    session: Session,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    where: Sequence[ColumnElement[bool]] = (),
    **same: Any,
) -> None:
    """Set the columns of each row found by its `id`; rows name the same columns, `same` are equal in all."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    if not _takes_arrays(session):
        found = table.c.id == bindparam("row_id")
        changed: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
        session.connection().execute(
            update(table).where(found, *where).values(changed | same),
            [{"row_id": row["id"], **{f"to_{name}": row[name] for name in names}} for row in rows],
        )
        return
    given = _as_table(table, ["id", *names], rows)
    session.execute(
        update(table)
        .where(table.c.id == given.c.id, *where)
        .values({name: given.c[name] for name in names} | same)
        .execution_options(synchronize_session=False)
    )


def _takes_arrays(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _array(column: Column[Any], values: list[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, (Uuid, Integer)):  # the driver takes five times as long for a list of them
        return cast(literal("{" + ",".join(map(str, values)) + "}", String()), ARRAY(column.type))
    return cast(values, ARRAY(column.type))


def _as_table(table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> TableValuedAlias:
    arrays = (_array(table.c[name], [row[name] for row in rows]) for name in names)
    return func.unnest(*arrays).table_valued(*names, name="given").render_derived()
