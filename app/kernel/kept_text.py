"""A sentence kept in the database before it is in any language: whoever reads it later is told in theirs."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from app.kernel.i18n import Text
from app.kernel.money import Money
from app.kernel.shapes import Shape
from app.kernel.show import Countries, Window


class KeptText(Shape):
    """A `Text` as it is stored; its values keep their kind, so that each language writes them its own way."""

    kind: Literal["text"]
    version: Literal[1] = 1
    msgid: str
    params: dict[str, "Value"] = Field(default_factory=dict)

    @classmethod
    def unreadable(cls, raw: str) -> "KeptText":
        """The words as they stand there."""
        return cls(kind="text", msgid="%(note)s", params={"note": raw})

    @classmethod
    def of(cls, sentence: Text) -> "KeptText":
        """Ready to be stored."""
        return cls(
            kind="text",
            msgid=sentence.msgid,
            params={name: _kept(part) for name, part in sentence.params.items()},
        )

    @property
    def text(self) -> Text:
        """As it was."""
        return Text(self.msgid, {name: _back(part) for name, part in self.params.items()})


class KeptMoment(Shape):
    """An instant."""

    kind: Literal["moment"]
    at: AwareDatetime


class KeptDay(Shape):
    """A day."""

    kind: Literal["day"]
    on: date


class KeptWindow(Shape):
    """From one instant to another."""

    kind: Literal["window"]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    zone: str


class KeptMoney(Shape):
    """An amount."""

    kind: Literal["money"]
    minor: int
    currency: str


class KeptCountries(Shape):
    """Regions by their codes."""

    kind: Literal["countries"]
    regions: tuple[str, ...]


class KeptList(Shape):
    """Several values, written with commas."""

    kind: Literal["list"]
    parts: tuple["Value", ...]


Value = (
    str
    | int
    | float
    | Annotated[
        KeptText | KeptMoment | KeptDay | KeptWindow | KeptMoney | KeptCountries | KeptList,
        Field(discriminator="kind"),
    ]
)
KeptText.model_rebuild()
KeptList.model_rebuild()


def _kept(value: Any) -> Value:
    match value:
        case Text():
            return KeptText.of(value)
        case Money():
            return KeptMoney(kind="money", minor=value.minor, currency=value.currency)
        case Window():
            return KeptWindow(
                kind="window", starts_at=value.starts_at, ends_at=value.ends_at, zone=value.zone
            )
        case Countries():
            return KeptCountries(kind="countries", regions=value.regions)
        case datetime():
            return KeptMoment(kind="moment", at=value)
        case date():
            return KeptDay(kind="day", on=value)
        case tuple():
            return KeptList(kind="list", parts=tuple(_kept(part) for part in value))
        case int() | float():
            return value
        case _:
            return str(value)  # as `show` writes it in either language


def _back(value: Value) -> Any:
    match value:
        case KeptText():
            return value.text
        case KeptMoney():
            return Money(value.minor, value.currency)
        case KeptWindow():
            return Window(value.starts_at, value.ends_at, value.zone)
        case KeptCountries():
            return Countries(value.regions)
        case KeptMoment():
            return value.at
        case KeptDay():
            return value.on
        case KeptList():
            return tuple(_back(part) for part in value.parts)
        case _:
            return value
