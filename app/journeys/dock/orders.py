"""What is asked for at the dock: one order, whether a scanner, a list or a filled page sent it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.dock.rules import Inspection
from app.dock.works import Work
from app.photos.service import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a page adds to a scan: pictures, what was ticked, what was found.

    `second_look`: the discrepancies (values of `Discrepancy`) that a colleague has to see before anybody is told.
    """

    pictures: tuple[Picture, ...] = ()
    accessories: tuple[str, ...] = ()
    inspection: Inspection | None = None
    second_look: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOrder:
    """What was read, for which work; `key` is the sender's own, which a repeat has too.

    `bin_code` was scanned before. `queued`: it waited on its device for the network. `batch_id`: what was confirmed
    together. `filled` came from a page. Who, when, where and whether quietly stand in the act.
    """

    typed: str
    work: Work
    key: str
    bin_code: str = ""
    queued: bool = False
    batch_id: UUID | None = None
    filled: Filled | None = None
