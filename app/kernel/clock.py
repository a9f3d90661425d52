"""Time: the edge asks a clock, everything below is handed `now`; windows keep their own zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` where the shop is."""
    return moment.astimezone(ZoneInfo(zone)).date()


def at_local(day: date, clock_time: time, zone: str) -> datetime:
    """The instant of a wall-clock time on `day` in `zone`, in UTC."""
    return datetime.combine(day, clock_time, ZoneInfo(zone)).astimezone(UTC)
