"""What a step of a repair was about beyond its note: the versions it decided, the amounts and days it named."""

from datetime import date, datetime
from typing import Literal

from app.kernel.shapes import Shape


class EventFacts(Shape):
    """Kept with the step and never counted by: what is queried is a column of the event.

    Amounts are in minor units of the currency of the bill, quote or terms they belong to.
    """

    version: Literal[1] = 1
    terms: int | None = None  # the version of the terms that was offered, accepted or refused
    coverage: str | None = None  # the verdict of those terms, a value of `terms.rules.Coverage`
    cap_minor: int | None = None  # the most it may cost by them
    quote: int | None = None  # the version of the quote that was sent or decided
    message: str | None = None  # the provider's id of the SMS that decided it
    price_minor: int | None = None  # what the bench means to ask, within what is locked
    amount_minor: int | None = None  # what was quoted, billed, or paid
    job: str | None = None  # our reference of the courier's trip
    happened_at: datetime | None = None  # by whoever noted it later
    expected_on: date | None = None  # the day a late part is now promised for
    way: str | None = None  # how it ended without a parcel, a value of `WayOut`
    parts: tuple[str, ...] = ()  # what was posted then


NO_FACTS = EventFacts()
