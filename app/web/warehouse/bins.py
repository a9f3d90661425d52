"""Bins: what lies where since when, putting up and changing them, and counting one against the books."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.dock.models import DockTask
from app.dock.results import device_of
from app.edge.current import now, runtime, shown, staff_actor
from app.edge.entering import scanned_in
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.dock.count_bin import differences, finish_count, start_count
from app.kernel.act import Act
from app.kernel.errors import NotFound, Refusal
from app.kernel.i18n import Text, text
from app.kernel.ids import spell_code
from app.staff.permissions import Capability
from app.storage import bins
from app.storage.bins import Shelf
from app.storage.models import Bin, StockCount
from app.tickets.models import Ticket
from app.tickets.words import STAGE
from app.web.times import ago
from app.web.warehouse.forms import BinForm

bp = Blueprint("bins", __name__)
_BEFORE_A_NUMBER = re.compile(r"([A-Z]+)[0-9]+")


@dataclass(frozen=True, slots=True)
class Device:
    """A device on a bin's page; `meta` says since when and by whom, or where it should be."""

    code: str
    spelled: str
    title: str
    state: str
    meta: Text | None = None


@dataclass(frozen=True, slots=True)
class Rack:
    """Bins side by side, as their codes begin alike: how many, what lies in all of them, how many take no more.

    `bins` are code, note, how full it is, and the tone of that.
    """

    name: str
    count: int
    inside: int
    full: int
    bins: tuple[tuple[str, str, Text, str], ...]


@bp.get("/dock/bins")
@open_to(Capability.WORK_AT_DOCK)
def all_bins() -> ResponseReturnValue:
    """Every bin with how full it is; a code in the box opens that bin."""
    typed = scanned_in(request.args, "q").strip()
    with runtime().database.reading() as session:
        shelf = bins.find(session, typed)
        if shelf is not None:
            return redirect(url_for("bins.one", code=shelf.code))
        no = [("code-box-bin", shown(bins.no_such_bin(typed)))] if typed else []
        return _list(session, BinForm(formdata=None), typed=typed, errors=no), 404 if typed else 200


@bp.post("/dock/bins")
@open_to(Capability.WORK_AT_DOCK)
def put_up() -> ResponseReturnValue:
    """A new bin."""
    form = BinForm()

    def work(session: Session) -> str:
        shelf = bins.put_up(
            session, code=form.code.data or "", note=form.note.data or "", capacity=form.capacity.data or ""
        )
        return url_for("bins.one", code=shelf.code)

    try:
        if form.validate():
            return redirect(once_only(work), 303)
        status = 422
    except Refusal as no:
        form.refuse(no)
        status = status_of(no)
    with runtime().database.reading() as session:
        return _list(session, form), status


@bp.get("/dock/bins/<code>")
@open_to(Capability.WORK_AT_DOCK)
def one(code: str) -> str:
    """What lies in it by the books, since when, and who put it there."""
    with runtime().database.reading() as session:
        shelf = _shelf(session, code)
        form = BinForm(formdata=None, code=shelf.code, note=shelf.note, capacity=str(shelf.capacity or ""))
        return _bin_page(session, shelf, form)


@bp.post("/dock/bins/<code>")
@open_to(Capability.WORK_AT_DOCK)
def change(code: str) -> ResponseReturnValue:
    """Its note and how many fit."""
    form = BinForm()

    def work(session: Session) -> str:
        bins.change(_shelf(session, code), note=form.note.data or "", capacity=form.capacity.data or "")
        return url_for("bins.one", code=code, changed=1)

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        form.refuse(no)
        with runtime().database.reading() as session:
            return _bin_page(session, _shelf(session, code), form), status_of(no)


@bp.post("/dock/bins/<code>/count")
@open_to(Capability.WORK_AT_DOCK)
def start(code: str) -> ResponseReturnValue:
    """Begin to count, or go on; the devices are scanned at the station."""

    def work(session: Session) -> str:
        count = start_count(session, Act(staff_actor(), now()), bin_code=_shelf(session, code).code)
        return url_for("warehouse.scan", mode="count", bin=count.bin_code)

    return redirect(once_only(work), 303)


@bp.get("/dock/counts/<code>")
@open_to(Capability.WORK_AT_DOCK)
def counting(code: str) -> ResponseReturnValue:
    """How far the count of this bin is."""
    with runtime().database.reading() as session:
        shelf = _shelf(session, code)
        count = bins.open_count(session, shelf.code)
        if count is None:
            return redirect(url_for("bins.one", code=shelf.code))
        return _count_page(session, count)


@bp.post("/dock/counts/<code>/finish")
@open_to(Capability.WORK_AT_DOCK)
def finish(code: str) -> ResponseReturnValue:
    """End the count: what was not seen becomes a task."""

    def work(session: Session) -> str:
        count = bins.count_under_way(session, _shelf(session, code).code)
        finish_count(session, count, Act(staff_actor(), now()))
        return url_for("bins.counted", count_id=count.id)

    return redirect(once_only(work), 303)


@bp.get("/dock/counted/<uuid:count_id>")
@open_to(Capability.WORK_AT_DOCK)
def counted(count_id: UUID) -> str:
    """What a count found against the books as they are now."""
    with runtime().database.reading() as session:
        return _count_page(session, bins.count_by_id(session, count_id))


def _list(
    session: Session, form: BinForm, *, typed: str = "", errors: list[tuple[str, str]] | None = None
) -> str:
    found = bins.shelves(session)
    return render_template(
        "warehouse/bins.html",
        racks=_racks(found),
        count=len(found),
        inside=sum(shelf.holds for shelf in found),
        full=sum(shelf.is_full for shelf in found),
        misplaced=bins.count_misplaced(session),
        typed=typed,
        form=form,
        errors=errors or [],
    )


def _racks(found: Sequence[Shelf]) -> list[Rack]:
    """The bins under what their codes begin with, in the order of the codes; what begins with nothing comes last."""
    sorted_in: dict[str, list[Shelf]] = {}
    for shelf in found:
        sorted_in.setdefault(_rack_of(shelf.code), []).append(shelf)
    return [
        Rack(
            name=name,
            count=len(there),
            inside=sum(shelf.holds for shelf in there),
            full=sum(shelf.is_full for shelf in there),
            bins=tuple((shelf.code, shelf.note, _fullness(shelf), _tone(shelf)) for shelf in there),
        )
        for name, there in sorted(sorted_in.items(), key=lambda one: (not one[0], one[0]))
    ]


def _rack_of(code: str) -> str:
    """`A` of A-01, `A-02` of A-02-7, `D` of D12; nothing of DOOR."""
    before = _BEFORE_A_NUMBER.fullmatch(code)
    return code.rpartition("-")[0] or (before[1] if before else "")


def _bin_page(session: Session, shelf: Bin, form: BinForm) -> str:
    inside, parcels = bins.contents(session, shelf.code), bins.parcels(session, shelf.code)
    count = bins.open_count(session, shelf.code)
    return render_template(
        "warehouse/bin.html",
        code=shelf.code,
        note=shelf.note,
        form=form,
        changed="changed" in request.args,
        fullness=_fullness(Shelf(shelf.code, shelf.note, shelf.capacity, len(inside) + len(parcels))),
        devices=[
            _device(
                one.ticket,
                text("since %(when)s (%(ago)s), %(who)s", when=one.since, ago=ago(one.since), who=one.by)
                if one.since
                else None,
            )
            for one in inside
        ],
        parcels=[_parcel(task) for task in parcels],
        counting_since=count and ago(count.started_at),
    )


def _count_page(session: Session, count: StockCount) -> str:
    found = differences(session, count)
    return render_template(
        "warehouse/count.html",
        code=count.bin_code,
        by=count.started_by,
        begun=ago(count.started_at),
        finished=count.finished_at is not None,
        seen=[_device(ticket) for ticket in found.seen],
        missing=[_device(ticket) for ticket in found.missing],
        parcels=[_parcel(task) for task in found.parcels],
        strangers=[
            _device(
                ticket,
                text("Booked in %(bin)s", bin=ticket.bin_code)
                if ticket.bin_code
                else text("Booked in no bin"),
            )
            for ticket in found.strangers
        ],
    )


def _device(ticket: Ticket, meta: Text | None = None) -> Device:
    return Device(
        ticket.code,
        spell_code(ticket.code),
        device_of(ticket).title,
        shown(text(STAGE[ticket.state])),
        meta,
    )


def _parcel(task: DockTask) -> tuple[str, str, str]:
    """Where a tap leads, what stands on it, and since when it is there."""
    clues = task.clues.all if task.clues else ()
    return str(task.id), next(iter(clues), ""), ago(task.opened_at)


def _fullness(shelf: Shelf) -> Text:
    if shelf.capacity is None:
        return text("%(count)d inside", count=shelf.holds)
    return text("%(count)d of %(most)d inside", count=shelf.holds, most=shelf.capacity)


def _tone(shelf: Shelf) -> str:
    return "attention" if shelf.is_full else "good" if shelf.holds else "neutral"


def _shelf(session: Session, code: str) -> Bin:
    shelf = bins.find(session, code)
    if shelf is None:
        raise NotFound(bins.no_such_bin(code), code="unknown_bin")
    return shelf
