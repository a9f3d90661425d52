"""The warehouse: scans what lies on the dock, opens it, packs it, and hands it to the couriers."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from tests.year.odds import happens
from tests.year.pages import Page, Row
from tests.year.people.promised import say_how_it_stands
from tests.year.people.staff import Staff
from tests.year.world import DOCK, HOUSE, LOST, Box

if TYPE_CHECKING:
    from tests.year.year import Year

BINS = [f"{shelf}-{place:02}" for shelf in "ABC" for place in range(1, 7)]
DONE, LOOKED, REFUSED, UNKNOWN = 201, 200, 409, 404


class Clerk(Staff):
    """One at the dock."""

    role: ClassVar[str] = "warehouse"
    works_on = range(6)
    hours = (8.5, 11, 13, 15, 17)
    quiet_hours = (8.5, 13)

    def __init__(self, year: "Year", login: str, language: str, number: int) -> None:
        super().__init__(year, login, language, number)
        self.csrf = ""
        self.kept: list[tuple[str, str, str, datetime]] = []  # scans that wait for the network

    def work(self) -> None:
        """What lies there, what the board says, what is left to settle."""
        self._ask_the_station()
        offline = happens(self.rng("offline"), "a station loses its network for an hour")
        for box in self.year.world.at(DOCK):
            if box.since is None or box.since <= self.year.now:
                self.take_in(box, offline=offline)
        if offline:
            self.put(self.year.now + timedelta(hours=1), "send_kept")
            return
        say_how_it_stands(self)
        board = self.open("/dock")
        for row in self._sorted(board, "inspect"):
            self._inspect(row)
        for row in self._sorted(board, "back"):
            self._take_back(row)
        for row in self._sorted(board, "pack"):
            self._pack(row)
        self.settle()

    @staticmethod
    def _sorted(board: Page, section: str) -> list[Row]:
        return sorted(board.rows(f"//div[@id='{section}']"), key=lambda row: row.title)

    # -- scanning

    def _ask_the_station(self) -> None:
        """A fresh token for posting, signing in first where nobody is."""
        if not (asked := self.open("/api/v1/station").json).get("csrf"):
            self.open("/scan")
            asked = self.open("/api/v1/station").json
        self.csrf = str(asked.get("csrf", ""))

    def scan(
        self, code: str, mode: str, bin_code: str = "", at: datetime | None = None
    ) -> tuple[int, dict[str, Any]]:
        """One scan as the station's script sends it; `at` for one that has waited on the device."""
        key = f"{self.rng('key').getrandbits(80):020x}"
        body = {"code": code, "mode": mode, "place": "dock", "bin": bin_code, "queued": at is not None}
        body["device_time"] = (at or self.year.now).isoformat()
        answer = self.browser.call("/api/v1/scans", body, {"Idempotency-Key": key, "X-CSRFToken": self.csrf})
        if answer.status >= 500:
            self.year.notes.fault(self.year.now, f"a scan in mode {mode} answered {answer.status}")
        return answer.status, answer.json

    def take_in(self, box: Box, *, offline: bool) -> None:
        """A box that lies on the dock."""
        rng = self.rng("take in", box.owner)
        if not box.code:
            self._without_code(box)
            return
        if offline:
            self.kept.append((box.code, "receive", "", self.year.now))
            box.where = HOUSE
            return
        if happens(rng, "a code is mistyped"):
            self.scan(box.code[:-1] + ("2" if box.code[-1] != "2" else "3"), "receive")
        if happens(rng, "a parcel is received by its page and not by a scan"):
            page = self.open(f"/scan?code={box.code}")
            if page.button("Receive the parcel") is not None:
                self.looks_well(page.press("Receive the parcel"))
                box.where = HOUSE
                return
        status, said = self.scan(box.code, "receive")
        self._came_of(box, status, said)

    def _came_of(self, box: Box, status: int, said: dict[str, Any]) -> None:
        box.where = HOUSE  # it stands in the house, whatever the books say
        if status == DONE or said.get("outcome") == "repeat":
            return
        page = self.open(f"/scan?code={box.code}")
        if page.button("Receive the parcel") is not None:
            self.looks_well(page.press("Receive the parcel"))
        else:
            self.finds_nothing(
                "receive a parcel that lies on the dock", page, self.stage(page), box.true_code
            )
            self._put_aside(box)

    @staticmethod
    def stage(page: Page) -> str:
        """The verdict across the screen."""
        found = page.tree.xpath(
            "//main//*[contains(@class,'verdict')]//h1|//main//*[contains(@class,'verdict')]//h2"
        )
        return " ".join(found[0].text_content().split()) if found else ""

    def _without_code(self, box: Box) -> None:
        """Nothing is written on it: by the sender's name, if that finds one, else aside with the unknown ones."""
        box.where = HOUSE
        page = self.open(f"/scan?code={box.owner}")
        if page.button("Receive the parcel") is not None:
            self.looks_well(page.press("Receive the parcel"))
            box.code = box.true_code
            return
        self._put_aside(box)

    def _put_aside(self, box: Box) -> None:
        page = self.open("/dock/unknown")
        self.looks_well(page.press("Put it aside", sender=box.owner, written=box.device, bin="C-08"))

    def send_kept(self) -> None:
        """The network is back: what waited goes in order, with the time at which it was scanned."""
        self._ask_the_station()
        kept, self.kept = self.kept, []
        for code, mode, bin_code, at in kept:
            status, said = self.scan(code, mode, bin_code, at)
            box = self.year.world.boxes.get(code)
            if box is not None and mode == "receive":
                self._came_of(box, status, said)

    # -- the steps of the board

    def _box(self, row: Row) -> Box | None:
        return self.year.world.boxes.get(row.code)

    def _inspect(self, row: Row) -> None:
        box, page, rng = self._box(row), self.open(row.href), self.rng("inspect", row.title)
        if page.button("Inspect") is None or box is None:
            return
        declared = [value for _, value in page.options("accessories")]
        values: dict[str, str | list[str]] = {
            "accessories": declared[1:] if box.lacks_one else declared,
            "parcel": "damaged"
            if box.damaged
            else {"it": "as_declared", "nothing": "empty", "another": "wrong_device"}[box.holds],
            "bin": rng.choice(BINS),
        }
        if page.options("battery"):
            values["battery"] = "swollen" if box.swollen else "fine"
        if page.options("checks"):
            values["checks"] = [value for _, value in page.options("checks")]
        page = page.press("Inspect", **values)
        for sure in ("Put on hold and tell the customer", "Put on hold for a second look"):
            if page.button(sure) is not None:
                page = page.press(sure)
        self.looks_well(page)

    def _take_back(self, row: Row) -> None:
        page = self.open(row.href)
        box = self._box(row)
        if page.button("Put into this bin") is not None and box is not None and box.where == HOUSE:
            self.looks_well(page.press("Put into this bin", bin=self.rng("back", row.title).choice(BINS)))

    def _pack(self, row: Row) -> None:
        box, rng = self._box(row), self.rng("pack", row.title)
        if box is not None and box.where == HOUSE and happens(rng, "a device vanishes from its bin"):
            box.where = LOST
        page = self.open(row.href)
        if box is not None and box.where == LOST:
            if page.link("It cannot be found") is None:
                self.finds_nothing("say that the device cannot be found", page, row.stage, row.code)
            return
        if page.button("It is packed") is None:
            return
        came = [value for _, value in page.options("accessories")]
        self.looks_well(page.press("It is packed", accessories=came))

    # -- what is left to settle

    def settle(self) -> None:
        """Second looks, parcels nobody could name, scans that could not be done."""
        for row in sorted(self.open("/dock/tasks").rows(), key=lambda row: (row.title, row.more)):
            page = self.open(row.href)
            if page.button("It is so: tell the customer") is not None:
                self.looks_well(page.press("It is so: tell the customer"))
            elif page.button("It is this one: receive it") is not None:
                self.looks_well(page.press("It is this one: receive it"))
            elif page.link("Let the repair go on") is None and page.button("Settle it") is not None:
                self._settle_one(page)

    def _settle_one(self, page: Page) -> None:
        fits = page.rows()
        if len(fits) == 1:
            chosen = self.open(fits[0].href)
            if chosen.button("It is this one: receive it") is not None:
                self.looks_well(chosen.press("It is this one: receive it"))
                return
        note = "보낸 분께 전화했습니다." if self.browser.language == "ko" else "Called the sender."
        self.looks_well(page.press("Settle it", note=note))

    # -- couriers

    def hand_over(self, code: str, courier: str) -> bool:
        """A courier stands at the dock and asks for that box; whether it is his now."""
        box = self.year.world.boxes.get(code)
        if box is None or box.where != HOUSE:
            return False
        if happens(self.rng("load", box.owner), "a packed box is forgotten when the courier loads"):
            return False
        if not self.csrf:
            self._ask_the_station()
        status, _ = self.scan(code, "hand_out")
        if status in (401, 403):
            self._ask_the_station()
            status, _ = self.scan(code, "hand_out")
        if status == DONE:
            box.where = f"van/{courier}"
        return status == DONE
