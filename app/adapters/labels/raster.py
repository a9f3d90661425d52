"""Labels as the dots of a 203-dpi printer: for ZPL, and as a PNG of exactly 4×6 inches."""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from app.adapters.labels import typeface
from app.adapters.labels.bitmap import Bitmap
from app.adapters.labels.compose import Line
from app.adapters.labels.plan import FULL, draw_label
from app.adapters.labels.surface import DOT, DPI
from app.documents.labels.content import Label

_BLACK, _WHITE = 0, 255  # what Pillow keeps for a white dot; a 1 would count as white, but its inverse, too


class _Dots:
    """A surface of black and white dots."""

    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture

    def text(self, line: Line, *, left: float, top: int, white: bool = False) -> None:
        """Set each character where the PDF has it: left to itself, the rasteriser rounds every width."""
        size, baseline = line.size / DOT, round(top + line.baseline / DOT)
        ink = _WHITE if white else _BLACK
        for character, advance in zip(line.text, typeface.advances(line.text, line.face), strict=True):
            glyph = _glyph(line.face, round(size, 1), character)
            self._picture.paste(ink, (round(left) + glyph.left, baseline + glyph.top), glyph.shape)
            left += advance * size

    def block(self, *, left: int, top: int, width: int, height: int) -> None:
        self._picture.paste(_BLACK, (left, top, left + width, top + height))

    def bitmap(self, bitmap: Bitmap, *, left: int, top: int, width: int, height: int) -> None:
        self._picture.paste(bitmap.picture().resize((width, height), Image.Resampling.NEAREST), (left, top))


def label_raster(label: Label) -> Image.Image:
    """Return the label as a 1-bit picture of 812×1218 dots, 1 being white.

    Raises TextTooLong when a text fits nowhere even in 4-point type.
    """
    typeface.ready()
    picture = Image.new("1", FULL, color=_WHITE)
    draw_label(_Dots(picture), label)
    return picture


def label_png(label: Label) -> bytes:
    """Return the label as a black and white PNG that knows its size in print, 4×6 inches."""
    output = BytesIO()
    label_raster(label).save(output, "PNG", dpi=(DPI, DPI))
    return output.getvalue()


class _Glyph(NamedTuple):
    """The dots of one character, and where they lie from the pen on the baseline."""

    shape: Image.Image
    left: int
    top: int


@lru_cache(maxsize=4096)
def _glyph(face: str, pixels: float, character: str) -> _Glyph:
    font = _font(face, pixels)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(character, "1", anchor="ls"))
    shape = Image.new("1", (max(1, right - left), max(1, bottom - top)))
    draw = ImageDraw.Draw(shape)
    draw.fontmode = "1"  # a printer has no grey
    draw.text((-left, -top), character, 1, font, anchor="ls")
    return _Glyph(shape, left, top)


@lru_cache(maxsize=64)
def _font(face: str, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(typeface.file_of(face), pixels, layout_engine=ImageFont.Layout.BASIC)
