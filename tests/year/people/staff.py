"""Everybody who works here: signed in by the page, at work on working days, sometimes away."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import holidays

from tests.year.browser import Browser
from tests.year.pages import Page
from tests.year.people.everybody import Person
from tests.year.shop import PASSWORD, ZONE
from tests.year.world import at_hour

if TYPE_CHECKING:
    from tests.year.year import Year

AT_THE_SHOP = "203.0.113."


@cache
def _closed(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))


def is_holiday(day: date) -> bool:
    """Whether the country has a holiday then."""
    return day in _closed(day.year)


class Staff(Person):
    """One account, one browser."""

    works_on = range(5)  # weekdays, Monday 0
    hours: tuple[float, ...] = (9, 11, 14, 16)  # when a round of work begins
    quiet_hours: tuple[float, ...] = (9, 14)  # the same where few come

    def __init__(self, year: "Year", login: str, language: str, number: int) -> None:
        super().__init__(year, login, Browser(language, f"{AT_THE_SHOP}{number + 10}"))
        self.away_until: datetime | None = None
        self.put(at_hour(year.now, 6), "day")

    def open(self, path: str) -> Page:
        """Look at a page, signing in where it asks for it."""
        page = self.browser.open(path)
        if page.address.startswith("/login"):
            page = page.press("Sign in", login=self.name, password=PASSWORD)
            page = self.browser.open(path)
        return page

    @property
    def is_away(self) -> bool:
        """Ill or on leave."""
        return self.away_until is not None and self.year.now < self.away_until

    def day(self) -> None:
        """Each morning: the rounds of the day, where it is a working day."""
        self.put(at_hour(self.year.now, 6, days=1), "day")
        today = self.year.local.date()
        if today.weekday() not in self.works_on or is_holiday(today):
            return
        self.morning()
        for hour in self.quiet_hours if self.year.plan.is_quiet else self.hours:
            self.put(at_hour(self.year.now, hour) + timedelta(minutes=len(self.name)), "round")

    def morning(self) -> None:
        """What this person finds out about the day before it begins."""

    def round(self) -> None:
        """One round of work, unless away."""
        if not self.is_away:
            self.work()

    def work(self) -> None:
        """What a round consists of."""

    def today(self) -> date:
        """The day at the shop."""
        return self.year.now.astimezone(ZONE).date()
