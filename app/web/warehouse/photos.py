"""Photos after a scan: one tap at the station, kept with the ticket and sealed into its custody."""

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from app.dock.scanning import read_scan
from app.dock.works import DOCK
from app.edge.current import now, shown, staff_actor
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.dock.add_dock_photos import add_dock_photos, shown_by
from app.kernel.act import Act
from app.kernel.errors import Refusal
from app.kernel.i18n import text
from app.staff.permissions import Capability
from app.tickets import queries as tickets
from app.web.uploads import read_photos

bp = Blueprint("dock_photos", __name__)


@bp.post("/dock/<code>/photos/<step>")
@open_to(Capability.WORK_AT_DOCK)
def add(code: str, step: str) -> ResponseReturnValue:
    """Keep those that are good; JSON for the station, back to the device for a form."""
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
    pictures, refusals = read_photos()
    if refusals and not pictures:
        raise refusals[0]

    def work(session: Session) -> str:
        ticket = tickets.by_code(session, read_scan(code) or code[:40])
        add_dock_photos(session, ticket, Act(staff_actor(), now(), place=DOCK), step=step, pictures=pictures)
        return url_for("warehouse.scan", code=ticket.code)

    address = once_only(work)
    if refusals:  # the good ones are kept, and the station says which is not
        refusals[0].message = text("%(why)s The other photos are kept.", why=refusals[0].message)
        raise refusals[0]
    return address, len(pictures)
