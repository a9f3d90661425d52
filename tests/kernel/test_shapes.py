"""JSON columns with a shape: what the shape does not know does not go in, and closes no page on its way out."""

from typing import Any, Literal

import pytest
from pydantic import ValidationError
from sqlalchemy import JSON, Column, MetaData, Table, create_engine, insert, select, type_coerce
from sqlalchemy.engine import Connection
from sqlalchemy.exc import StatementError

from app.kernel.shapes import Shape, ShapeColumn


class Size(Shape):
    """A shape for these tests."""

    version: Literal[1] = 1
    wide: int = 0
    tags: tuple[str, ...] = ()


BOXES = Table("boxes", MetaData(), Column("size", ShapeColumn(Size)))
RAW = type_coerce(BOXES.c.size, JSON)


@pytest.fixture
def connection() -> Any:
    """A database with that one table."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        BOXES.metadata.create_all(connection)
        yield connection
    engine.dispose()


def test_a_shape_comes_back_as_it_went_in_and_says_its_version(connection: Connection) -> None:
    connection.execute(insert(BOXES).values(size=Size(wide=3, tags=("a", "b"))))
    assert connection.scalar(select(BOXES.c.size)) == Size(wide=3, tags=("a", "b"))
    assert connection.scalar(select(RAW)) == {"version": 1, "wide": 3, "tags": ["a", "b"]}


def test_what_is_as_by_default_takes_no_room(connection: Connection) -> None:
    connection.execute(insert(BOXES).values(size=Size()))
    assert connection.scalar(select(RAW)) == {"version": 1}
    assert connection.scalar(select(BOXES.c.size)) == Size()


def test_nothing_is_nothing(connection: Connection) -> None:
    connection.execute(insert(BOXES).values(size=None))
    assert connection.scalar(select(BOXES.c.size)) is None


def test_only_its_own_shape_goes_in(connection: Connection) -> None:
    with pytest.raises(StatementError, match="dict was handed to a column of Size"):
        connection.execute(insert(BOXES).values(size={"wide": 3}))


@pytest.mark.parametrize("stored", [{"version": 1, "wdie": 3}, {"version": 2, "wide": 3}, {"wide": "broad"}])
def test_an_unknown_key_or_version_is_told_and_closes_no_list(
    connection: Connection, stored: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    connection.execute(insert(BOXES).values(size=type_coerce(stored, JSON)))
    assert connection.scalar(select(BOXES.c.size)) == Size()
    assert "a value in a column of Size cannot be read" in caplog.text


def test_a_key_that_a_shape_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError):
        Size(wdie=3)  # type: ignore[call-arg]
