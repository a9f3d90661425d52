"""Fields whose errors name the remedy, and reading amounts as people type them."""

import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from app.edge.current import runtime
from app.kernel.errors import FieldRefused
from app.kernel.i18n import N_, text
from app.kernel.money import Money

MOST = 1_000_000_000  # minor units; more is a slip of the finger
_HALFWIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}


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


def read_amount(typed: str | None, *, field: str) -> Money:
    """A price as people type it (`50,000`, `５０，０００원`). Raises FieldRefused for anything else."""
    currency = runtime().site.currency
    plain = (typed or "").translate(_HALFWIDTH).upper()
    for spare in (",", " ", "원", currency):
        plain = plain.replace(spare, "")
    try:
        units = Decimal(plain) * 10 ** get_currency_precision(currency)
        whole = units.is_finite() and units == int(units) and 0 <= units <= MOST
    except InvalidOperation:
        whole = False
    if not whole:
        raise FieldRefused(text("Write the amount in digits, such as 50,000."), field=field)
    return Money(int(units), currency)


def written_amount(price: Money | None) -> str:
    """As people type it: no currency, thousands set apart; '' where there is none."""
    return price.show("en").removesuffix(f" {price.currency}") if price is not None else ""
