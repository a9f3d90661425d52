"""JSON columns with a typed shape and a version: what is not in the shape is refused on its way in.

On its way out it is shown as it stands, for one row that somebody wrote by hand may not close a list of hundreds.
"""

import json
import logging
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeDecorator


class Shape(BaseModel):
    """One shape of a JSON column; never changed in place, so that a new value is seen and written.

    Give it `version: Literal[1] = 1` and raise that when a field changes its meaning: the rows say which they are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def unreadable(cls, raw: str) -> Self:
        """What stands for a value that is not in this shape, `raw` as JSON: where it has words, those are shown."""
        return cls()


S = TypeVar("S", bound=Shape)
LONGEST = 80  # characters shown of what cannot be read
log = logging.getLogger("mendpost.shapes")


class ShapeColumn(TypeDecorator[S], Generic[S]):
    """A JSON column that holds one `Shape`: written with its version, without what is as by default."""

    impl = JSON
    cache_ok = True

    def __init__(self, shape: type[S]) -> None:
        super().__init__(none_as_null=True)
        self.shape = shape

    def process_bind_param(self, value: S | None, dialect: Dialect) -> dict[str, Any] | None:
        if value is None:
            return None
        if not isinstance(value, self.shape):
            raise TypeError(f"{type(value).__name__} was handed to a column of {self.shape.__name__}")
        version = self.shape.model_fields["version"].default
        return {"version": version, **value.model_dump(mode="json", exclude_defaults=True)}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> S | None:
        if value is None:
            return None
        try:
            return self.shape.model_validate(value)
        except ValidationError:
            log.warning("a value in a column of %s cannot be read", self.shape.__name__)
            return self.shape.unreadable(written_out(value))


class WordsColumn(TypeDecorator[list[str]]):
    """A JSON column that holds a list of plain words; whatever else stands there is one word, as it is written."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> list[str] | None:
        if value is None or (isinstance(value, list) and all(isinstance(word, str) for word in value)):
            return value
        log.warning("a list of words cannot be read")
        return [written_out(value)]


def written_out(value: Any) -> str:
    """A JSON value as people can look at it, at most a line of it."""
    return json.dumps(value, ensure_ascii=False)[:LONGEST]
