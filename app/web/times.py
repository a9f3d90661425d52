"""Moments and days as pages write and read them."""

from datetime import date, datetime, timedelta

from babel.dates import format_timedelta

from app.edge.current import language, now
from app.kernel.i18n import N_, translate

YEARS = timedelta(days=36_500)  # what lies further away is a slip of the finger, and the end of the calendar


def ago(moment: datetime) -> str:
    """`3 days ago`, `3일 전`; under a minute `just now`."""
    if now() - moment < timedelta(minutes=1):
        return translate(language(), N_("just now"))
    return format_timedelta(moment - now(), add_direction=True, locale=language().value)


def read_day(typed: str | None, today: date) -> date:
    """The day of a query string; today where there is none, none that is a day, or none a calendar of ours has."""
    try:
        day = date.fromisoformat(typed) if typed else today
    except ValueError:
        return today
    return day if abs(day - today) < YEARS else today
