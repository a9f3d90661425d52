"""When a due rule runs out: a round time, while somebody is at work at the site."""

from datetime import datetime, time, timedelta

from app.kernel.clock import zone_named
from app.promises.rules import Due
from app.sites.site import CLOSE_OF_BUSINESS, Site

QUARTER, MINUTE, DAY = timedelta(minutes=15), timedelta(minutes=1), timedelta(days=1)
NOON, AFTERNOON, EVENING = time(12), time(15), CLOSE_OF_BUSINESS
MORNING, NIGHT = time(9), time(21)


def due_moment(due: Due, now: datetime, site: Site) -> datetime | None:
    """When a due rule runs out, counted from `now`; None where the rule makes no promise.

    Hours are hours at work; whole days of them go by the clock, to the next moment at work.
    """
    if due.hours is not None:
        whole_days, hours = divmod(timedelta(hours=due.hours), DAY)
        moment = site.at_work(now + whole_days * DAY)
        return round_up(site.after_work(moment, hours) if hours else moment)
    if due.days is not None:
        return site.after_business_days(now, due.days)
    return None


def round_up(moment: datetime) -> datetime:
    """The quarter of an hour at or after it."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + QUARTER if past else moment


def told_by(moment: datetime) -> datetime:
    """The quarter of an hour after `moment` that people are told; it leaves at least a minute to keep it in."""
    quarter = round_up(moment)
    return quarter if quarter - moment >= MINUTE else quarter + QUARTER


def awake(moment: datetime, site: Site) -> datetime:
    """The moment itself, or nine in the morning after it where it is night: a text that could wait would wait till then."""
    day, hour = site.today(moment), moment.astimezone(zone_named(site.zone)).hour
    if MORNING.hour <= hour < NIGHT.hour:
        return moment
    return site.at(day if hour < MORNING.hour else day + DAY, MORNING)


def times_to_choose(now: datetime, site: Site) -> list[datetime]:
    """The times somebody can promise instead: what is left of today, then noon and the end of ten business days."""
    today, found = site.today(now), []
    for days in range(11):
        end = site.after_business_days(now, days) if days else site.at_work(now)
        day = site.today(end)
        if days == 0 and day != today:
            continue
        clock_times = (NOON, AFTERNOON, EVENING) if days == 0 else (NOON, EVENING)
        found += [site.at(day, clock_time) for clock_time in clock_times]
    return [moment for moment in found if moment - now >= QUARTER]
