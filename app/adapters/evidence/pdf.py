"""Sets an evidence file on A4 pages: whatever is long wraps, whatever is much goes on to the next page."""

from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO
from itertools import zip_longest

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Image,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid

from app.adapters.labels import typeface
from app.documents.evidence.content import Block, Cell, Gallery, Heading, Paper, Picture, Prose, Table

MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN
TALLEST_PICTURE = 62 * mm
_FRAME = 6.0  # points that platypus keeps free within its margins
_PAGE = A4[1] - 2 * MARGIN  # points for the content of a page
_PAD = 3.0  # points between a rule and the text in a field
_FEW_LINES = 24 * mm  # have to fit below a heading, else it begins the next page
_RULE, _GREY = Color(0.75, 0.75, 0.75), Color(0.35, 0.35, 0.35)
_BODY = ParagraphStyle("body", fontName=typeface.REGULAR, fontSize=8.5, leading=11.5, spaceAfter=3)
_FINE = ParagraphStyle("fine", _BODY, fontSize=6, leading=7.8, textColor=_GREY)
_STRONG = ParagraphStyle("strong", _BODY, fontSize=10, leading=14)
_TITLE = ParagraphStyle("title", _BODY, fontSize=17, leading=22, spaceAfter=4)
_HEADING = ParagraphStyle("heading", _BODY, fontSize=11.5, leading=15, spaceBefore=9, spaceAfter=4)
_HEAD = ParagraphStyle("head", _BODY, fontSize=7.5, leading=10, textColor=_GREY)
_GRID = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2 * _PAD),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD),
    ]
)


class Rows(Grid):
    """A grid whose rows stay on one page each: a hash and what it seals are read together.

    Only a row that is taller than a page begins where it is and goes on on the next.
    """

    def beginning(self) -> float:
        """Points down to the end of the first row below the heads, as far as they fit on a page at all."""
        self.wrap(WIDTH, _PAGE)
        heights: list[float] = self._rowHeights  # type: ignore[attr-defined]  # platypus has no public name for it
        return min(sum(heights[: self.repeatRows + 1]), _PAGE)

    def split(self, width: float, height: float) -> list[Flowable]:
        """See platypus: what fits into `height`, and the rest; nothing where all of it goes to the next page."""
        self.splitInRow = int(self.beginning() >= _PAGE)
        return list(super().split(width, height))


def evidence_pdf(paper: Paper) -> bytes:
    """Return the file as A4 pages that number themselves; the same content gives the same bytes."""
    typeface.ready()
    pages = _build(paper, total=0)[1]  # only afterwards it is known how many there are
    return _build(paper, total=pages)[0]


def _build(paper: Paper, *, total: int) -> tuple[bytes, int]:
    output = BytesIO()
    # invariant: no clock and no random id in the file
    template = SimpleDocTemplate(
        output,
        pagesize=A4,
        leftMargin=MARGIN - _FRAME,
        rightMargin=MARGIN - _FRAME,
        topMargin=MARGIN - _FRAME,
        bottomMargin=MARGIN - _FRAME,
        invariant=1,
        title=f"{paper.title} {paper.mark}",
        author="Mendpost",
        creator="Mendpost",
        subject="",
        lang=paper.language,
    )
    foot = _footer(paper, total)
    story: list[Flowable] = [_written(paper.title, _TITLE, bold=True)]
    set_blocks = [_set(block) for block in paper.blocks]
    for block, those, following in zip_longest(paper.blocks, set_blocks, set_blocks[1:]):
        if isinstance(block, Heading):
            story.append(CondPageBreak(_needed(those, following or [])))
        story += those
    template.build(story, onFirstPage=foot, onLaterPages=foot)
    return output.getvalue(), int(template.page)


def _needed(heading: Sequence[Flowable], following: Sequence[Flowable]) -> float:
    """Points for a heading and what must not be torn from it: the first row of a grid, else a few lines."""
    height = sum(one.wrap(WIDTH, _PAGE)[1] + one.getSpaceBefore() + one.getSpaceAfter() for one in heading)
    first = following[0].beginning() if following and isinstance(following[0], Rows) else _FEW_LINES
    return float(height) + (first if height + first < _PAGE else _FEW_LINES)


def _footer(paper: Paper, total: int) -> Callable[[Canvas, SimpleDocTemplate], None]:
    left = typeface.printable(f"{paper.title}  {paper.mark}")

    def draw(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(typeface.REGULAR, 7)
        canvas.setFillColor(_GREY)
        canvas.drawString(MARGIN, MARGIN / 2, left)
        canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"{template.page} / {total}")

    return draw


def _set(block: Block) -> list[Flowable]:
    match block:
        case Heading(text):
            return [_written(text, _HEADING, bold=True)]
        case Prose(text, strong):
            return [_written(text, _STRONG if strong else _BODY, bold=strong)]
        case Table():
            return [_table(block), Spacer(0, 4)]
        case Gallery():
            return [_gallery(block), Spacer(0, 4)] if any(block.columns) else []


def _table(table: Table) -> Rows:
    rows: list[list[list[Paragraph]]] = [[_cell(cell) for cell in row] for row in table.rows]
    if table.head:
        rows.insert(0, [[_written(word, _HEAD)] for word in table.head])
    whole = sum(table.widths)
    return _grid(rows, [WIDTH * share / whole for share in table.widths], heads=bool(table.head))


def _cell(cell: Cell) -> list[Paragraph]:
    lines = [_written(line, _BODY) for line in cell.text.splitlines() if line.strip()]
    return lines + [_written(line, _FINE) for line in cell.fine.splitlines() if line.strip()]


def _gallery(gallery: Gallery) -> Rows:
    width = WIDTH / len(gallery.columns)
    rows = [
        [_picture(picture, width - 2 * _PAD) if picture else [] for picture in row]
        for row in zip_longest(*gallery.columns)
    ]
    if gallery.heads:
        rows.insert(0, [[_written(word, _HEAD)] for word in gallery.heads])
    return _grid(rows, [width] * len(gallery.columns), heads=bool(gallery.heads))


def _picture(picture: Picture, width: float) -> list[Flowable]:
    words: list[Flowable] = [*_cell(Cell(picture.caption, picture.fine))]
    if picture.jpeg is None:
        return words
    image = Image(BytesIO(picture.jpeg), hAlign="LEFT")
    scale = min(width / image.imageWidth, TALLEST_PICTURE / image.imageHeight)
    image.drawWidth, image.drawHeight = image.imageWidth * scale, image.imageHeight * scale
    return [image, Spacer(0, 2), *words]


def _grid(rows: Sequence[Sequence[Sequence[Flowable]]], widths: Sequence[float], *, heads: bool) -> Rows:
    return Rows(
        [list(row) for row in rows], colWidths=list(widths), repeatRows=int(heads), hAlign="LEFT", style=_GRID
    )


def _written(text: str, style: ParagraphStyle, *, bold: bool = False) -> Paragraph:
    """A paragraph in characters the typeface has; a word longer than its line is broken anywhere."""
    shown = typeface.printable(text)
    if bold and (face := typeface.face_for(shown, bold=True)) != style.fontName:
        style = ParagraphStyle(f"{style.name}-bold", style, fontName=face)
    return Paragraph(escape(shown, quote=False), style)
