"""Photos after a scan: one tap at the station, kept with the ticket and sealed into its custody."""

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from app.dock.scanning import read_scan
from app.edge.current import now, shown, staff_actor
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.dock.add_dock_photos import add_dock_photos, shown_by
from app.kernel.act import Act
from app.kernel.errors import Refusal
from app.staff.permissions import Capability
from app.tickets import queries as tickets
from app.web.uploads import read_pictures
from app.web.warehouse.work import DOCK

bp = Blueprint("dock_photos", __name__)


@bp.post("/dock/<code>/photos/<step>")
@open_to(Capability.WORK_AT_DOCK)
def add(code: str, step: str) -> ResponseReturnValue:
    """Keep them; JSON for the station, back to the device for a form."""
    if shown_by(step) is None:
        raise NoSuchPage
    for_station = request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    try:
        address, count = _add(code, step)
    except Refusal as no:
        if not for_station:
            raise
        return jsonify(code=no.code, error=shown(no.message)), status_of(no)
    return jsonify(count=count) if for_station else redirect(address, 303)


def _add(code: str, step: str) -> tuple[str, int]:
    pictures = read_pictures()

    def work(session: Session) -> str:
        ticket = tickets.by_code(session, read_scan(code) or code[:40])
        add_dock_photos(session, ticket, Act(staff_actor(), now(), place=DOCK), step=step, pictures=pictures)
        return url_for("warehouse.scan", code=ticket.code)

    return once_only(work), len(pictures)
