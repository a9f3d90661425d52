"""Customers: when they read a text, and that they look at their page by themselves."""

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.year.looking import CODE
from tests.year.odds import happens, hours, minutes, pick
from tests.year.pages import Page
from tests.year.people.door import AtTheDoor
from tests.year.people.own_page import OnTheirPage
from tests.year.people.owner import NEVER, QUICK, Repair, which
from tests.year.people.requesting import Requesting
from tests.year.phones import newest_link
from tests.year.world import HOME, LOST, at_hour

if TYPE_CHECKING:
    from tests.year.year import Year


class Customer(Requesting, OnTheirPage, AtTheDoor):
    """One person with a broken device, from the first page to the last text."""

    # -- texts

    def rings(self) -> None:
        """A text: read in this person's own time, or never."""
        rng = self.rng("rings")
        text = self.year.phones.shown_on(self.phone)[-1].body
        link = newest_link(text)
        if link is None or (self.habit == NEVER and rng.random() < 0.9):
            return
        if happens(rng, "a customer misses a text"):
            return
        wait = minutes(rng, 1, 40) if self.habit == QUICK else hours(rng, 2, 60)
        self.put(self.awake(self.year.now + wait), "read", link, text)

    def read(self, link: str, text: str) -> None:
        """Open the link of a text; the code that stands beside it is the repair's."""
        found = CODE.search(text)
        self.lost_link = False
        self.visit(self.knows(link, found[0] if found else ""))

    def look(self, link: str) -> None:
        """Look by oneself, without a text; whoever lost the link looks for another way, and finds none."""
        repair = self.repairs[link]
        if self.lost_link:
            home = self.browser.open("/")
            if home.link("Find your repair") is None:
                self.finds_nothing("open my repair without its link", home, code=repair.code)
                return
        self.visit(repair)

    def waited(self, path: str, leg: str, asked: str) -> None:
        """The window is over: if nobody came, look what the page says, and say so."""
        repair = self.repairs[path]
        box = self.year.world.boxes.get(repair.code)
        same = repair.window is not None and which(repair.window) == asked and repair.leg == leg
        if not same or box is None or self.habit == NEVER:
            return
        came = box.where != HOME if leg == "pickup" else box.where in (HOME, LOST)
        if came or (repair.code, asked) in self.was_out:
            return
        if self.lost_link:
            self.look(path)
            return
        page = self.visit(repair)
        if page is not None and repair.window is not None and which(repair.window) == asked:
            self.nobody_came(repair, page, leg)

    def nobody_came(self, repair: Repair, page: Page, leg: str) -> None:
        """The page still speaks of the window that is over: say that nobody came, or choose another."""
        if leg == "return" and page.link("Choose the day") is None and page.link("Move the return") is None:
            self.finds_nothing("choose a new day, as nobody brought it", page, self.stage(page), repair.code)
        elif leg == "pickup":
            self.finds_nothing("say that nobody came to collect it", page, self.stage(page), repair.code)
        if happens(self.rng("angry"), "a customer is angry that nothing happens and writes"):
            self.write(repair, "아무도 오지 않았습니다. 어떻게 된 건가요?", "Nobody came. What happened?")
        self.put(self.awake(self.year.now + timedelta(hours=20)), "look", repair.path)


def arrivals(year: "Year") -> None:
    """Everybody who will ask for a repair, spread over the days: more on Mondays, most in the evening."""
    rng = year.rng("arrivals")
    weights = {"10": 2, "12": 2, "14": 1, "18": 2, "20": 4, "21": 3}
    moments = []
    for _ in range(year.plan.repairs):
        day = int(rng.uniform(0, year.plan.last_request))
        day += 1 if day % 7 == 6 and rng.random() < 0.5 else 0
        hour = float(pick(rng, {name: float(weight) for name, weight in weights.items()}))
        moments.append(at_hour(year.now, hour + rng.uniform(0, 1), days=day))
    for number, at in enumerate(sorted(moments)):
        one = Customer(year, number, max(at, year.now + timedelta(minutes=number % 50)))
        year.people[one.name] = one
