"""What came of a scan, as plain values, and the words for it: said on the way out, in no language yet."""

from dataclasses import dataclass
from uuid import UUID

from app.dock.works import WORKS, Outcome, Work
from app.kernel.i18n import Text, text
from app.tickets.models import Ticket

QUOTED = 40  # characters of what was scanned that are quoted


@dataclass(frozen=True, slots=True)
class Device:
    """A repair by its code, with the words people know it by."""

    code: str
    model: str
    customer: str

    @property
    def title(self) -> str:
        """What it is, and whose."""
        return f"{self.model}, {self.customer}"


def device_of(ticket: Ticket) -> Device:
    """The repair in the words people know it by."""
    return Device(ticket.code, ticket.model_name, ticket.customer.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What came of one scan; `scan_id` is its row, None where it only looked and left none.

    `was_bin` and `in_bin` are where the device lay before and lies after; for a bin's label, `in_bin` is that bin,
    with what it `bin_holds`. `choices` are what could be meant. `queued`: it had waited on its device. `echo`: it is
    the one that did the same moments before. `told_before`: the same key was answered once. `taken_back` says who
    undid it and when: nothing stands of it any more.
    """

    work: Work
    typed: str
    outcome: Outcome
    device: Device | None = None
    scan_id: UUID | None = None
    was_bin: str | None = None
    in_bin: str | None = None
    bin_holds: int = 0
    refusal_code: str = ""
    refusal: Text | None = None
    choices: tuple[Device, ...] = ()
    queued: bool = False
    echo: bool = False
    told_before: bool = False
    taken_back: Text | None = None

    @property
    def did(self) -> bool:
        """Whether what was asked for is done by this scan, or by the one it echoes."""
        return self.taken_back is None and (self.outcome is Outcome.DONE or self.echo)

    @property
    def needs_ticks(self) -> bool:
        """Whether it waits for the accessories to be ticked on its page."""
        return self.refusal_code == "needs_checklist" and self.device is not None


def word_of(result: ScanResult) -> Text:
    """The word across the screen."""
    if result.taken_back is not None:
        return text("Taken back")
    match result.outcome:
        case Outcome.DONE | Outcome.REPEAT:
            return text(WORKS[result.work].done, bin=result.in_bin or "")
        case Outcome.WANTS_BIN:
            return text("Which bin?")
        case Outcome.SEVERAL:
            return text("Which one?")
        case Outcome.UNKNOWN:
            return text("Unknown")
        case Outcome.REFUSED:
            return text("Tick the list") if result.refusal_code == "needs_checklist" else NOTHING_CHANGED
        case Outcome.LOOK if result.device is not None:
            return text("Found")
        case _ if result.work is Work.COUNT:
            return text("Counting %(bin)s", bin=result.in_bin)
    return text("Bin %(bin)s", bin=result.in_bin)


def line_of(result: ScanResult) -> Text:
    """What happened, and what to do next, in one line."""
    if result.taken_back is not None:
        return result.taken_back
    if result.refusal is not None:
        return result.refusal
    if result.outcome is Outcome.SEVERAL and len(result.choices) == 1:
        return text(
            "“%(typed)s” is no label: it may be %(who)s. Open it, and scan or type its code to be sure.",
            typed=result.typed.strip()[:QUOTED],
            who=result.choices[0].title,
        )
    if result.outcome is Outcome.SEVERAL:
        return text(
            "“%(typed)s” may be one of these. Open the right one.", typed=result.typed.strip()[:QUOTED]
        )
    if result.device is not None:
        return _of_device(result, result.device)
    if result.work is Work.COUNT:
        return text("By the books %(count)d lie here. Scan each one that you see.", count=result.bin_holds)
    return text("%(count)d lie here.", count=result.bin_holds)


NOTHING_CHANGED = text("Nothing was changed")


def _of_device(result: ScanResult, device: Device) -> Text:
    who = text("%(model)s, %(customer)s", model=device.model, customer=device.customer)
    if result.did:
        return text("%(who)s. %(next)s", who=who, next=text(WORKS[result.work].then))
    if result.outcome is Outcome.REPEAT:
        return text("%(who)s. It was so already; nothing was changed.", who=who)
    if result.outcome is Outcome.WANTS_BIN:
        return text("%(who)s. Scan the bin's label.", who=who)
    return who
