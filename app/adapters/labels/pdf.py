"""Labels as PDF: one 4×6 inch page each for label printers, or many on sheets of A4."""

from collections.abc import Sequence
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.adapters.labels import typeface
from app.adapters.labels.bitmap import Bitmap
from app.adapters.labels.compose import Line
from app.adapters.labels.plan import draw_label
from app.adapters.labels.sheets import Sheet
from app.adapters.labels.surface import DOT
from app.documents.labels.content import Label

PAGE = (288.0, 432.0)
"""Points: 4×6 inches, 812×1218 dots of a 203-dpi printer."""
A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)
_HAIR = 0.01  # dots

# reportlab's default spells compressed streams in printable characters, a quarter longer and by slow Python.
rl_config.useA85 = 0


class _Paper:
    """A surface that writes PDF operators in dots, counted upwards from the top edge of the label.

    They are written by hand because reportlab's own calls compress each picture, format each number with care
    and open each line's font anew, which takes three times as long as everything else here.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._document = canvas._doc  # type: ignore[attr-defined]  # its fonts are subset by document
        self.operators: list[str] = []

    def text(self, line: Line, *, left: float, top: int, white: bool = False) -> None:
        font = typeface.font(line.face)
        shown = []
        for subset, codes in font.splitString(line.text, self._document):
            name = font.getSubsetInternalName(subset, self._document)
            shown.append(f"{name} {line.size / DOT:.2f} Tf <{codes.hex()}> Tj")
        colour = ("1 g ", " 0 g") if white else ("", "")
        place = f"{left:.2f} {-top - line.baseline / DOT:.2f} Td"
        self.operators.append(f"{colour[0]}BT {place} {' '.join(shown)} ET{colour[1]}")

    def block(self, *, left: int, top: int, width: int, height: int) -> None:
        self.operators.append(f"{left} {-top - height} {width} {height} re f")

    def bitmap(self, bitmap: Bitmap, *, left: int, top: int, width: int, height: int) -> None:
        """Print modules as a 1-bit image: rectangles would show light seams between them in print.

        It ends a hair inside its dots, because renderers that paint every touched dot would otherwise take a
        rounding error for one more row of dots, and then one module is wider than the others.
        """
        self.operators.append(
            f"q {width - 2 * _HAIR} 0 0 {height - 2 * _HAIR} {left + _HAIR} {-top - height + _HAIR} cm "
            f"BI /W {bitmap.width} /H {bitmap.height} /BPC 1 /CS /G /F /AHx ID {bitmap.rows.hex()}> EI Q"
        )


def labels_pdf(labels: Sequence[Label]) -> bytes:
    """Return a PDF with a page of exactly 4×6 inches (288×432 points) for each label.

    Raises TextTooLong when a text fits nowhere even in 4-point type (some thousand characters).
    """
    output = BytesIO()
    canvas = _canvas(output, PAGE, labels)
    for label in labels:
        paper = _Paper(canvas)
        draw_label(paper, label)
        _put(canvas, paper, f"{DOT:.6f} 0 0 {DOT:.6f} 0 {PAGE[1]:g}")
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def sheets_pdf(labels: Sequence[Label], sheet: Sheet, *, start: int = 1) -> bytes:
    """Return a PDF of as many A4 pages as all labels need; the first page begins at place `start`.

    Raises ValueError for a place the sheet does not have, and TextTooLong as above.
    """
    output = BytesIO()
    canvas = _canvas(output, A4, labels)
    for page in sheet.pages(len(labels), start=start):
        for number, place in page:
            paper = _Paper(canvas)
            draw_label(paper, labels[number], sheet.size)
            left, top = sheet.place(place)
            x, y = left * DOT, A4[1] - top * DOT
            if sheet.turned:
                _put(canvas, paper, f"0 {DOT:.6f} {-DOT:.6f} 0 {x:.4f} {y - sheet.size.width * DOT:.4f}")
            else:
                _put(canvas, paper, f"{DOT:.6f} 0 0 {DOT:.6f} {x:.4f} {y:.4f}")
            if sheet.to_cut:
                width, height = sheet.size[::-1] if sheet.turned else sheet.size
                _put(canvas, _cut_marks(canvas, width, height), f"{DOT:.6f} 0 0 {DOT:.6f} {x:.4f} {y:.4f}")
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def _canvas(output: BytesIO, size: tuple[float, float], labels: Sequence[Label]) -> Canvas:
    if not labels:
        raise ValueError("There is no label to print")
    typeface.ready()
    # invariant: no clock and no random id in the file, the same labels give the same bytes
    canvas = Canvas(output, pagesize=size, pageCompression=1, invariant=1, lang=labels[0].language)
    canvas.setTitle(_title(labels))
    canvas.setAuthor("Mendpost")
    canvas.setCreator("Mendpost")
    canvas.setSubject("")
    canvas.setViewerPreference("PrintScaling", "None")  # "fit to page" would shrink the modules
    return canvas


def _title(labels: Sequence[Label]) -> str:
    return labels[0].code if len(labels) == 1 else f"{labels[0].code} +{len(labels) - 1}"


def _put(canvas: Canvas, paper: _Paper, matrix: str) -> None:
    canvas.addLiteral("\n".join((f"q {matrix} cm", *paper.operators, "Q")))


def _cut_marks(canvas: Canvas, width: int, height: int) -> _Paper:
    """Draw hairlines outside the four corners, a millimetre away so that the cut label shows none of them."""
    paper = _Paper(canvas)
    for x, outward in ((0, -42), (width, 8)):
        for y in (0, height):
            paper.block(left=x + outward, top=y, width=34, height=1)
    for y, outward in ((0, -42), (height, 8)):
        for x in (0, width):
            paper.block(left=x, top=y + outward, width=1, height=34)
    return paper
