"""Pictures of a repair: noted, handed on, taken out, and shown as they were kept; `intake.py` takes them in."""

import hashlib
import logging
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.i18n import text
from app.photos import queries
from app.photos.decoding import THUMB_SIDE, thumb_of
from app.photos.models import Photo, PhotoKind
from app.photos.ports import FilesSilent, FileStore, PictureChanged, PicturesAway

log = logging.getLogger("mendpost.photos")
FULL, THUMB = "full", "thumb"

of_ticket = queries.of_ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What rows know of a picture: `sha256` and measures of its larger JPEG, `size` in bytes."""

    sha256: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded(Picture):
    """A re-encoded picture, not kept yet: JPEG bytes in two sizes."""

    full: bytes
    thumb: bytes


def file_name(sha256: str, size: str) -> str:
    """The name under which the file store keeps one size of a picture."""
    return f"{sha256}-{size}"


def fetch(files: FileStore, sha256: str, size: str) -> bytes:
    """One size of a picture from the file store; raises FileNotFoundError or PicturesAway.

    The larger one is evidence and named by what it holds: if it holds anything else now, PictureChanged. The
    smaller one is only its likeness: where that is gone or cannot be read, it is made again.
    """
    if size == FULL:
        return _evidence(files, sha256)
    try:
        content = _get(files, sha256, size)
    except FileNotFoundError:
        return _keep_likeness(files, sha256, _likeness(files, sha256))
    if _can_be_read(content):
        return content
    log.error("picture %s: its small file is broken and made again each time: remove it", sha256)
    return _likeness(files, sha256)


def _evidence(files: FileStore, sha256: str) -> bytes:
    content = _get(files, sha256, FULL)
    if hashlib.sha256(content).hexdigest() != sha256:
        log.critical("picture %s is not what was kept: put its file back from a backup", sha256)
        raise PictureChanged(
            text(
                "This photo's file was changed after it was kept, so it is not shown. Tell us which photo it is."
            )
        )
    return content


def _get(files: FileStore, sha256: str, size: str) -> bytes:
    try:
        return files.get(file_name(sha256, size))
    except FilesSilent as silent:
        log.error("picture %s cannot be shown: %s", sha256, silent)
        raise PicturesAway(
            text(
                "The photo cannot be shown, as our store of pictures does not answer. Reload in a few minutes."
            )
        ) from silent


def _likeness(files: FileStore, sha256: str) -> bytes:
    """The smaller picture, made of the larger one again."""
    return thumb_of(Image.open(BytesIO(_evidence(files, sha256)), formats=("JPEG",)))


def _keep_likeness(files: FileStore, sha256: str, content: bytes) -> bytes:
    try:
        files.put(file_name(sha256, THUMB), content)
    except FilesSilent as silent:
        log.error("picture %s: its small file was not kept: %s", sha256, silent)
    return content


def _can_be_read(jpeg: bytes) -> bool:
    """Whether it is a whole JPEG. At an eighth of its size that takes a millisecond or two."""
    try:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as image:
            image.draft("L", (THUMB_SIDE // 8, THUMB_SIDE // 8))
            image.load()
    except (OSError, SyntaxError, ValueError):
        return False
    return True


def attach(
    session: Session,
    picture: Picture,
    act: Act,
    *,
    kind: PhotoKind,
    draft_id: UUID | None = None,
    ticket_id: UUID | None = None,
    dock_task_id: UUID | None = None,
) -> Photo:
    """Note whose picture it is and what it shows; its files must have been kept."""
    photo = Photo(
        draft_id=draft_id,
        ticket_id=ticket_id,
        dock_task_id=dock_task_id,
        kind=kind,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        size=picture.size,
        by_role=act.actor.role,
        by_name=act.actor.name,
        at=act.now,
    )
    session.add(photo)
    session.flush()
    return photo


def hand_to_ticket(session: Session, *, draft_id: UUID, ticket_id: UUID) -> None:
    """The draft became a ticket: its pictures go along."""
    session.execute(update(Photo).where(Photo.draft_id == draft_id).values(ticket_id=ticket_id))


def take_out(session: Session, *, draft_id: UUID, photo_id: UUID) -> None:
    """Remove a picture from a draft; nothing happens where it is not there any more."""
    photo = session.get(Photo, photo_id)
    if photo is not None and photo.draft_id == draft_id and photo.ticket_id is None:
        session.delete(photo)
        session.flush()
