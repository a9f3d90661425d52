"""The station without JavaScript: the same scans as a form, their answer on the next page, and undo."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.dock import scan_log
from app.dock.modes import WANTS_BIN, Mode, Outcome
from app.edge.current import now, runtime, staff_actor
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.scanning import Sent, take
from app.edge.security import open_to
from app.journeys.dock.scan_item import Order
from app.journeys.dock.undo_scan import TextHasLeft, undo_scan
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.ids import new_token
from app.staff.permissions import Capability
from app.web.previews import preview_undo

bp = Blueprint("work", __name__)
DOCK = "dock"


def mode_of(typed: str | None) -> Mode:
    """The mode of an address or a form; looking up where it names none we know."""
    return Mode(typed) if typed in set(Mode) else Mode.OPEN


@bp.post("/scan")
@open_to(Capability.WORK_AT_DOCK)
def scan() -> ResponseReturnValue:
    """Do what was scanned with the work chosen, then show the answer above the next box."""
    typed = request.form.get("code", "").replace("\0", " ").strip()
    if not typed:
        raise FieldRefused(text("Scan the label, or type the code into the box."), code="empty", field="code")
    mode, bin_code = mode_of(request.form.get("mode")), request.form.get("bin", "")[:20]
    if mode is Mode.OPEN:
        return redirect(url_for("warehouse.scan", code=typed[:200]))
    order = Order(
        typed=typed[:200],
        mode=mode,
        place=request.form.get("place", DOCK)[:40] or DOCK,
        bin_code=bin_code,
        quiet=bool(request.form.get("no_text")),
    )
    told = take(Sent(order, request.form.get("idempotency_key", "")[:80] or new_token()))
    return redirect(
        url_for(
            "warehouse.scan",
            mode=mode.value,
            scan=told.body["scan"] or None,
            bin=_bin_next(mode, told.body, bin_code),
        ),
        303,
    )


def _bin_next(mode: Mode, body: dict[str, object], bin_now: str) -> str | None:
    """The bin the next scan goes to: a label just scanned, else the same again, save that a move takes one each."""
    chosen = body["bin"]
    if body["outcome"] == Outcome.LOOK and isinstance(chosen, dict):
        return str(chosen["code"])
    if mode is Mode.MOVE and body["outcome"] == Outcome.DONE:
        return None
    return bin_now or None if mode in WANTS_BIN else None


@bp.post("/scan/undo")
@open_to(Capability.WORK_AT_DOCK)
def undo() -> ResponseReturnValue:
    """Take one scan back, within ten minutes. A text that corrects it goes only once somebody has looked at it."""
    typed = request.form.get("scan", "")
    try:
        scan_id = UUID(typed)
    except ValueError:
        raise FieldRefused(
            text("This scan is not there. Scan the device again to see where it stands."),
            code="unknown_scan",
        ) from None
    try:
        return redirect(once_only(lambda session: _undo(session, scan_id)), 303)
    except TextHasLeft as no:
        return _look_first(scan_id), status_of(no)


def _look_first(scan_id: UUID) -> str:
    with runtime().database.reading() as session:
        scan = scan_log.by_id(session, scan_id)
        return render_template(
            "warehouse/undo.html",
            scan=str(scan.id),
            mode=scan.mode.value,
            code=scan.answer["code"],
            title=scan.answer["title"],
            correction=preview_undo(session, [scan]).get(scan.id),
        )


def _undo(session: Session, scan_id: UUID) -> str:
    scan = scan_log.by_id(session, scan_id)
    ticket = undo_scan(
        session, scan, Act(staff_actor(), now(), quiet="no_text" in request.form), seen="seen" in request.form
    )
    return url_for("warehouse.scan", code=ticket.code, undone=1)
