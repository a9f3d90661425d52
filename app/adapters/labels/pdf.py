"""Draws the box label: 4×6 inch for label printers, or two of them on an A4 page."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.adapters.labels import typeface
from app.adapters.labels.code128 import code128_modules
from app.adapters.labels.compose import Line, Paragraph, compose, fit_line
from app.adapters.labels.content import LabelContent
from app.adapters.labels.qr import QUIET_ZONE, Matrix, bitmap, qr_matrix

PAGE = (288.0, 432.0)
"""Points: 4×6 inches, 812×1218 dots of a 203-dpi printer."""
DOT = 72 / 203
"""Points to one dot of the commonest label printers; everything with edges lies on whole dots."""

# The plan of the label in dots from its top left corner. The two QR symbols stand in opposite corners,
# so that one scratch or fold does not take both; texts stay in columns that end before a quiet zone.
_MARGIN = 40
_RIGHT, _BOTTOM = 812 - _MARGIN, 1218 - _MARGIN
_QR_ROOM = 272  # from the margin to the nearest rule, quiet zone included: 33 + 4 modules of 7 dots fit
_COLUMN = 424  # the text beside a symbol
_ASIDE = _RIGHT - _COLUMN
_FIRST_RULE, _SECOND_RULE, _THIRD_RULE = 312, 664, 902
_NAMES = 160  # where names and addresses begin, right of the words "To" and "From"
_BAR_DOTS = 2  # dots to a Code 128 module: 0.25 mm


def label_pdf(content: LabelContent) -> bytes:
    """Return a PDF of one page of exactly 4×6 inches (288×432 points).

    Raises TextTooLong when a text fits nowhere even in 4-point type (some thousand characters).
    """
    output = BytesIO()
    canvas = _canvas(output, PAGE, content)
    _draw_label(canvas, content)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def label_sheet_pdf(contents: Sequence[LabelContent]) -> bytes:
    """Return a PDF of A4 pages with two labels each, exact in size, turned sideways, with cut marks.

    Upright, two labels would reach into the 5 mm at the edge that office printers cannot print on.
    """
    if not contents:
        raise ValueError("A sheet needs at least one label")
    output = BytesIO()
    canvas = _canvas(output, A4, contents[0])
    height, width = PAGE
    left = (A4[0] - width) / 2
    gap = (A4[1] - 2 * height) / 3
    for number, content in enumerate(contents):
        if number and number % 2 == 0:
            canvas.showPage()
        bottom = gap if number % 2 else 2 * gap + height
        _draw_cut_marks(canvas, left, bottom, width, height)
        canvas.saveState()
        canvas.translate(left + width, bottom)
        canvas.rotate(90)
        _draw_label(canvas, content)
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def _canvas(output: BytesIO, size: tuple[float, float], content: LabelContent) -> Canvas:
    typeface.ready()
    # invariant: no clock and no random id in the file, the same content gives the same bytes
    canvas = Canvas(output, pagesize=size, pageCompression=1, invariant=1, lang=content.language)
    canvas.setTitle(content.code)
    canvas.setAuthor("Mendpost")
    canvas.setCreator("Mendpost")
    canvas.setSubject("")
    canvas.setViewerPreference("PrintScaling", "None")  # "fit to page" would shrink the modules
    return canvas


def _draw_label(canvas: Canvas, content: LabelContent) -> None:
    symbol = qr_matrix(content.qr_text)
    _draw_symbol(canvas, symbol, left=_MARGIN, top=_MARGIN)
    _draw_head(canvas, content)
    words = content.words
    _draw_rule(canvas, _FIRST_RULE)
    _draw_party(
        canvas,
        words.to,
        (
            Paragraph(content.to_name, 18, bold=True),
            *(Paragraph(line, 13.5) for line in content.to_lines),
            Paragraph(content.to_phone, 14, bold=True, space_before=3),
        ),
        top=_FIRST_RULE + 20,
        bottom=_SECOND_RULE - 12,
    )
    _draw_rule(canvas, _SECOND_RULE, thickness=1)
    _draw_party(
        canvas,
        words.from_,
        (
            Paragraph(content.from_name, 11.5, bold=True),
            *(Paragraph(line, 9.5) for line in content.from_lines),
            Paragraph(content.from_phone, 10, bold=True, space_before=2),
        ),
        top=_SECOND_RULE + 20,
        bottom=_THIRD_RULE - 12,
    )
    _draw_rule(canvas, _THIRD_RULE)
    _draw_foot(canvas, content)
    side = len(symbol) * _module_dots(symbol)
    _draw_symbol(canvas, symbol, left=_RIGHT - side, top=_BOTTOM - side)


def _draw_head(canvas: Canvas, content: LabelContent) -> None:
    """Beside the first symbol: which trip, the typed code, the device, the window."""
    words = content.words
    inbound = content.leg == "pickup"
    _draw_leg(canvas, words.pickup if inbound else words.return_, inbound=inbound)
    code = fit_line(content.code, size=24, box_width=_COLUMN * DOT)
    _draw_lines(canvas, [code], left=_ASIDE, top=110)
    details = [Paragraph(words.device, 7), Paragraph(content.model, 10.5, bold=True)]
    if content.window:
        details += [Paragraph(words.window, 7, space_before=3), Paragraph(content.window, 10.5, bold=True)]
    _draw_box(canvas, details, left=_ASIDE, top=180, width=_COLUMN, bottom=_FIRST_RULE - 10)


def _draw_leg(canvas: Canvas, word: str, *, inbound: bool) -> None:
    """White on black for the trip in, black on white for the trip out: told apart from across the room."""
    left, top, height = _ASIDE, _MARGIN, 62
    line = fit_line(word, size=17, box_width=(_COLUMN - 40) * DOT)
    canvas.setLineWidth(3 * DOT)
    y = _from_top(top + height)
    canvas.roundRect(
        (left + 1.5) * DOT, y + 1.5 * DOT, (_COLUMN - 3) * DOT, (height - 3) * DOT, 10 * DOT, fill=inbound
    )
    canvas.setFillGray(1 if inbound else 0)
    canvas.setFont(line.face, line.size)
    canvas.drawCentredString((left + _COLUMN / 2) * DOT, y + (height * DOT - line.size * 0.74) / 2, line.text)
    canvas.setFillGray(0)


def _draw_foot(canvas: Canvas, content: LabelContent) -> None:
    """Beside the second symbol: what to do with it, Code 128, the typed code again."""
    hint = [Paragraph(content.words.hint, 8.5)]
    _draw_box(canvas, hint, left=_MARGIN, top=_THIRD_RULE + 20, width=_COLUMN, bottom=_THIRD_RULE + 84)
    bars = code128_modules(content.code.replace("-", ""))
    width = len(bars) * _BAR_DOTS
    _draw_bitmap(canvas, (bars,), left=_MARGIN, top=_THIRD_RULE + 98, width=width, height=106)
    code = fit_line(content.code, size=24, box_width=_COLUMN * DOT)
    _draw_lines(canvas, [code], left=_MARGIN, top=_BOTTOM - round(code.size / DOT))


def _draw_party(canvas: Canvas, word: str, paragraphs: Sequence[Paragraph], *, top: int, bottom: int) -> None:
    """Draw one side of the trip; the word before it stands on the line of the name."""
    lines = compose(paragraphs, box_width=(_RIGHT - _NAMES) * DOT, box_height=(bottom - top) * DOT)
    heading = fit_line(word, size=9, box_width=(_NAMES - _MARGIN - 12) * DOT)
    if lines:
        heading = replace(heading, baseline=lines[0].baseline)
    _draw_lines(canvas, [heading], left=_MARGIN, top=top)
    _draw_lines(canvas, lines, left=_NAMES, top=top)


def _draw_box(
    canvas: Canvas, paragraphs: Sequence[Paragraph], *, left: int, top: int, width: int, bottom: int
) -> None:
    lines = compose(paragraphs, box_width=width * DOT, box_height=(bottom - top) * DOT)
    _draw_lines(canvas, lines, left=left, top=top)


def _draw_lines(canvas: Canvas, lines: Sequence[Line], *, left: int, top: int) -> None:
    for line in lines:
        canvas.setFont(line.face, line.size)
        canvas.drawString(left * DOT, _from_top(top) - line.baseline, line.text)


def _draw_rule(canvas: Canvas, top: int, *, thickness: int = 3) -> None:
    canvas.rect(
        _MARGIN * DOT, _from_top(top + thickness), (_RIGHT - _MARGIN) * DOT, thickness * DOT, stroke=0, fill=1
    )


def _module_dots(symbol: Matrix) -> int:
    """Return the dots to a module: 7 (0.88 mm) for our links, 4 (0.5 mm) for links of 200 characters."""
    return max(1, _QR_ROOM // (len(symbol) + QUIET_ZONE))


def _draw_symbol(canvas: Canvas, symbol: Matrix, *, left: int, top: int) -> None:
    side = len(symbol) * _module_dots(symbol)
    _draw_bitmap(canvas, symbol, left=left, top=top, width=side, height=side)


def _draw_bitmap(canvas: Canvas, rows: Matrix, *, left: int, top: int, width: int, height: int) -> None:
    """Draw modules as a 1-bit image: rectangles would show light seams between them in print.

    It ends a hair inside its dots, because renderers that paint every touched dot would otherwise take a
    rounding error for one more row of dots, and then one module is wider than the others.
    """
    hair = DOT / 100
    canvas.drawInlineImage(
        bitmap(rows),
        left * DOT + hair,
        _from_top(top + height) + hair,
        width * DOT - 2 * hair,
        height * DOT - 2 * hair,
    )


def _draw_cut_marks(canvas: Canvas, left: float, bottom: float, width: float, height: float) -> None:
    """Draw hairlines outside the four corners, 3 points away so that the cut label shows none of them."""
    canvas.setLineWidth(0.4)
    for x, outward_x in ((left, -1), (left + width, 1)):
        for y, outward_y in ((bottom, -1), (bottom + height, 1)):
            canvas.line(x + 3 * outward_x, y, x + 15 * outward_x, y)
            canvas.line(x, y + 3 * outward_y, x, y + 15 * outward_y)


def _from_top(dots: float) -> float:
    """Return the PDF's y, which counts points from the bottom, for `dots` below the top of the label."""
    return PAGE[1] - dots * DOT
