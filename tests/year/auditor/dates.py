"""Days, moments and windows as customers read them, in both languages; the shop never writes the year."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EN_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")
KO_WEEKDAYS = ("월", "화", "수", "목", "금", "토", "일")

DAY = {
    "en": rf"(?:{'|'.join(EN_WEEKDAYS)}) \d{{1,2}} (?:{'|'.join(EN_MONTHS)})",
    "ko": rf"\d{{1,2}}월 \d{{1,2}}일\((?:{'|'.join(KO_WEEKDAYS)})\)",
}
CLOCK = r"\d{1,2}:\d{2}"
HOURS = rf"{CLOCK}-{CLOCK}"
MOMENT = {language: rf"{day} {CLOCK}" for language, day in DAY.items()}
# A zone stands behind the hours only where it is not the shop's.
WINDOW = {language: rf"{day} {HOURS}(?: [A-Z][A-Za-z_]+/[A-Za-z_]+)?" for language, day in DAY.items()}

_EN = re.compile(rf"(?P<weekday>{'|'.join(EN_WEEKDAYS)}) (?P<day>\d{{1,2}}) (?P<month>{'|'.join(EN_MONTHS)})")
_KO = re.compile(rf"(?P<month>\d{{1,2}})월 (?P<day>\d{{1,2}})일\((?P<weekday>{'|'.join(KO_WEEKDAYS)})\)")
_TIMES = re.compile(rf"(?P<starts>{CLOCK})(?:-(?P<ends>{CLOCK}))?(?: (?P<zone>[A-Z][A-Za-z_]+/[A-Za-z_]+))?$")

IN_SIGHT = timedelta(days=200)  # nothing is told that lies further away; the shop writes no year


class NoSuchDay(ValueError):
    """A weekday that the date does not have within half a year of the reader: the sentence cannot be true."""


@dataclass(frozen=True, slots=True)
class Told:
    """A stretch of time that a sentence names: a moment is one whose ends are the same, a day lasts until midnight."""

    starts: datetime
    ends: datetime


def read_day(said: str, near: date) -> date:
    """The day of `Wed 25 Nov` or `11월 25일(수)` that lies nearest to `near`. Raises NoSuchDay."""
    if found := _KO.search(said):
        month, weekday = int(found["month"]), KO_WEEKDAYS.index(found["weekday"])
    elif found := _EN.search(said):
        month, weekday = EN_MONTHS.index(found["month"]) + 1, EN_WEEKDAYS.index(found["weekday"])
    else:
        raise NoSuchDay(said)
    possible = [
        day
        for year in (near.year - 1, near.year, near.year + 1)
        if (day := _day_of(year, month, int(found["day"]))) is not None
        and day.weekday() == weekday
        and abs(day - near) <= IN_SIGHT
    ]
    if not possible:
        raise NoSuchDay(said)
    return min(possible, key=lambda day: abs(day - near))


def read_told(said: str, near: datetime, zone: ZoneInfo) -> Told:
    """A day, a moment or a window, in UTC. Raises NoSuchDay."""
    day = read_day(said, near.astimezone(zone).date())
    times = _TIMES.search(said)
    if times is None:
        return Told(_at(day, "00:00", zone), _at(day + timedelta(days=1), "00:00", zone))
    there = ZoneInfo(times["zone"]) if times["zone"] else zone
    starts = _at(day, times["starts"], there)
    return Told(starts, _at(day, times["ends"], there) if times["ends"] else starts)


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    hour, _, minute = clock.partition(":")
    return datetime.combine(day, time(int(hour), int(minute)), zone).astimezone(UTC)


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
