"""The base of what programs send: text through the gate, unknown fields refused, and the first wrong field named."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator

from app.kernel.entering import entered_line, scanned
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text

AS_SCANNED = (
    "as scanned"  # marks a field, `Annotated[str, AS_SCANNED]`, whose control characters are part of a scan
)


class Sent(BaseModel):
    """One kind of body; fields we do not know are refused rather than overlooked."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _enter(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        marks = cls.model_fields[info.field_name or ""].metadata
        return scanned(value) if AS_SCANNED in marks else entered_line(value)

    @classmethod
    def read(cls, sent: Any) -> Self:
        """What was sent, checked. Raises FieldRefused naming the field."""
        try:
            return cls.model_validate(sent)
        except ValidationError as refused:
            first = refused.errors(include_url=False, include_input=False)[0]
            field = entered_line(".".join(str(part) for part in first["loc"]))[:100] or "body"
            raise FieldRefused(
                text("%(field)s: %(why)s", field=field, why=first["msg"]), code="unreadable", field=field
            ) from None
