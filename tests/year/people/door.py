"""A customer at the door, and at a parcel shop: what a courier meets there. Nothing of it passes through a page."""

from datetime import timedelta

from tests.year.odds import happens
from tests.year.people.owner import Owner, which
from tests.year.world import DOCK, HOME, Box


class AtTheDoor(Owner):
    """Who opens, and with what in hand."""

    def opens(self, code: str, leg: str) -> bool:
        """Whether somebody opens when the courier rings for that repair."""
        habit = "nobody is home at the pickup" if leg == "pickup" else "nobody is home at the return"
        if not happens(self.rng("door", leg), habit):
            return True
        repair = next((one for one in self.repairs.values() if one.code == code), None)
        if repair is not None and repair.window is not None:
            self.was_out.add((code, which(repair.window)))
        return False

    def has_ready(self, code: str) -> Box | None:
        """The box for the courier, if it is still here."""
        box = self.year.world.boxes.get(code)
        return box if box is not None and box.where == HOME else None

    def post_it(self, code: str) -> None:
        """Hand it in at some parcel shop, without a booking: it lies on the dock the day after tomorrow."""
        box = self.year.world.boxes[code]
        if box.where == HOME:
            box.where, box.since = DOCK, self.year.now + timedelta(hours=36)

    def gets_it_back(self, code: str) -> None:
        """It is home again."""
        box = self.year.world.boxes.get(code)
        if box is not None:
            box.where = HOME
