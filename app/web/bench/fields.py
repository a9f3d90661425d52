"""Fields whose errors name the remedy, and amounts in the shop's currency."""

import datetime
from typing import Any

from wtforms import DateField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from app.edge.current import runtime
from app.kernel.amounts import read_amount
from app.kernel.i18n import N_
from app.kernel.money import Money


class OneOf(RadioField):
    """Radio cards of which one must be chosen."""

    def pre_validate(self, form: Any) -> None:
        """Say what to do where nothing, or something strange, was sent."""
        _must_be_offered(self)


class Pick(SelectField):
    """A select of which one must be chosen."""

    def pre_validate(self, form: Any) -> None:
        """Say what to do where nothing, or something strange, was sent."""
        _must_be_offered(self)


class Day(DateField):
    """A day that may be left open."""

    def __init__(self, label: str, **how: Any) -> None:
        super().__init__(label, [Optional()], **how)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read `2026-11-30`, as browsers send it."""
        self.data: datetime.date | None = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = datetime.date.fromisoformat(valuelist[0].strip())
        except ValueError:
            raise ValueError(N_("Choose the day from the calendar, or write it as 2026-11-30.")) from None


def _must_be_offered(field: Any) -> None:
    if field.data not in [value for value, *_ in field.iter_choices()]:
        raise ValidationError(N_("Choose one of these."))


def amount_in(typed: str | None, *, field: str) -> Money:
    """The amount typed into `field`, in the shop's currency. Raises FieldRefused as `kernel.amounts` says."""
    site = runtime().site
    return read_amount(typed or "", currency=site.currency, region=site.region, field=field)


def written_amount(price: Money | None) -> str:
    """As people type it: no currency, thousands set apart; '' where there is none."""
    return price.show("en").removesuffix(f" {price.currency}") if price is not None else ""
