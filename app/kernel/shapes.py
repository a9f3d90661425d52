"""JSON columns with a typed shape and a version: what is not in the shape is refused on its way in and out."""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeDecorator


class Shape(BaseModel):
    """One shape of a JSON column; never changed in place, so that a new value is seen and written.

    Give it `version: Literal[1] = 1` and raise that when a field changes its meaning: the rows say which they are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=Shape)


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
        return None if value is None else self.shape.model_validate(value)
