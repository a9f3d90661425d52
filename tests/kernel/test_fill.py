"""A column is filled a few rows at a time, whoever writes meanwhile."""

from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Row, String, Table, insert, select, update
from sqlalchemy.types import Uuid

from app.kernel.db import Database
from app.kernel.fill import fill
from app.kernel.ids import new_row_id

THINGS = Table(
    "things",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("name", String(20)),
    Column("size", Integer),
)


@pytest.fixture
def shelf(database: Database) -> Database:
    """Ten things, one of which has its size."""
    with database.transaction() as session:
        THINGS.create(session.connection())
        session.execute(
            insert(THINGS),
            [{"id": new_row_id(), "name": "x" * n, "size": 70 if n == 7 else None} for n in range(10)],
        )
    return database


def sizes(database: Database) -> list[int | None]:
    with database.reading() as session:
        return list(session.scalars(select(THINGS.c.size).order_by(THINGS.c.id)))


def measured(row: Row[Any]) -> dict[str, Any]:
    return {"size": len(row.name)}


EMPTY: dict[str, Any] = {"empty": THINGS.c.size.is_(None), "reads": [THINGS.c.name]}


@pytest.mark.parametrize("at_once", [1, 3, 9, 100])
def test_what_is_empty_is_filled_and_the_rest_stays(shelf: Database, at_once: int) -> None:
    assert fill(shelf, THINGS, measured, at_once=at_once, **EMPTY) == 9
    assert sizes(shelf) == [0, 1, 2, 3, 4, 5, 6, 70, 8, 9]
    assert fill(shelf, THINGS, measured, at_once=at_once, **EMPTY) == 0


def test_one_that_is_stopped_goes_on_where_it_was(shelf: Database) -> None:
    asked = iter([False, True])
    assert fill(shelf, THINGS, measured, at_once=4, stop=lambda: next(asked), **EMPTY) == 4
    assert sizes(shelf)[:5] == [0, 1, 2, 3, None]
    assert fill(shelf, THINGS, measured, at_once=4, **EMPTY) == 5
    assert None not in sizes(shelf)


def test_what_somebody_writes_meanwhile_stays(postgres_database: Database) -> None:
    """He was quicker than we are, and knows better."""
    with postgres_database.transaction() as session:
        THINGS.create(session.connection())
        session.execute(insert(THINGS), [{"id": new_row_id(), "name": "xx"}])

    def slowly(row: Row[Any]) -> dict[str, Any]:
        with postgres_database.transaction() as other:
            other.execute(update(THINGS).values(size=99))
        return measured(row)

    fill(postgres_database, THINGS, slowly, **EMPTY)
    assert sizes(postgres_database) == [99]
