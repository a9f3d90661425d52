"""One scan: what was read is found, and the work that was chosen is done with it. Nothing is kept of the scan here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.custody.models import CustodyEvent
from app.custody.service import with_code_in_hand
from app.dock.results import QUOTED, Device, ScanResult, device_of
from app.dock.scanning import read_scan
from app.dock.works import WORKS, Outcome, Work
from app.journeys.dock.count_bin import start_count
from app.journeys.dock.look_up import Found, look_up
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.works import WORK
from app.journeys.transport.own_stops import may_see, no_stop_of_yours, repairs_seen_by
from app.kernel.act import Act
from app.kernel.entering import can_be_seen, nothing_came
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.sites.site import site_of
from app.storage import bins
from app.tickets import queries as tickets
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it, the repair it was about, the hand-over it wrote, and the promise that stood before."""

    result: ScanResult
    ticket: Ticket | None = None
    event: CustodyEvent | None = None
    was_due: datetime | None = None


def scan_item(session: Session, order: ScanOrder, act: Act) -> Done:
    """Do what the scan asks for, or raise the refusal that says why not; then nothing was changed.

    Only a code, a waybill or a serial that one open repair has is acted on. By phone number and name a person
    chooses. A bin's label chooses the bin for what follows.
    """
    found = _find(session, order, act)
    if isinstance(found, Found) and found.bin_code is not None:
        return Done(_bin_chosen(session, order, found.bin_code, act))
    ticket = _meant(session, found, order)
    if ticket is None:
        assert isinstance(found, Found)
        return Done(_came_of(order, Outcome.SEVERAL, choices=choices_of(found)))
    if order.work is Work.OPEN:
        return Done(_came_of(order, Outcome.LOOK, device=device_of(ticket)), ticket)
    return _act(session, ticket, order, act)


def named_by(session: Session, order: ScanOrder, act: Act) -> Ticket | None:
    """The repair that the scan surely names, by its label, waybill or serial; None where there is none, or it is not theirs to see."""
    site = site_of(session)
    code = read_scan(order.typed)
    ticket = tickets.with_code(session, code) if code else None
    if ticket is None:
        sure = look_up(session, order.typed, region=site.region).certain
        ticket = tickets.by_id(session, sure.ticket_id) if sure else None
    return ticket if ticket and may_see(session, act.actor, ticket.id, site.today(act.now)) else None


def choices_of(found: Found) -> tuple[Device, ...]:
    """What could be meant."""
    return tuple(hit.device for hit in found.hits)


def _find(session: Session, order: ScanOrder, act: Act) -> Found | Ticket:
    """The repair of a plain code at once, as nearly every scan is one; anything else is looked up."""
    site = site_of(session)
    today = site.today(act.now)
    code = read_scan(order.typed)
    find = tickets.with_code if order.work is Work.OPEN else with_code_in_hand
    ticket = find(session, code) if code else None
    if ticket is not None and may_see(session, act.actor, ticket.id, today):
        return ticket
    seen = repairs_seen_by(act.actor, today)
    found = look_up(session, order.typed, region=site.region, seen=seen)
    if seen is not None and found.bin_code is None and not found.hits:
        raise no_stop_of_yours(order.typed)
    if found.bin_code is None and not found.hits:
        raise NotFound(
            text(
                "Nothing here has “%(typed)s”: no repair, bin, serial, waybill or phone number.",
                typed=order.typed.strip()[:QUOTED],
            )
            if can_be_seen(order.typed)
            else nothing_came(),
            code="unknown_code",
            field="code",
        )
    return found


def _meant(session: Session, found: Found | Ticket, order: ScanOrder) -> Ticket | None:
    if isinstance(found, Ticket):
        return found
    only = found.hits[0] if order.work is Work.OPEN and len(found.hits) == 1 else None
    hit = found.certain or only
    return tickets.by_id(session, hit.ticket_id) if hit else None


def _bin_chosen(session: Session, order: ScanOrder, code: str, act: Act) -> ScanResult:
    holds = bins.holds(session, code)
    if order.work is Work.COUNT:
        start_count(session, act, bin_code=code)
    return _came_of(order, Outcome.LOOK, in_bin=code, bin_holds=holds)


def _act(session: Session, ticket: Ticket, order: ScanOrder, act: Act) -> Done:
    device, was_bin, was_due = device_of(ticket), ticket.bin_code, ticket.due_at
    if WORKS[order.work].wants_bin and not order.bin_code:
        return Done(_came_of(order, Outcome.WANTS_BIN, device=device), ticket)
    event = WORK[order.work].do(session, ticket, order, act)
    if event is not None and event.ticket_id != ticket.id:  # the customer had it back: another repair begins
        ticket, was_bin, was_due = tickets.by_id(session, event.ticket_id), None, None
        device = device_of(ticket)
    outcome = Outcome.REPEAT if event is None else Outcome.DONE
    result = _came_of(order, outcome, device=device, was_bin=was_bin, in_bin=ticket.bin_code)
    return Done(result, ticket, event, was_due)


def _came_of(
    order: ScanOrder,
    outcome: Outcome,
    *,
    device: Device | None = None,
    was_bin: str | None = None,
    in_bin: str | None = None,
    bin_holds: int = 0,
    choices: tuple[Device, ...] = (),
) -> ScanResult:
    return ScanResult(
        work=order.work,
        typed=order.typed,
        outcome=outcome,
        device=device,
        was_bin=was_bin,
        in_bin=in_bin,
        bin_holds=bin_holds,
        choices=choices,
        queued=order.queued,
    )
