"""What a plan is drawn on: paper of a PDF or dots of a printer, both measured in dots of 1/203 inch."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.adapters.labels.bitmap import Bitmap
from app.adapters.labels.compose import Line, Paragraph, compose
from app.adapters.labels.qr import QUIET_ZONE

DPI = 203
"""Of the commonest label printers; everything with edges lies on whole dots of it."""
DOT = 72 / DPI
"""Points to one dot."""


class Size(NamedTuple):
    """Dots from the left to the right edge and from the top to the bottom."""

    width: int
    height: int


class Surface(Protocol):
    """Counts from the top left corner of the label."""

    def text(self, line: Line, *, left: float, top: int, white: bool = False) -> None:
        """Print one line; its size and its baseline below `top` are in points."""

    def block(self, *, left: int, top: int, width: int, height: int) -> None:
        """Print a black rectangle."""

    def bitmap(self, bitmap: Bitmap, *, left: int, top: int, width: int, height: int) -> None:
        """Print a bitmap in that room, every module on whole dots."""


def draw_lines(surface: Surface, lines: Sequence[Line], *, left: int, top: int) -> None:
    """Print composed lines."""
    for line in lines:
        surface.text(line, left=left, top=top)


def draw_box(
    surface: Surface, paragraphs: Sequence[Paragraph], *, left: int, top: int, width: int, bottom: int
) -> None:
    """Compose paragraphs into a box and print them; raises TextTooLong where they fit in no type."""
    lines = compose(paragraphs, box_width=width * DOT, box_height=(bottom - top) * DOT)
    draw_lines(surface, lines, left=left, top=top)


def dots_for(symbol: Bitmap, room: int, most: int = 99) -> int:
    """Return the dots to a module of a QR symbol with one quiet zone in a room of that many dots."""
    return max(1, min(most, room // (symbol.width + QUIET_ZONE)))


def draw_symbol(surface: Surface, symbol: Bitmap, *, left: int, top: int, dots: int) -> None:
    """Print a QR symbol."""
    side = symbol.width * dots
    surface.bitmap(symbol, left=left, top=top, width=side, height=side)
