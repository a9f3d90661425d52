"""A column filled after a migration has added it: a few rows a transaction, by a job, while the shop works.

The migration adds the column empty, and from then on whoever writes a row writes the column, too. A story in
`journeys/watch` with a row in the jobs' schedule calls `fill` until nothing is empty; the release after that may rely
on the column and drops the job.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Table, select

from app.kernel.bulk import update_rows
from app.kernel.db import Database

AT_ONCE = 500  # rows a transaction: some ten milliseconds for whoever wants to write one of them


def _never() -> bool:
    return False


def fill(
    database: Database,
    table: Table,
    value: Callable[[Row[Any]], Mapping[str, Any]],
    *,
    empty: ColumnElement[bool],
    reads: Sequence[Column[Any]],
    at_once: int = AT_ONCE,
    stop: Callable[[], bool] = _never,
) -> int:
    """Give every row that is `empty` its `value`, computed of the columns it `reads`; returns how many were given.

    `table` has an `id`. A row somebody else fills meanwhile keeps what he wrote. Cut off, it begins where it was.
    """
    filled, after = 0, None
    while not stop():
        asked = select(table.c.id, *reads).where(empty).order_by(table.c.id).limit(at_once)
        if after is not None:  # else each time would walk over all that is full
            asked = asked.where(table.c.id > after)
        with database.transaction() as session:
            rows = session.execute(asked).all()
            update_rows(session, table, [{"id": row.id, **value(row)} for row in rows], where=[empty])
        filled += len(rows)
        if len(rows) < at_once:
            break
        after = rows[-1].id
    return filled
