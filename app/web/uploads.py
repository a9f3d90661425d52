"""Pictures out of a form: sizes checked, decoded and kept, before any transaction is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import SEEK_END
from typing import NamedTuple

from flask import request
from werkzeug.datastructures import FileStorage

from app.edge.current import now, runtime, staff
from app.edge.idempotency import came_along
from app.kernel.addresses import counted
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import text
from app.photos.intake import Taken, take_in
from app.photos.keeping import keep
from app.photos.pages import MOST_PAGES
from app.photos.ports import PicturesAway
from app.photos.service import Picture

MAX_PHOTO = 15 * 1024 * 1024  # bytes of one picture as it arrives
MAX_PHOTOS = 12


class Room(NamedTuple):
    """How many files a field takes, and how many pictures: a PDF is as many as it has pages."""

    files: int = MAX_PHOTOS
    pictures: int = MAX_PHOTOS


ONE_PAPER = Room(1, MOST_PAGES)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form: the pictures that are good, by field, and a refusal for each file that is not."""

    pictures: dict[str, list[Picture]]
    refusals: list[Refusal] = field(default_factory=list)


def read_photos(room: int = MAX_PHOTOS) -> tuple[list[Picture], list[Refusal]]:
    """The same of a form with one field for pictures, `photos`, which takes `room` more."""
    sent = read_pictures({"photos": Room(room, room)})
    return sent.pictures["photos"], sent.refusals


def read_pictures(rooms: Mapping[str, Room]) -> Sent:
    """The pictures chosen in the fields of `rooms`, kept in the file store; one bad file loses no other.

    It takes up to 3 s of a core: call it before opening a transaction.
    """
    sent = Sent({name: [] for name in rooms})
    chosen = [(name, part) for name in rooms for part in request.files.getlist(name) if part.filename]
    try:
        good = [(name, part) for name, part in chosen if _may_come(sent, name, part)]
        for name, room in rooms.items():
            count = sum(one == name for one, _ in good)
            if count > room.files:
                sent.refusals.append(_too_many(count, room.files, name))
                good = [one for one in good if one[0] != name]
        taken = take_in((part.stream.read() for _, part in good), sender=_sender()) if good else []
        for (name, part), one in zip(good, taken, strict=True):
            _settle(sent, name, part, one, rooms[name])
    except PicturesAway as away:  # said first, and once: the next one would only wait as long again
        away.field = away.field or next(iter(rooms))
        sent.refusals.insert(0, away)
    finally:
        for _, part in chosen:  # a large one lies in a temporary file
            part.close()
    return sent


def _sender() -> str:
    """Who takes a turn: an account, or an address."""
    person = staff()
    return f"staff:{person.id}" if person else counted(request.remote_addr)


def _may_come(sent: Sent, name: str, part: FileStorage) -> bool:
    part.stream.seek(0, SEEK_END)
    size = part.stream.tell()
    part.stream.seek(0)
    if size > MAX_PHOTO:
        no = text("This photo is larger than 15 MB. Take it again at the camera's usual size.")
        sent.refusals.append(_named(part, FieldRefused(no, code="photo_too_large"), name))
    return size <= MAX_PHOTO


def _settle(sent: Sent, name: str, part: FileStorage, taken: Taken, room: Room) -> None:
    """Keep the pictures of one file, or say why not; raises PicturesAway."""
    if isinstance(taken, PicturesAway):
        taken.field = name
        raise taken
    if isinstance(taken, FieldRefused):
        sent.refusals.append(_named(part, taken, name))
        return
    left = room.pictures - len(sent.pictures[name])
    if len(taken) > left:
        no = text(
            "It has %(count)s pages, and there is room for %(left)s. Send a photo of the page that matters.",
            count=len(taken),
            left=left,
        )
        sent.refusals.append(_named(part, FieldRefused(no, code="too_many_photos"), name))
        return
    for picture in taken:
        keep(runtime().database, runtime().files, picture, now=now())
        came_along(picture.sha256)
        sent.pictures[name].append(picture)


def _named(part: FileStorage, refusal: FieldRefused, name: str) -> FieldRefused:
    """The same, said of a file by its name."""
    message = text("%(file)s: %(why)s", file=(part.filename or "")[:60], why=refusal.message)
    return FieldRefused(message, code=refusal.code, field=name)


def _too_many(count: int, limit: int, name: str) -> FieldRefused:
    message = text(
        "%(count)s photos were chosen, %(limit)s fit here. Choose fewer.", count=count, limit=limit
    )
    return FieldRefused(message, code="too_many_photos", field=name)
