"""Whether a text may leave now: opted out, unreachable, abroad, at night, too many, too dear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.messaging.ports import Capabilities
from app.messaging.reasons import Reason

OwedText = Row[tuple[UUID, ...]]  # a row with the columns of `delivery.owed_texts`


class Step(StrEnum):
    """What is done with a text whose turn has come."""

    SUPPRESS = "suppress"  # the number takes none
    DROP = "drop"  # not worth sending any more
    WAIT = "wait"  # later, at `until`


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a text does not leave now; `until` is when it is looked at again (WAIT only)."""

    step: Step
    reason: Reason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TextRules:
    """What the operator allows, from the settings.

    `regions` are the countries texts go to (ISO 3166; empty: all). `prices` are minor units a segment by
    region, "*" for the others. `daily_cap` is in minor units, 0 for none. `most_a_day` is per number.
    """

    regions: frozenset[str] = frozenset()
    prices: tuple[tuple[str, int], ...] = (("*", 0),)
    daily_cap: int = 0
    most_a_day: int = 40
    quiet_from: int = 21  # o'clock where the recipient is
    quiet_until: int = 8


def against(session: Session, texts: Sequence[OwedText], *, rules: TextRules, able: Capabilities,
            now: datetime) -> dict[UUID, Verdict]:  # fmt: skip
    """The texts that may not leave now, and why; the ones not named may. Counts what the others cost."""
    return {}
