"""Time: the edge asks a clock, everything below is handed `now`; windows keep their own zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NOWHERE = ZoneInfo("UTC")
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name; UTC, which says so where it is written, for a name that no zone has."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _NOWHERE


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` where the shop is."""
    return moment.astimezone(zone_named(zone)).date()


def at_local(day: date, clock_time: time, zone: str) -> datetime:
    """The instant of a wall-clock time on `day` in `zone`, in UTC."""
    return datetime.combine(day, clock_time, ZoneInfo(zone)).astimezone(UTC)
