"""The owner of a broken device: who it is, what they know of their repairs, and what others of this package do with it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, ClassVar

from tests.year.browser import Browser
from tests.year.odds import happens
from tests.year.pages import Page, words_of
from tests.year.people.everybody import Person
from tests.year.people.names import Trouble, name_of, number_of, place_of, trouble_of
from tests.year.world import Box, at_hour

if TYPE_CHECKING:
    from tests.year.year import Year

AFTER_A_WINDOW = timedelta(minutes=50)
QUICK, LATE, NEVER = "at once", "late", "never"
Window = tuple[datetime, datetime]


@dataclass
class Repair:
    """What a customer knows of one repair: its page, its code, and when somebody comes for what."""

    path: str
    code: str = ""
    window: Window | None = None
    leg: str = ""
    done: set[str] = field(default_factory=set)


class Owner(Person, ABC):
    """One person with a broken device."""

    role: ClassVar[str] = "customer"

    def __init__(self, year: "Year", number: int, at: datetime) -> None:
        rng = year.rng("customer", number)
        language = "en" if happens(rng, "a customer speaks English") else "ko"
        australian = language == "en" and happens(
            rng, "an English speaker has an Australian number, which can answer by text"
        )
        address = f"10.{number // 60000 % 250}.{number // 240 % 250}.{number % 240 + 1}"
        super().__init__(year, name_of(number, language), Browser(language, address))
        self.typed = number_of(number, australian=australian)
        digits = self.typed.replace("-", "").replace(" ", "")
        self.phone = digits if australian else f"+82{digits[1:]}"
        self.can_answer = australian
        self.postcode, self.street = place_of(rng, number)
        self.trouble: Trouble = trouble_of(rng)
        self.habit = _habit(rng)
        self.repairs: dict[str, Repair] = {}
        self.lost_link = happens(rng, "a customer loses the link")
        self.request = ""  # the page of it that waits for the code
        self.used: set[str] = set()  # codes typed
        self.was_out: set[tuple[str, str]] = set()  # repair and window at which nobody was home
        year.numbers[self.phone] = self.name
        self.put(at, "ask")

    def knows(self, path: str, code: str = "") -> Repair:
        """The repair behind that link, known from now on."""
        repair = self.repairs.setdefault(path, Repair(path))
        repair.code = repair.code or code
        return repair

    def awake(self, at: datetime) -> datetime:
        """That moment, or the next morning: nobody opens a link at night."""
        local = at.astimezone(self.year.local.tzinfo)
        if 7 <= local.hour < 23:
            return at
        morning = at_hour(at, 7, days=int(local.hour >= 23))
        return morning + timedelta(minutes=local.minute, seconds=local.second)

    def expects(self, repair: Repair, window: Window | None, leg: str) -> None:
        """Somebody comes then; afterwards one looks whether it has happened."""
        repair.window, repair.leg = window, leg
        if window is not None:
            self.put(window[1] + AFTER_A_WINDOW, "waited", repair.path, leg, which(window))

    def stage(self, page: Page) -> str:
        """What the private page names the stage."""
        found = page.tree.xpath("//main//span[contains(@class,'status')]")
        return words_of(found[0]) if found else ""

    def write(self, repair: Repair, korean: str, english: str) -> None:
        """Write to the technician on the private page."""
        page = self.browser.open(f"{repair.path}/messages")
        if page.button("Send") is None:
            self.finds_nothing("write to the technician", page, code=repair.code)
            return
        said = korean if self.browser.language == "ko" else english
        if self.looks_well(page.press("Send", body=said)):
            self.year.notes.asked(self.year.now, self.name, repair.code)

    def packed(self, code: str) -> Box:
        """The box as it will travel, with what one forgets."""
        rng = self.rng("pack")
        box = Box(self.name, self.trouble.model, code, code)
        if happens(rng, "the box has no code on it"):
            box.code = ""
        if happens(rng, "the box is empty"):
            box.holds = "nothing"
        elif happens(rng, "the box holds another device"):
            box.holds = "another"
        box.lacks_one = happens(rng, "an accessory was forgotten")
        box.swollen = happens(rng, "a battery is found swollen")
        box.damaged = happens(rng, "a parcel arrives damaged")
        return box

    @abstractmethod
    def visit(self, repair: Repair) -> Page | None:
        """Open the page and do the one thing it asks for."""


def which(window: Window) -> str:
    """A window told apart from others."""
    return f"{window[1]:%m%d%H}"


def _habit(rng: Random) -> str:
    if happens(rng, "a customer answers at once"):
        return QUICK
    return LATE if happens(rng, "a customer who does not answers late") else NEVER
