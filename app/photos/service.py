"""Taking pictures in: decoded and encoded again, so that nothing but the picture is kept."""

import hashlib
import logging
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Text, text
from app.photos import queries
from app.photos.models import Photo, PhotoKind
from app.photos.ports import FilesSilent, FileStore, PictureChanged, PicturesAway

log = logging.getLogger("mendpost.photos")
FULL, THUMB = "full", "thumb"
FULL_SIDE, THUMB_SIDE = 2048, 480  # pixels of the longer side
MAX_PIXELS = 50_000_000  # a 48-megapixel phone passes; decoding takes at most some 200 MB
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # ISO/IEC 23008-12

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


def reencode(raw: bytes) -> Encoded:
    """A clean JPEG of at most 2048 px and one of 480 px: upright, without EXIF, GPS or anything hidden.

    Raises FieldRefused(field="photos") for what is no picture, HEIC without a reader, and pictures of
    more than 50 megapixels (a small file may unfold into gigabytes).
    """
    image = _decode(raw)
    full = _encode(image, FULL_SIDE)
    thumb = _encode(image, THUMB_SIDE)
    width, height = _fitted(image.size, FULL_SIDE)
    return Encoded(
        sha256=hashlib.sha256(full).hexdigest(),
        width=width,
        height=height,
        size=len(full),
        full=full,
        thumb=thumb,
    )


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
    return _encode(Image.open(BytesIO(_evidence(files, sha256)), formats=("JPEG",)), THUMB_SIDE)


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
) -> Photo:
    """Note whose picture it is and what it shows; its files must have been kept."""
    photo = Photo(
        draft_id=draft_id,
        ticket_id=ticket_id,
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


def _refused(message: Text, code: str) -> FieldRefused:
    return FieldRefused(message, code=code, field="photos")


def _decode(raw: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(raw), formats=_readable())
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (FULL_SIDE, FULL_SIDE))  # lets a JPEG be decoded at a fraction of its size
        return _flat(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(
            text("This picture has more than 50 megapixels. Take it again at the camera's usual size."),
            "photo_too_large",
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise _unreadable(raw) from None


def _readable() -> tuple[str, ...]:
    """Formats this installation reads; HEIF only where somebody added a reader for it."""
    return (*FORMATS, "HEIF") if "HEIF" in Image.OPEN else FORMATS


def _unreadable(raw: bytes) -> FieldRefused:
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC_BRANDS:
        return _refused(
            text(
                "HEIC pictures cannot be read here. Take the photo with this page, or set the camera to "
                "“Most compatible” and choose a JPEG."
            ),
            "photo_heic",
        )
    return _refused(
        text("This file holds no picture we can read. Choose a JPEG, PNG or WebP photo."), "photo_unreadable"
    )


def _flat(image: Image.Image) -> Image.Image:
    """RGB on white: JPEG knows no transparency."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _encode(image: Image.Image, side: int) -> bytes:
    """JPEG of exactly the fitted size. Nothing of `info` (EXIF, XMP, comment) is handed to the encoder."""
    smaller = image.resize(_fitted(image.size, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    smaller.info.clear()
    output = BytesIO()
    smaller.save(output, "JPEG", quality=85, optimize=True)
    return output.getvalue()
