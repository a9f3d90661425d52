"""One file as upright JPEGs in the colours of the web, in two sizes: nothing but the picture is kept.

It runs in a process of its own (`decoder.py`), as what comes in was made by anybody: time and memory end there. Nothing
of the house is imported but its neighbours, so that such a process starts in a twentieth of a second.
"""

import math
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO

from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401 - each opens its format

from app.photos.colours import flat, to_srgb
from app.photos.containers import Found, Kind

FULL_SIDE, THUMB_SIDE = 2048, 480  # pixels of the longer side
LEGIBLE = 1000  # pixels under which the shorter side is not brought by the longer one: receipts, screenshots
KEPT_PIXELS = 12_000_000
JPEG_SIDE = 65_500  # pixels; libjpeg writes none longer
NEARLY = 0.95  # of the size wanted is near enough where a JPEG then decodes at half the work
GAP = 1.5  # times the size wanted down to which pixels are averaged, before they are weighed
QUALITY = 85
THUMB_RATIO = 4  # sides; a small picture of something longer shows its beginning
MOST_COEFFICIENTS = 150_000_000  # bytes of a progressive JPEG
# Megapixels of one picture, by the memory its decoder takes: 4 bytes a pixel for PNG, 9 for HEIC, 16 for WebP. A JPEG is
# decoded at a fraction of its size. The 48 megapixels of a phone pass as JPEG.
MOST_MEGAPIXELS = {Kind.JPEG: 50, Kind.PNG: 40, Kind.WEBP: 14, Kind.HEIF: 25}
HEIC_READERS = ("pi_heif", "pillow_heif")  # extras: their licences are not ours to choose
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class NotTaken(Exception):
    """The file is not taken; `code` is that of the refusal, `most` the number its sentence names."""

    def __init__(self, code: str, most: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.most = most


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture as it is kept: two JPEGs, and the measures of the larger."""

    width: int
    height: int
    full: bytes
    thumb: bytes


def fitted(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height as kept: the longer side 2048, or more where the shorter would become illegible."""
    long, short = max(size), min(size)
    room = math.sqrt(KEPT_PIXELS / (long * short))
    return _scaled(size, min(max(FULL_SIDE / long, LEGIBLE / short), room, JPEG_SIDE / long))


def look_first(found: Found) -> None:
    """Raises NotTaken for what would take too much memory, by what it says of itself; nothing is decoded yet."""
    if found.size:
        _small_enough(found.kind, found.size)
    if found.coefficients > MOST_COEFFICIENTS:
        raise NotTaken("photo_heavy")


def picture(found: Found) -> Decoded:
    """The picture of a JPEG, PNG, WebP or HEIC. Raises NotTaken, or whatever a decoder raises."""
    if found.kind is Kind.HEIF:
        _load_heic_reader()
    image: Image.Image = Image.open(BytesIO(found.content), formats=(found.kind.value,))
    _small_enough(found.kind, image.size)
    profile = found.profile or (image.info.get("icc_profile") if found.kind is Kind.HEIF else None)
    wanted = fitted(image.size)
    near = NEARLY if NEARLY * min(wanted) >= LEGIBLE else 1.0
    # A JPEG: at a fraction of its size.
    image.draft("", (math.ceil(near * wanted[0]), math.ceil(near * wanted[1])))
    image.load()
    wanted = fitted(image.size)
    image = flat(image, max(1, int(image.width / wanted[0] / GAP)))
    if image.size != wanted:
        image = image.resize(wanted, Image.Resampling.LANCZOS)
    image = to_srgb(image, profile)
    if found.orientation in TURNED:
        image = image.transpose(TURNED[found.orientation])
    return developed(image)


def developed(image: Image.Image) -> Decoded:
    """Both sizes of an RGB picture that is upright and as large as it is kept."""
    return Decoded(image.width, image.height, _jpeg(image), thumb_of(image))


def thumb_of(image: Image.Image) -> bytes:
    """The small JPEG of a kept picture."""
    width, height = image.size
    box = (0, 0, min(width, THUMB_RATIO * height), min(height, THUMB_RATIO * width))
    size = _scaled((box[2], box[3]), THUMB_SIDE / max(box))
    return _jpeg(image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0))


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    scale = min(1.0, scale) + 1e-9  # so that 0.512 of 4000 is 2048
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _small_enough(kind: Kind, size: tuple[int, int]) -> None:
    most = MOST_MEGAPIXELS.get(kind)
    if most and size[0] * size[1] > most * 1_000_000:
        raise NotTaken("photo_too_large", most)


def _load_heic_reader() -> None:
    for name in HEIC_READERS:
        try:
            import_module(name).register_heif_opener()
        except ImportError:
            continue
        return
    raise NotTaken("photo_heic")


def _jpeg(image: Image.Image) -> bytes:
    """Nothing of `info` (colour profile, Exif, comment) is handed to the encoder."""
    image.info.clear()
    output = BytesIO()
    image.save(output, "JPEG", quality=QUALITY)
    return output.getvalue()
