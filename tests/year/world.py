"""What is so, whether or not anybody noted it: where each box is, what lies in it, who paid, what suppliers send."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.year.shop import ZONE

HOME, DOCK, HOUSE, LOST = "home", "dock", "house", "lost"
_DAY = re.compile(r"(?:(\d{1,2})월 (\d{1,2})일|(\d{1,2}) ([A-Z][a-z]{2}))")
_HOURS = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass
class Box:
    """One device in its box: whose, what is written on it, where it is. `holds` is "it", "nothing" or "another"."""

    owner: str
    device: str
    code: str = ""  # as written on the box
    true_code: str = ""
    where: str = HOME
    since: datetime | None = None
    holds: str = "it"
    lacks_one: bool = False
    swollen: bool = False
    damaged: bool = False


@dataclass(frozen=True)
class Transfer:
    """Money on the shop's account."""

    at: datetime
    amount: int
    memo: str
    sender: str


@dataclass
class Part:
    """A part that was ordered: the day its supplier names, and the day it really comes; None never."""

    said: date
    comes: date | None


@dataclass
class World:
    """All boxes, by the code their owner knows them by; the bank's list; what suppliers will bring when."""

    boxes: dict[str, Box] = field(default_factory=dict)
    bank: list[Transfer] = field(default_factory=list)
    noted_in_bank: int = 0
    parts: dict[str, Part] = field(default_factory=dict)  # by repair

    def at(self, where: str) -> list[Box]:
        """The boxes there, by owner's name."""
        return sorted(
            (box for box in self.boxes.values() if box.where == where), key=lambda b: (b.owner, b.device)
        )


def day_in(words: str, now: datetime) -> date | None:
    """The day a page writes ("Wed 25 Nov", "11월 25일(수)"): the one nearest to now."""
    found = _DAY.search(words)
    if not found:
        return None
    month = int(found[1]) if found[1] else _MONTHS.index(found[4]) + 1
    day = int(found[2] or found[3])
    today = now.astimezone(ZONE).date()
    near = [
        date(year, month, day)
        for year in (today.year - 1, today.year, today.year + 1)
        if _is_day(year, month, day)
    ]
    return min(near, key=lambda one: abs((one - today).days))


def _is_day(year: int, month: int, day: int) -> bool:
    return not (month == 2 and day == 29 and year % 4)


def window_in(words: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The window that words name, as moments; None where they name none."""
    day, hours = day_in(words, now), _HOURS.search(words)
    if day is None or not hours:
        return None
    opens, closes = time(int(hours[1]), int(hours[2])), time(int(hours[3]), int(hours[4]))
    return datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)


def at_hour(now: datetime, hour: float, days: int = 0) -> datetime:
    """That hour of today, or of so many days later, at the shop."""
    start = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=days, hours=hour)


def money_in(words: str) -> int:
    """The first sum in won that words name, 0 where they name none."""
    found = re.search(r"([\d,]+)\s*원|₩\s*([\d,]+)|KRW\s*([\d,]+)|([\d,]+)\s*KRW", words)
    return int(next(one for one in found.groups() if one).replace(",", "")) if found else 0
