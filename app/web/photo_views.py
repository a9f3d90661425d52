"""Pictures on pages: to staff by id here, to customers by the views of their own pages."""

from uuid import UUID

from flask import Blueprint, Response

from app.edge.current import now, runtime, shown, staff_actor
from app.edge.security import open_to
from app.journeys.transport.own_stops import may_see
from app.kernel.i18n import text
from app.photos import queries
from app.photos.models import Photo
from app.photos.service import FULL, THUMB, fetch
from app.photos.words import PHOTO_NAME
from app.staff.permissions import Capability

bp = Blueprint("photos", __name__)
Tile = tuple[str, str, str]
"""A picture on a page: thumbnail, full size, what it shows."""


def tile(photo: Photo) -> Tile:
    """A picture as staff see it."""
    return f"/photos/{photo.id}/thumb", f"/photos/{photo.id}/full", shown(text(PHOTO_NAME[photo.kind]))


def send_photo(photo: Photo, size: str) -> Response:
    """One size ("full" or "thumb") of a picture; only this reader's browser may keep it."""
    if size not in (FULL, THUMB):
        raise queries.no_such_picture()
    try:
        content = fetch(runtime().files, photo.sha256, size)
    except FileNotFoundError:
        raise queries.no_such_picture() from None
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["Content-Disposition"] = "inline"
    return response


@bp.get("/photos/<uuid:photo_id>/<size>")
@open_to(Capability.SEE_PHOTOS)
def show(photo_id: UUID, size: str) -> Response:
    """Any picture, for whoever works here; a courier's own stops only."""
    with runtime().database.reading() as session:
        photo = queries.by_id(session, photo_id)
        if not may_see(session, staff_actor(), photo.ticket_id, runtime().site.today(now())):
            raise queries.no_such_picture()
    return send_photo(photo, size)
