"""The base of what programs send: text through the gate, unknown fields refused, and the first wrong field named.

What is wrong is said in our own words and the reader's language: people read it, on a station's screen or in a log.
"""

from enum import Enum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails

from app.kernel.entering import entered_line, scanned
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Text, text

# Marks a field, `Annotated[str, AS_SCANNED]`, whose control characters are part of a scan.
AS_SCANNED = "as scanned"
_SAYS: dict[str, Text] = {  # by the type of the error, or how that begins
    "missing": text("This field is missing. Send it along."),
    "extra": text("Nothing here reads this field. Leave it out."),
    "string_too_short": text("This is empty. Send what belongs here."),
    "string": text("Send text here."),
    "datetime": text("Send a time with its offset, such as 2026-11-30T09:00:00+09:00."),
    "timezone": text("Send a time with its offset, such as 2026-11-30T09:00:00+09:00."),
    "bool": text("Send true or false."),
    "uuid": text("Send a UUID, 32 hexadecimal digits."),
    "model": text("Send a JSON object with fields, not a list or a single value."),
}
_OTHER = text("This cannot be read here. Compare it with what another scan sends.")


class NotTaken(ValueError):
    """What a validator of a field raises: a sentence for people."""

    def __init__(self, says: Text) -> None:
        super().__init__()
        self.says = says


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
                text("%(field)s: %(why)s", field=field, why=cls._why(first)), code="unreadable", field=field
            ) from None

    @classmethod
    def _why(cls, wrong: ErrorDetails) -> Text:
        kind, known = wrong["type"], wrong.get("ctx", {})
        if kind == "string_too_long":
            return text("Shorten this to %(most)s characters.", most=known["max_length"])
        if kind == "enum":
            words = cls.model_fields[str(wrong["loc"][0])].annotation
            assert isinstance(words, type)
            assert issubclass(words, Enum)
            return one_of(words)
        reason = known.get("error")
        if isinstance(reason, NotTaken):
            return reason.says
        return _SAYS.get(kind) or _SAYS.get(kind.split("_")[0], _OTHER)


def one_of(words: type[Enum] | tuple[Enum, ...]) -> Text:
    """The words a field takes, as programs write them."""
    return text("Send one of these: %(words)s.", words=", ".join(str(one.value) for one in words))
