"""What everybody in the year has: a name, a browser, habits of their own, and an agenda."""

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, ClassVar

from tests.year.browser import Browser
from tests.year.pages import Page

if TYPE_CHECKING:
    from tests.year.year import Year


class Person:
    """Somebody who does things at moments of their own choosing."""

    role: ClassVar[str] = "person"

    def __init__(self, year: "Year", name: str, browser: Browser) -> None:
        self.year, self.name, self.browser = year, name, browser
        self.drawn = 0

    def do(self, what: str, *about: str) -> None:
        """What was meant for now: the method of that name."""
        getattr(self, what)(*about)

    def put(self, at: datetime, what: str, *about: str) -> None:
        """Mean to do it then."""
        self.year.agenda.put(at, self.name, what, *about)

    def rings(self) -> None:
        """The own phone has got a text."""

    def rng(self, *about: object) -> Random:
        """Chance of this person about something; each asking draws anew, in the order of this person's own life."""
        self.drawn += 1
        return self.year.rng(self.name, *about, self.drawn)

    def finds_nothing(self, wanted: str, page: Page, stage: str = "", code: str = "") -> None:
        """Keep that the page had no way to do it."""
        self.year.notes.wanted(self.year.now, self.name, self.role, wanted, page.address, stage, code)

    def looks_well(self, page: Page) -> bool:
        """Whether it went through; a complaint of the page is kept."""
        if page.status >= 500:
            self.year.notes.fault(
                self.year.now, f"{self.role} met {page.status} on {page.address.split('?')[0]}"
            )
            return False
        if complaint := page.complaint:
            self.year.notes.refused(self.role, complaint)
            return False
        return page.well
