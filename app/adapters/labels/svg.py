"""One label as an SVG drawing of exactly 4×6 inches, to be placed in a document: sharp at any size, text as text."""

from html import escape

from app.adapters.labels import typeface
from app.adapters.labels.bitmap import Bitmap
from app.adapters.labels.compose import Line
from app.adapters.labels.plan import FULL, draw_label
from app.adapters.labels.surface import DOT, DPI
from app.documents.labels.content import Label


class _Drawing:
    """A surface that writes elements; its units are the dots of the plan."""

    def __init__(self) -> None:
        self.elements: list[str] = []

    def text(self, line: Line, *, left: float, top: int, white: bool = False) -> None:
        """Write one line in whatever typeface the reader has, stretched to the room that ours would take."""
        room = typeface.width(line.text, line.face, line.size) / DOT
        weight = ' font-weight="700"' if line.face == typeface.BOLD else ""
        self.elements.append(
            f'<text x="{left:.2f}" y="{top + line.baseline / DOT:.2f}" font-size="{line.size / DOT:.2f}"{weight}'
            f' textLength="{room:.2f}" lengthAdjust="spacingAndGlyphs" fill="{"#fff" if white else "#000"}">'
            f"{escape(line.text)}</text>"
        )

    def block(self, *, left: int, top: int, width: int, height: int) -> None:
        self.elements.append(f'<rect x="{left}" y="{top}" width="{width}" height="{height}"/>')

    def bitmap(self, bitmap: Bitmap, *, left: int, top: int, width: int, height: int) -> None:
        """Draw it in modules; the transform makes dots of them."""
        across, down = width / bitmap.width, height / bitmap.height
        self.elements.append(
            f'<path transform="translate({left} {top}) scale({across:g} {down:g})" d="{bitmap.path()}"/>'
        )


def label_svg(label: Label) -> bytes:
    """Return the label as SVG in UTF-8, black on white.

    Raises TextTooLong when a text fits nowhere even in 4-point type.
    """
    typeface.ready()
    drawing = _Drawing()
    draw_label(drawing, label)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{FULL.width / DPI:g}in" height="{FULL.height / DPI:g}in"'
        f' viewBox="0 0 {FULL.width} {FULL.height}" lang="{label.language}" role="img"'
        f' font-family="sans-serif" shape-rendering="crispEdges"><title>{escape(label.code)}</title>'
        f'<rect width="{FULL.width}" height="{FULL.height}" fill="#fff"/>'
    )
    return "\n".join((head, *drawing.elements, "</svg>\n")).encode()
