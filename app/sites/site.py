"""The site a session serves: its name, zone, region, money and courier fee; texts and due times depend on it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from sqlalchemy.orm import Session

from app.kernel.clock import at_local, local_date

START_OF_BUSINESS, CLOSE_OF_BUSINESS = time(9, 0), time(18, 0)


@dataclass(frozen=True, slots=True)
class Site:
    """What every story needs to know of the shop, without knowing its settings."""

    name: str = "Mendpost"
    zone: str = "Asia/Seoul"
    region: str = "KR"
    currency: str = "KRW"
    courier_fee: int = 5000  # of one way a customer pays, in minor units
    public_url: str = ""  # the origin customers see; how long it is decides what a text costs
    two_way: frozenset[str] = frozenset({"*"})  # regions whose phones can answer our texts, "*" for all

    def hears_from(self, region: str) -> bool:
        """Whether a phone of that region can answer by SMS; otherwise the link is the reply."""
        return "*" in self.two_way or region in self.two_way

    def today(self, now: datetime) -> date:
        """The calendar day at the shop."""
        return local_date(now, self.zone)

    def is_business_day(self, day: date) -> bool:
        """Monday to Friday and no public holiday of the region (lunar and substitute days included)."""
        return day.weekday() < 5 and not self.is_public_holiday(day)

    def is_public_holiday(self, day: date) -> bool:
        """Whether the region rests that day, on whatever weekday it falls; Sundays are not counted."""
        return day in _holidays(self.region)

    def after_business_days(self, now: datetime, count: int) -> datetime:
        """Close of business on the `count`-th business day after today."""
        day = self.today(now)
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_business_day(day)
        return at_local(day, CLOSE_OF_BUSINESS, self.zone)

    def at(self, day: date, clock_time: time) -> datetime:
        """The instant of a wall-clock time at the shop."""
        return at_local(day, clock_time, self.zone)

    def at_work(self, moment: datetime) -> datetime:
        """The moment itself where somebody is at work then, else when the next business day begins."""
        day = self.today(moment)
        opens, closes = self._hours(day)
        if self.is_business_day(day) and moment <= closes:
            return max(moment, opens)
        while True:
            day += timedelta(days=1)
            if self.is_business_day(day):
                return self._hours(day)[0]

    def after_work(self, now: datetime, work: timedelta) -> datetime:
        """When so much time at work has passed since `now`."""
        moment = self.at_work(now)
        while (left := self._hours(self.today(moment))[1] - moment) < work:
            work -= left
            moment = self.at_work(moment + left + timedelta(microseconds=1))
        return moment + work

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        return at_local(day, START_OF_BUSINESS, self.zone), at_local(day, CLOSE_OF_BUSINESS, self.zone)


@cache
def _holidays(region: str) -> holidays.HolidayBase:
    return holidays.country_holidays(region)


HOME = Site()


def site_of(session: Session) -> Site:
    """The site this session serves."""
    site = session.info.get("site", HOME)
    assert isinstance(site, Site)
    return site
