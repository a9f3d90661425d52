"""The plan of the box label, 4×6 inches: which trip, from whom to whom, and the code four ways."""

from collections.abc import Sequence
from dataclasses import replace

from app.adapters.labels.code128 import code128
from app.adapters.labels.compose import Line, Paragraph, compose, fit_line
from app.adapters.labels.qr import qr_bitmap
from app.adapters.labels.surface import DOT, Size, Surface, dots_for, draw_box, draw_lines, draw_symbol
from app.adapters.labels.typeface import readable
from app.adapters.labels.typeface import width as width_of
from app.documents.labels.content import BoxLabel

SIZE = Size(812, 1218)

# The two QR symbols stand in opposite corners, so that one scratch or fold does not take both; texts stay in
# columns that end before a quiet zone.
_MARGIN = 40
_RIGHT, _BOTTOM = SIZE.width - _MARGIN, SIZE.height - _MARGIN
_QR_ROOM = 272  # from the margin to the nearest rule, quiet zone included: 33 + 4 modules of 7 dots fit
_COLUMN = 424  # the text beside a symbol
_ASIDE = _RIGHT - _COLUMN
_FIRST_RULE, _SECOND_RULE, _THIRD_RULE = 312, 664, 902
_NAMES = 160  # where names and addresses begin, right of the words "To" and "From"
_BAR_DOTS = 2  # dots to a Code 128 module: 0.25 mm
_PLATE = 62  # the height of the word that names the trip
_CAPITALS = 0.74  # their height as a multiple of the size


def draw_box_label(surface: Surface, label: BoxLabel) -> None:
    """Draw the whole label; raises TextTooLong when a text fits nowhere even in 4-point type."""
    words = label.words
    symbol = qr_bitmap(label.qr_text)
    dots = dots_for(symbol, _QR_ROOM)  # 7 (0.88 mm) for our links, 4 (0.5 mm) for links of 200 characters
    draw_symbol(surface, symbol, left=_MARGIN, top=_MARGIN, dots=dots)
    code = fit_line(label.code, size=24, box_width=_COLUMN * DOT)
    _draw_head(surface, label, code)
    _draw_rule(surface, _FIRST_RULE)
    _draw_party(
        surface,
        words.to,
        (
            Paragraph(readable(label.to_name, label.to_latin), 18, bold=True),
            *(Paragraph(line, 13.5) for line in label.to_lines),
            Paragraph(label.to_phone, 14, bold=True, space_before=3),
        ),
        top=_FIRST_RULE + 20,
        bottom=_SECOND_RULE - 12,
    )
    _draw_rule(surface, _SECOND_RULE, thickness=1)
    _draw_party(
        surface,
        words.from_,
        (
            Paragraph(readable(label.from_name, label.from_latin), 11.5, bold=True),
            *(Paragraph(line, 9.5) for line in label.from_lines),
            Paragraph(label.from_phone, 10, bold=True, space_before=2),
        ),
        top=_SECOND_RULE + 20,
        bottom=_THIRD_RULE - 12,
    )
    _draw_rule(surface, _THIRD_RULE)
    _draw_foot(surface, label, code)
    side = symbol.width * dots
    draw_symbol(surface, symbol, left=_RIGHT - side, top=_BOTTOM - side, dots=dots)


def _draw_head(surface: Surface, label: BoxLabel, code: Line) -> None:
    """Beside the first symbol: which trip, the typed code, the device, the window."""
    words = label.words
    inbound = label.leg == "inbound"
    _draw_plate(surface, words.pickup if inbound else words.return_, filled=inbound)
    draw_lines(surface, [code], left=_ASIDE, top=110)
    details = [Paragraph(words.device, 7), Paragraph(label.model, 10.5, bold=True)]
    if label.window:
        details += [Paragraph(words.window, 7, space_before=3), Paragraph(label.window, 10.5, bold=True)]
    draw_box(surface, details, left=_ASIDE, top=180, width=_COLUMN, bottom=_FIRST_RULE - 10)


def _draw_plate(surface: Surface, word: str, *, filled: bool) -> None:
    """White on black for the trip in, black on white for the trip out: told apart from across the room."""
    line = fit_line(word, size=17, box_width=(_COLUMN - 40) * DOT)
    left, top, thick = _ASIDE, _MARGIN, 4
    if filled:
        surface.block(left=left, top=top, width=_COLUMN, height=_PLATE)
    else:
        for edge in (top, top + _PLATE - thick):
            surface.block(left=left, top=edge, width=_COLUMN, height=thick)
        for edge in (left, left + _COLUMN - thick):
            surface.block(left=edge, top=top, width=thick, height=_PLATE)
    middle = left + (_COLUMN - width_of(line.text, line.face, line.size) / DOT) / 2
    baseline = (_PLATE * DOT + line.size * _CAPITALS) / 2
    surface.text(replace(line, baseline=baseline), left=middle, top=top, white=filled)


def _draw_foot(surface: Surface, label: BoxLabel, code: Line) -> None:
    """Beside the second symbol: what to do with it, Code 128, the typed code again."""
    hint = [Paragraph(label.words.hint, 8.5)]
    draw_box(surface, hint, left=_MARGIN, top=_THIRD_RULE + 20, width=_COLUMN, bottom=_THIRD_RULE + 84)
    bars = code128(label.code.replace("-", ""))
    surface.bitmap(bars, left=_MARGIN, top=_THIRD_RULE + 98, width=bars.width * _BAR_DOTS, height=106)
    draw_lines(surface, [code], left=_MARGIN, top=_BOTTOM - round(code.size / DOT))


def _draw_party(
    surface: Surface, word: str, paragraphs: Sequence[Paragraph], *, top: int, bottom: int
) -> None:
    """Draw one side of the trip; the word before it stands on the line of the name."""
    lines = compose(paragraphs, box_width=(_RIGHT - _NAMES) * DOT, box_height=(bottom - top) * DOT)
    heading = fit_line(word, size=9, box_width=(_NAMES - _MARGIN - 12) * DOT)
    if lines:
        heading = replace(heading, baseline=lines[0].baseline)
    draw_lines(surface, [heading], left=_MARGIN, top=top)
    draw_lines(surface, lines, left=_NAMES, top=top)


def _draw_rule(surface: Surface, top: int, *, thickness: int = 3) -> None:
    surface.block(left=_MARGIN, top=top, width=_RIGHT - _MARGIN, height=thickness)
