"""One scan at a station: what was scanned is found, and the work the station is set to is done with it.

The same story for the station, the form without JavaScript, a list of many, and scans that waited for the network.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.custody.models import CustodyEvent
from app.custody.service import with_code_in_hand
from app.dock.modes import Mode, Outcome
from app.dock.scanning import read_scan
from app.journeys.dock.count_bin import see_in_bin, start_count
from app.journeys.dock.hand_out import hand_out
from app.journeys.dock.look_up import Found, Hit, look_up
from app.journeys.dock.pack_return import came_with, pack_return
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.dock.store_device import store_device
from app.journeys.dock.take_in_hand import pick_device, take_back
from app.kernel.act import Act
from app.kernel.errors import Conflict, FieldRefused, NotFound
from app.kernel.i18n import N_, Text, text
from app.sites.site import site_of
from app.storage import bins
from app.tickets import queries as tickets
from app.tickets.models import Ticket
from app.tickets.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A scan as the station sent it: what was read, for which work, where, and when by the device's clock."""

    typed: str
    mode: Mode
    place: str
    bin_code: str = ""
    device_at: datetime | None = None
    quiet: bool = False  # this once, tell the customer nothing


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """What came of it. `was_bin` is where the device lay before; `choices` are what could be meant."""

    outcome: Outcome
    word: Text
    line: Text
    ticket: Ticket | None = None
    event: CustodyEvent | None = None
    was_bin: str | None = None
    bin_code: str | None = None
    bin_holds: int = 0
    choices: tuple[Hit, ...] = field(default=())


Doing = Callable[[Session, Ticket, Order, Act], CustodyEvent | None]


def scan_item(session: Session, order: Order, act: Act) -> ScanAnswer:
    """Do what the scan asks for, or raise the refusal that says why not; then nothing was changed.

    Only a code, a waybill or a serial that one open repair has is acted on. By phone number and name a person
    chooses. A bin's label chooses the bin for what follows.
    """
    found = _find(session, order)
    if isinstance(found, Found) and found.bin_code is not None:
        return _bin_chosen(session, order, found.bin_code, act)
    ticket = _meant(session, found, order)
    if ticket is None:
        assert isinstance(found, Found)
        return ScanAnswer(
            Outcome.SEVERAL,
            text("Which one?"),
            text("“%(typed)s” may be one of these. Open the right one.", typed=order.typed.strip()[:40]),
            choices=found.hits,
        )
    if order.mode is Mode.OPEN:
        return ScanAnswer(Outcome.LOOK, text("Found"), _who(ticket), ticket=ticket)
    return _act(session, ticket, order, act)


def by_label(session: Session, typed: str) -> Ticket | None:
    """The repair whose own label was scanned, None for anything else."""
    code = read_scan(typed)
    return tickets.with_code(session, code) if code else None


def _find(session: Session, order: Order) -> Found | Ticket:
    """The repair of a plain code at once, as nearly every scan is one; anything else is looked up."""
    code = read_scan(order.typed)
    find = tickets.with_code if order.mode is Mode.OPEN else with_code_in_hand
    ticket = find(session, code) if code else None
    if ticket is not None:
        return ticket
    found = look_up(session, order.typed, region=site_of(session).region)
    if found.bin_code is None and not found.hits:
        raise NotFound(
            text(
                "Nothing here has “%(typed)s”: no repair, bin, serial, waybill or phone number.",
                typed=order.typed.strip()[:40],
            ),
            code="unknown_code",
            field="code",
        )
    return found


def _meant(session: Session, found: Found | Ticket, order: Order) -> Ticket | None:
    if isinstance(found, Ticket):
        return found
    only = found.hits[0] if order.mode is Mode.OPEN and len(found.hits) == 1 else None
    hit = found.certain or only
    return tickets.by_id(session, hit.ticket_id) if hit else None


def _bin_chosen(session: Session, order: Order, code: str, act: Act) -> ScanAnswer:
    holds = bins.holds(session, code)
    if order.mode is Mode.COUNT:
        start_count(session, act, bin_code=code)
        line = text("By the books %(count)d lie here. Scan each one that you see.", count=holds)
        return ScanAnswer(
            Outcome.LOOK, text("Counting %(bin)s", bin=code), line, bin_code=code, bin_holds=holds
        )
    line = text("%(count)d lie here.", count=holds)
    return ScanAnswer(Outcome.LOOK, text("Bin %(bin)s", bin=code), line, bin_code=code, bin_holds=holds)


def _act(session: Session, ticket: Ticket, order: Order, act: Act) -> ScanAnswer:
    work = WORK[order.mode]
    if order.mode in (Mode.STORE, Mode.MOVE, Mode.COUNT) and not order.bin_code:
        line = text("%(who)s. Scan the bin's label.", who=_who(ticket))
        return ScanAnswer(Outcome.WANTS_BIN, text("Which bin?"), line, ticket=ticket)
    was_bin = ticket.bin_code
    event = work.act(session, ticket, order, act)
    if event is None:
        line = text("%(who)s. It was so already; nothing was changed.", who=_who(ticket))
        return ScanAnswer(Outcome.REPEAT, work.word(ticket), line, ticket=ticket, bin_code=ticket.bin_code)
    return ScanAnswer(
        Outcome.DONE,
        work.word(ticket),
        text("%(who)s. %(next)s", who=_who(ticket), next=text(work.then)),
        ticket=ticket,
        event=event,
        was_bin=was_bin,
        bin_code=ticket.bin_code,
    )


def _who(ticket: Ticket) -> Text:
    return text("%(model)s, %(customer)s", model=ticket.model_name, customer=ticket.customer.name)


def _receive(s: Session, ticket: Ticket, order: Order, act: Act) -> CustodyEvent | None:
    return receive_parcel(
        s, ticket, replace(act, place=order.place, device_at=order.device_at, quiet=order.quiet)
    )


def _hand_in(s: Session, ticket: Ticket, order: Order, act: Act) -> CustodyEvent | None:
    if ticket.state is State.INBOUND:
        return _receive(s, ticket, order, act)
    return take_back(s, ticket, replace(act, place=order.place, device_at=order.device_at))


def _store(s: Session, ticket: Ticket, order: Order, act: Act) -> CustodyEvent | None:
    return store_device(
        s, ticket, replace(act, place=order.place, device_at=order.device_at), bin_code=order.bin_code
    )


def _pick(s: Session, ticket: Ticket, order: Order, act: Act) -> CustodyEvent | None:
    return pick_device(s, ticket, replace(act, place=order.place, device_at=order.device_at))


def _pack(s: Session, ticket: Ticket, order: Order, act: Act) -> CustodyEvent | None:
    if ticket.state is State.READY_TO_RETURN and came_with(s, ticket):
        raise FieldRefused(
            text("Accessories go back with it. Open it and tick them while they go into the box."),
            code="needs_checklist",
            field="accessories",
        )
    return pack_return(s, ticket, replace(act, place=order.place, device_at=order.device_at), accessories=())


def _hand_out(s: Session, ticket: Ticket, order: Order, act: Act) -> CustodyEvent | None:
    return hand_out(s, ticket, replace(act, place=order.place, device_at=order.device_at, quiet=order.quiet))


def _count(s: Session, ticket: Ticket, order: Order, act: Act) -> CustodyEvent | None:
    count = bins.open_count(s, order.bin_code)
    if count is None:
        raise Conflict(
            text("Bin %(bin)s is not being counted. Scan its label first.", bin=order.bin_code),
            code="no_count",
        )
    return see_in_bin(s, ticket, replace(act, device_at=order.device_at, place=order.place), count=count)


@dataclass(frozen=True, slots=True)
class Work:
    """How a mode acts, what it shouts across the room, and what comes next."""

    act: Doing
    done: str
    then: str

    def word(self, ticket: Ticket) -> Text:
        """The word on the screen; the bin's code is part of it where there is one."""
        return text(self.done, bin=ticket.bin_code or "")


WORK: dict[Mode, Work] = {
    Mode.RECEIVE: Work(_receive, N_("Received"), N_("Next: open and check it, or put it away.")),
    Mode.HAND_IN: Work(_hand_in, N_("Taken in"), N_("Next: put it into a bin.")),
    Mode.STORE: Work(_store, N_("In %(bin)s"), N_("Scan the next device, or another bin.")),
    Mode.MOVE: Work(_store, N_("In %(bin)s"), N_("Scan the next device.")),
    Mode.PICK: Work(_pick, N_("Taken out"), N_("It is in your hands now.")),
    Mode.PACK: Work(_pack, N_("Packed"), N_("Next: put it away, or hand it out.")),
    Mode.HAND_OUT: Work(_hand_out, N_("Handed out"), N_("It is with the courier now.")),
    Mode.COUNT: Work(_count, N_("Seen"), N_("Scan the next one.")),
}
