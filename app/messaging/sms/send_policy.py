"""What holds for a text on its way out, as pure rules: what the operator allows, who always gets it, its price."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.reasons import Reason
from app.messaging.sms.regions import region_of

CODE_HOLDS = timedelta(minutes=10)  # a code that arrives later opens nothing
A_DAY = timedelta(days=1)
TOO_MANY_WAIT = timedelta(hours=1)
OTHERS = "*"
# Of the day's money one part in so many is kept for codes: without one nobody can ask for a repair.
FOR_CODES = 10
# Tuples, as members of an Enum are found by identity several times as fast as by their hash.
CODE_KINDS = tuple(kind for kind, wording in WORDINGS.items() if wording.category is Category.CODE)
FOR_EVERYBODY = (*CODE_KINDS, SmsKind.OPTED_OUT)


class SendStep(StrEnum):
    """What is done with a text whose turn has come."""

    SUPPRESS = "suppress"  # the number takes none
    DROP = "drop"  # not worth sending any more
    WAIT = "wait"  # later, at `until`


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a text does not leave now; `until` is when it is looked at again (WAIT only)."""

    step: SendStep
    reason: Reason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SendPolicy:
    """What the operator allows, from the settings.

    `regions` are the countries texts go to (ISO 3166; empty: all). `prices` are minor units a segment by
    region, "*" for the others. `daily_cap` is in minor units, 0 for none. `most_a_day` is per number.
    `quiet_from` and `quiet_until` are the same where there are no quiet hours.
    """

    regions: frozenset[str] = frozenset()
    prices: tuple[tuple[str, int], ...] = ((OTHERS, 0),)
    daily_cap: int = 0
    most_a_day: int = 40
    quiet_from: int = 21  # o'clock where the recipient is
    quiet_until: int = 8

    @property
    def cap_but_for_codes(self) -> int:
        """What all other texts of a day may cost together, 0 for no limit."""
        return self.daily_cap - self.daily_cap // FOR_CODES


def always_goes(kind: SmsKind) -> bool:
    """Whether even a number that takes no texts gets it: the code somebody there just asked for, and the one
    sentence that confirms the opt-out."""
    return kind in FOR_EVERYBODY


def is_too_late(kind: SmsKind, created_at: datetime, now: datetime) -> bool:
    """Whether the text would arrive when nobody can use it any more."""
    return kind in CODE_KINDS and now - created_at > CODE_HOLDS


def price_class(to: str, rules: SendPolicy, segments: int) -> int:
    """What a text of so many segments costs, in minor units of the shop's currency.

    `to` is an E.164 number or a region (ISO 3166). A region without a price of its own costs what "*" says;
    where that is missing, too, as much as the dearest one: a budget had better end early than late.
    """
    region = region_of(to) if to.startswith("+") else to
    prices = dict(rules.prices)
    return segments * prices.get(region, prices.get(OTHERS, max(prices.values(), default=0)))


def costs_again(tries: int, resends: int) -> bool:
    """Whether the next try is paid for.

    The first one is. A retry after one that certainly was not accepted was paid for with it. A text that is
    sent a second time may have been accepted before, so it is counted again: rather too much than too little.
    """
    return tries == 0 or resends > 0
