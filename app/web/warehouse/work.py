"""The station without JavaScript: the same scans as a form, their answer on the next page, and undo."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.dock import scan_log
from app.dock.results import ScanResult
from app.dock.works import DOCK, MODES, WORKS, Outcome, Work
from app.edge.current import now, runtime, staff_actor
from app.edge.entering import id_of, scanned_in
from app.edge.errors import status_of
from app.edge.idempotency import form_key, once_only
from app.edge.scanning import take
from app.edge.security import open_to
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.take_scan import told_again
from app.journeys.dock.undo_scan import TextHasLeft, undo_scan
from app.kernel.act import Act
from app.kernel.entering import LONGEST_SCAN, short_enough
from app.kernel.errors import Conflict, FieldRefused, Refusal, WrongState
from app.kernel.i18n import text
from app.kernel.ids import new_token, spell_code
from app.staff.permissions import Capability
from app.tickets import queries as tickets
from app.web.previews import preview_of
from app.web.warehouse import scan_page
from app.web.warehouse.corrections import corrections

bp = Blueprint("work", __name__)


def mode_of(typed: str | None) -> Work:
    """The work that an address or a form names as a station's mode; looking up where it names none we know."""
    return next((work for work in MODES if work == typed), Work.OPEN)


@bp.post("/scan")
@open_to(Capability.WORK_AT_DOCK)
def scan() -> ResponseReturnValue:
    """Do what was scanned with the work chosen, then show the answer above the next box."""
    typed = short_enough(scanned_in(request.form, "code"), most=LONGEST_SCAN, field="code")
    if not typed:
        raise FieldRefused(text("Scan the label, or type the code into the box."), code="empty", field="code")
    work, bin_code = mode_of(request.form.get("mode")), request.form.get("bin", "")[:20]
    if work is Work.OPEN:
        return redirect(url_for("warehouse.scan", code=typed))
    order = ScanOrder(
        typed=typed,
        work=work,
        key=form_key() or new_token(),
        bin_code=bin_code,
    )
    place = request.form.get("place", DOCK)[:40] or DOCK
    result = take(order, Act(staff_actor(), now(), quiet=bool(request.form.get("no_text")), place=place))
    return redirect(
        url_for(
            "warehouse.scan",
            mode=work.value,
            scan=result.scan_id,
            bin=_bin_next(result, bin_code),
        ),
        303,
    )


def _bin_next(result: ScanResult, bin_now: str) -> str | None:
    """The bin the next scan goes to: a label just scanned, else the same again, save that a move takes one each."""
    if result.outcome is Outcome.LOOK and result.in_bin:
        return result.in_bin
    if result.work is Work.MOVE and result.outcome is Outcome.DONE:
        return None
    return bin_now or None if WORKS[result.work].wants_bin else None


@bp.post("/scan/undo")
@open_to(Capability.WORK_AT_DOCK)
def undo() -> ResponseReturnValue:
    """Take one scan back, within ten minutes. A text that corrects it goes only once somebody has looked at it."""
    scan_id = id_of(request.form.get("scan"))
    if scan_id is None:
        raise scan_log.no_such_scan()
    try:
        return redirect(once_only(lambda session: _undo(session, scan_id)), 303)
    except TextHasLeft as no:
        return _look_first(scan_id), status_of(no)
    except (Conflict, WrongState) as no:
        return _as_it_stands(scan_id, no), status_of(no)


def _as_it_stands(scan_id: UUID, no: Refusal) -> str:
    """Too late, or something happened since: the repair as it is now, with the reason on top."""
    with runtime().database.reading() as session:
        scan = scan_log.by_id(session, scan_id)
        if scan.ticket_id is None:
            raise no
        return scan_page.show(session, tickets.by_id(session, scan.ticket_id), no=no)


def _look_first(scan_id: UUID) -> str:
    with runtime().database.reading() as session:
        scan = scan_log.by_id(session, scan_id)
        device = told_again(session, scan).device
    assert device is not None, "only what was done with a device sends texts"
    correction = corrections([scan_id]).get(scan_id)
    return render_template(
        "warehouse/undo.html",
        scan=str(scan_id),
        mode=scan.work.value if scan.work in MODES else Work.OPEN.value,
        code=spell_code(device.code),
        title=device.title,
        correction=preview_of(correction) if correction else None,
    )


def _undo(session: Session, scan_id: UUID) -> str:
    scan = scan_log.by_id(session, scan_id)
    ticket = undo_scan(
        session, scan, Act(staff_actor(), now(), quiet="no_text" in request.form), seen="seen" in request.form
    )
    return url_for("warehouse.scan", code=ticket.code, undone=1)
