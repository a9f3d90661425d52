"""What is asked for at the dock: one order, whether a scanner, a list or a filled page sent it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.dock.models import DockTask
from app.dock.rules import Inspection
from app.dock.works import Work
from app.kernel.ids import hash_token
from app.photos.service import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a page adds to a scan: pictures, what was ticked, what was found.

    `second_look`: the discrepancies (values of `Discrepancy`) that a colleague has to see before anybody is told.
    `parcel`: the dock's task of a parcel that nobody could name, and that this is.
    """

    pictures: tuple[Picture, ...] = ()
    accessories: tuple[str, ...] = ()
    inspection: Inspection | None = None
    second_look: Collection[str] = ()
    parcel: UUID | None = None


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


def orders_of_match(task: DockTask, code: str, key: str) -> list[ScanOrder]:
    """An unknown parcel turned out to be that repair's: it is received, and lies in the bin where it was put aside."""
    filled = Filled(parcel=task.id)
    received = ScanOrder(typed=code, work=Work.RECEIVE, key=key, filled=filled)
    return [received] + (then_into_bin(code, task.bin_code, key, filled) if task.bin_code else [])


def then_into_bin(code: str, bin_code: str, key: str, filled: Filled) -> list[ScanOrder]:
    """Along with what came before it, under a key that belongs to that one's."""
    then = hash_token(f"{key}:bin")
    return [ScanOrder(typed=code, work=Work.STORE, key=then, bin_code=bin_code, filled=filled)]
