"""One act as a story takes it: who, when, what was seen before, whether quietly, and where."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Act:
    """Made by the edge, once per act, and handed down; `now` is the only clock below it.

    `seen_version` is the version of the ticket the person was looking at, None where nobody looked at a page.
    `quiet` sends the customer no text this once. `place` is the station or dock where hands touched the device.
    `device_at` is the time by the clock of the device that scanned, where that waited for the network.
    """

    actor: Actor
    now: datetime
    seen_version: int | None = None
    quiet: bool = False
    place: str = ""
    device_at: datetime | None = None

    @property
    def onward(self) -> "Act":
        """The same act one step later: what the person had seen was compared by the step before."""
        return replace(self, seen_version=None)

    @property
    def aloud(self) -> "Act":
        """The same act where its text is not the one that may be held back."""
        return replace(self, quiet=False)
