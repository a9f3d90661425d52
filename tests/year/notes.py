"""What the year keeps for its report: what people found nothing to press for, and what failed."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from tests.year.shop import masked


@dataclass(frozen=True)
class DeadEnd:
    """Somebody wanted to do something, and the page had no way to."""

    at: datetime
    who: str
    role: str
    wanted: str
    page: str
    stage: str
    code: str


@dataclass
class Notes:
    """Dead ends, faults, refusals, endings, and the trail by which two runs are compared."""

    dead_ends: list[DeadEnd] = field(default_factory=list)
    faults: list[tuple[datetime, str]] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    questions: list[tuple[datetime, str, str]] = field(default_factory=list)
    trail: list[tuple[str, str, str]] = field(default_factory=list)

    _met: set[tuple[str, str, str]] = field(default_factory=set)

    def wanted(
        self, at: datetime, who: str, role: str, wanted: str, page: str, stage: str = "", code: str = ""
    ) -> None:
        """Somebody wanted to, and found nothing to press; counted once for each person, wish and repair."""
        if (who, wanted, code) in self._met and code:
            return
        self._met.add((who, wanted, code))
        self.dead_ends.append(DeadEnd(at, who, role, wanted, masked(page), stage, code))

    def fault(self, at: datetime, what: str) -> None:
        """The product failed in front of somebody."""
        self.faults.append((at, what))

    def refused(self, role: str, complaint: str) -> None:
        """A page asked for something to be put right, values left out."""
        self.refusals[f"{role}: {re.sub(r'[0-9][0-9,:.-]*', '#', complaint)[:150]}"] += 1

    def asked(self, at: datetime, who: str, code: str) -> None:
        """A customer wrote, and waits for a person's answer."""
        self.questions.append((at, who, code))

    def did(self, at: datetime, who: str, what: str) -> None:
        """One line of the trail."""
        self.trail.append((f"{at:%m-%d %H:%M:%S}", who, what))
