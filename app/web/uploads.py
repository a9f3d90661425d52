"""Pictures out of a form: sizes checked, re-encoded and kept, before any transaction is opened."""

from flask import request
from werkzeug.datastructures import FileStorage

from app.edge.current import now, runtime
from app.edge.idempotency import came_along
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import text
from app.photos import service as photos
from app.photos.keeping import keep
from app.photos.ports import PicturesAway
from app.photos.service import Picture

MAX_PHOTO = 15 * 1024 * 1024  # bytes of one picture as it arrives
MAX_PHOTOS = 12


def read_pictures(field: str = "photos", limit: int = MAX_PHOTOS) -> list[Picture]:
    """The pictures chosen in `field`, kept in the file store; raises FieldRefused naming the first bad one.

    Decoding takes its time: call it before opening a transaction.
    """
    pictures, refusals = read_what_can_be_read(field, limit)
    if refusals:
        raise refusals[0]
    return pictures


def read_what_can_be_read(
    field: str = "photos", limit: int = MAX_PHOTOS
) -> tuple[list[Picture], list[Refusal]]:
    """The pictures that are good, and one refusal for each that is not: one bad photo loses no other."""
    chosen = [part for part in request.files.getlist(field) if part.filename]
    try:
        if len(chosen) > limit:
            return [], [_too_many(len(chosen), limit, field)]
        return _read_all(chosen, field)
    finally:
        for part in chosen:  # a large one lies in a temporary file
            part.close()


def _read_all(chosen: list[FileStorage], field: str) -> tuple[list[Picture], list[Refusal]]:
    pictures: list[Picture] = []
    refusals: list[Refusal] = []
    for part in chosen:
        raw = part.stream.read(MAX_PHOTO + 1)
        try:
            pictures.append(_read_one(raw))
        except FieldRefused as refusal:
            named = text("%(file)s: %(why)s", file=(part.filename or "")[:60], why=refusal.message)
            refusals.append(FieldRefused(named, code=refusal.code, field=field))
        except PicturesAway as away:  # said first, and once: the next one would only wait as long again
            away.field = field
            return pictures, [away, *refusals]
    return pictures, refusals


def _too_many(count: int, limit: int, field: str) -> FieldRefused:
    message = text(
        "%(count)s photos were chosen, %(limit)s fit here. Choose fewer.", count=count, limit=limit
    )
    return FieldRefused(message, code="too_many_photos", field=field)


def _read_one(raw: bytes) -> Picture:
    if len(raw) > MAX_PHOTO:
        raise FieldRefused(
            text("This photo is larger than 15 MB. Take it again at the camera's usual size."),
            code="photo_too_large",
        )
    picture = photos.reencode(raw)
    keep(runtime().database, runtime().files, picture, now=now())
    came_along(picture.sha256)
    return picture
