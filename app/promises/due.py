"""When a due rule runs out, by the calendar of the site."""

from datetime import datetime, timedelta

from app.promises.rules import Due
from app.sites.site import Site

QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)


def due_moment(due: Due, now: datetime, site: Site) -> datetime | None:
    """When a due rule runs out, counted from `now`; None where the rule makes no promise."""
    if due.hours is not None:
        return now + timedelta(hours=due.hours)
    if due.days is not None:
        return site.after_business_days(now, due.days)
    return None


def told_by(moment: datetime) -> datetime:
    """The quarter of an hour after `moment` that people are told; it leaves at least a minute to keep it in."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    quarter = moment - past + QUARTER
    return quarter if quarter - moment >= MINUTE else quarter + QUARTER
