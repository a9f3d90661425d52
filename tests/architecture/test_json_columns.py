"""No bags of keys in the database: a JSON column has a shape with a version, or is a list of plain words."""

from typing import Any, get_args, get_origin

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped

from app.kernel.shapes import Shape, ShapeColumn
from app.schema import Base

PLAIN = (list[str], list[int])
AS_IT_CAME = {
    "demo_sms.extra": "the demo phone's own notes, never the shop's",
    "incoming_sms.media": "a provider's list",
    "outbox.payload": "an outbox topic's own, read by its one handler",
    "submissions.result": "an answer kept to be given again as it was",
}


def _json_columns() -> dict[str, tuple[Any, Any]]:
    """By table and column: its type, and what the class says is in it."""
    found = {}
    for mapper in Base.registry.mappers:
        for prop in mapper.column_attrs:
            (column,) = prop.columns
            if isinstance(column.type, JSON | ShapeColumn):
                said = mapper.class_.__annotations__[prop.key]
                found[f"{mapper.class_.__tablename__}.{column.name}"] = (column.type, said)
    return found


def _is_plain(said: Any) -> bool:
    return get_origin(said) is Mapped and get_args(said)[0] in PLAIN


def test_every_json_column_has_a_shape_or_is_a_plain_list() -> None:
    free = {
        name
        for name, (kind, said) in _json_columns().items()
        if not isinstance(kind, ShapeColumn) and not _is_plain(said)
    }
    assert free - set(AS_IT_CAME) == set()


def test_every_shape_has_a_version() -> None:
    shapes = [kind.shape for kind, _ in _json_columns().values() if isinstance(kind, ShapeColumn)]
    assert len(shapes) >= 3
    assert [shape for shape in shapes if not _versioned(shape)] == []


def _versioned(shape: type[Shape]) -> bool:
    field = shape.model_fields.get("version")
    return field is not None and get_args(field.annotation) == (field.default,)
