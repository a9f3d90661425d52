"""Finding pictures: of a ticket, of a draft, or one by its id."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actor import Role
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.photos.models import Photo


def of_ticket(session: Session, ticket_id: UUID) -> list[Photo]:
    """All pictures of a ticket, the oldest first; those told with the request among them."""
    return list(
        session.scalars(select(Photo).where(Photo.ticket_id == ticket_id).order_by(Photo.at, Photo.id))
    )


def of_draft(session: Session, draft_id: UUID) -> list[Photo]:
    """All pictures of a request being told, the oldest first."""
    return list(session.scalars(select(Photo).where(Photo.draft_id == draft_id).order_by(Photo.at, Photo.id)))


def by_moment(photos: Sequence[Photo]) -> dict[datetime, list[Photo]]:
    """The customer's own pictures by their time: that of the request they came in, or of their text's receipt."""
    found: dict[datetime, list[Photo]] = {}
    for photo in photos:
        if photo.by_role is Role.CUSTOMER:
            found.setdefault(photo.at, []).append(photo)
    return found


def by_id(session: Session, photo_id: UUID) -> Photo:
    """One picture, or raises NotFound. Whether the reader may see it is the caller's question."""
    photo = session.get(Photo, photo_id)
    if photo is None:
        raise no_such_picture()
    return photo


def no_such_picture() -> NotFound:
    """The refusal of a picture that is not there, or not there for whoever asks."""
    return NotFound(
        text("This picture is not there. Go back and open it from the repair's page."), code="unknown_photo"
    )
