"""When a due rule runs out, by the calendar of the site."""

from datetime import datetime, timedelta

from app.promises.rules import Due
from app.sites.site import Site


def due_moment(due: Due, now: datetime, site: Site) -> datetime | None:
    """When a due rule runs out, counted from `now`; None where the rule makes no promise."""
    if due.hours is not None:
        return now + timedelta(hours=due.hours)
    if due.days is not None:
        return site.after_business_days(now, due.days)
    return None
