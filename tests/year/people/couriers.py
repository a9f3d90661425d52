"""Couriers: read the run, load, ring at doors, and note what happened, mostly."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from tests.year.odds import happens, hours
from tests.year.pages import Page, words_of
from tests.year.people.staff import Staff
from tests.year.people.warehouse import Clerk
from tests.year.world import DOCK, HOME, LOST, at_hour

if TYPE_CHECKING:
    from tests.year.year import Year

WINDOWS = ("10:00-12:00", "14:00-16:00", "18:00-20:00")
LOADS = (9.25, 13.25, 17.25)
A_STOP = timedelta(minutes=7)
Stop = tuple[str, str, str, str]  # address of the stop's page, "pickup" or "return", code, who


class Courier(Staff):
    """One with a van."""

    role: ClassVar[str] = "courier"
    works_on = range(6)
    hours = ()
    quiet_hours = ()

    def __init__(self, year: "Year", login: str, language: str, number: int) -> None:
        super().__init__(year, login, language, number)
        self.unnoted: list[tuple[Stop, str]] = []

    def morning(self) -> None:
        """Three loads a day, one before each window; in the evening the van is emptied."""
        for load, hour in enumerate(LOADS):
            self.put(at_hour(self.year.now, hour), "load", str(load))
        self.put(at_hour(self.year.now, 20.6), "come_home")

    def load(self, number: str) -> None:
        """Read the run, take the boxes of the next window, and set out."""
        hours_of_it = WINDOWS[int(number)]
        opens = at_hour(self.year.now, int(hours_of_it[:2]))
        stops = [
            stop for hours_written, stop in self._stops(self.open("/run")) if hours_written == hours_of_it
        ]
        for place, stop in enumerate(sorted(stops, key=lambda one: (one[3], one[1]))):
            if stop[1] == "return" and not self._clerk().hand_over(stop[2], self.name):
                continue
            rng = self.rng("way", stop[3])
            if happens(rng, "a courier does not get to a stop at all"):
                continue
            late = hours(rng, 2, 3.5) if happens(rng, "a courier comes late") else timedelta()
            self.put(opens + timedelta(minutes=4) + place * A_STOP + late, "ring", *stop)

    def _clerk(self) -> Clerk:
        return next(one for one in self.year.people.values() if isinstance(one, Clerk))

    def _stops(self, page: Page) -> list[tuple[str, Stop]]:
        found = []
        for one in page.tree.xpath("//main//section[@class='stop']"):
            door = one.xpath(".//div[@class='actions']/a/@href")
            if not door:
                continue
            title = words_of(one.xpath(".//*[contains(@class,'card-title')]")[0])
            collects = title.startswith(("Collect", "수거"))
            code = words_of(one.xpath(".//*[contains(@class,'code-small')]")[0])
            who = title.partition(": ")[2]
            window = words_of(one.xpath(".//p[@class='stop-window']")[0])
            found.append((window, (door[0], "pickup" if collects else "return", code, who)))
        return found

    def ring(self, address: str, leg: str, code: str, who: str) -> None:
        """At the door: what really happens, and then what is noted of it."""
        happened = self._at_the_door(leg, code, who)
        rng = self.rng("note", who)
        stop = (address, leg, code, who)
        if happens(rng, "a courier forgets to note a stop"):
            if happens(rng, "a forgotten stop is noted in the evening"):
                self.unnoted.append((stop, happened))
            return
        if happens(rng, "a courier notes the wrong thing"):
            happened = (
                "nobody"
                if happened in ("collected", "delivered")
                else "collected"
                if leg == "pickup"
                else "delivered"
            )
        self.note(stop, happened)

    def _at_the_door(self, leg: str, code: str, who: str) -> str:
        customer = self.year.people.get(who)
        opens = getattr(customer, "opens", None)
        if opens is None or not opens(code, leg):
            return "nobody"
        box = self.year.world.boxes.get(code)
        if leg == "pickup":
            if box is None or box.where != HOME:
                return "not packed"
            box.where = f"van/{self.name}"
            return "collected"
        if box is not None:
            box.where = HOME
        return "delivered"

    def note(self, stop: Stop, happened: str) -> None:
        """On the stop's page."""
        address, _leg, code, who = stop
        page = self.open(address)
        words = {"collected": "Collected", "delivered": "Delivered"}.get(
            happened, "Note it and tell the customer"
        )
        if page.button(words) is None:
            self.finds_nothing(f"note “{happened}” at a stop", page, self.stage(page), code)
            return
        if happened == "collected":
            page = page.press(words, code=code)
        elif happened == "delivered":
            neighbour = happens(self.rng("neighbour", who), "a courier leaves it with a neighbour")
            page = page.press(words, handed_to="101호 이웃" if neighbour else who)
        else:
            reason = {"nobody": "nobody_home", "not packed": "not_packed"}.get(happened, "no_time")
            page = page.press(words, reason=reason)
        if not self.looks_well(page):
            self.finds_nothing(f"note “{happened}” at a stop", page, self.stage(page), code)

    @staticmethod
    def stage(page: Page) -> str:
        """What the page says of the stop."""
        found = page.tree.xpath("//main//span[contains(@class,'status')]")
        return words_of(found[0]) if found else ""

    def come_home(self) -> None:
        """Note what was forgotten, and put what is in the van on the dock; now and then something is not there."""
        unnoted, self.unnoted = self.unnoted, []
        for stop, happened in unnoted:
            self.note(stop, happened)
        for box in self.year.world.at(f"van/{self.name}"):
            lost = happens(self.rng("lost", box.owner), "a courier loses a parcel")
            box.where, box.since = (LOST if lost else DOCK), self.year.now
            if lost:
                self.finds_nothing("say that I lost a parcel", self.open("/run"), "", box.true_code)
