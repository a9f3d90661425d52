"""The plans of labels that stay in the shop: small ones for devices, and those of bins in any size."""

from math import ceil

from app.adapters.labels.bitmap import Bitmap
from app.adapters.labels.code128 import code128
from app.adapters.labels.compose import Line, Paragraph, fit_line, size_for_words
from app.adapters.labels.qr import QUIET_ZONE, qr_bitmap
from app.adapters.labels.surface import DOT, Size, Surface, dots_for, draw_box, draw_lines, draw_symbol
from app.documents.labels.content import BinLabel, DeviceLabel

# What office printers cannot reach at the edge of a sheet (5 mm), where a label ends at that edge: a sheet of
# 24 begins at its left edge, and half a millimetre below the upper one.
_SIDE, _END = 40, 36
_GAP = 12
_CAPITALS, _TAIL = 0.75, 0.15  # above and below the baseline as multiples of the size; a Q has a tail
_LOW = 400  # dots; a label below that height has one row of symbols and no room for bars
_NARROWEST, _WIDEST = 4, 16  # dots to a module of a bin's symbol: 0.5 and 2 mm


def draw_device_label(surface: Surface, label: DeviceLabel, size: Size) -> None:
    """Draw code and model between two symbols; larger labels get Code 128, too."""
    if size.height < _LOW:
        _draw_low(surface, label, size)
    else:
        _draw_high(surface, label, size)


def _draw_low(surface: Surface, label: DeviceLabel, size: Size) -> None:
    """A symbol on either side, the model between them, the code below."""
    right, bottom = size.width - _SIDE, size.height - _END
    code = fit_line(label.code, size=13, box_width=(right - _SIDE) * DOT)
    symbol = qr_bitmap(label.qr_text)
    dots = dots_for(symbol, bottom - _END - _depth(code))
    side, quiet = symbol.width * dots, QUIET_ZONE * dots
    draw_symbol(surface, symbol, left=_SIDE, top=_END, dots=dots)
    draw_symbol(surface, symbol, left=right - side, top=_END, dots=dots)
    left = _SIDE + side + quiet
    width = right - side - quiet - left
    model = [
        Paragraph(label.model, size_for_words(label.model, size=9, least=6, box_width=width * DOT), bold=True)
    ]
    draw_box(surface, model, left=left, top=_END, width=width, bottom=_END + side)
    _draw_on_ground(surface, code, bottom)


def _draw_high(surface: Surface, label: DeviceLabel, size: Size) -> None:
    """The symbols in opposite corners; beside the upper one code and model, beside the lower one the bars."""
    right, bottom = size.width - _SIDE, size.height - _END
    symbol = qr_bitmap(label.qr_text)
    dots = max(1, (bottom - _END) // 2 // symbol.width)  # they do not face each other: no quiet zone between
    side, quiet = symbol.width * dots, QUIET_ZONE * dots
    draw_symbol(surface, symbol, left=_SIDE, top=_END, dots=dots)
    draw_symbol(surface, symbol, left=right - side, top=bottom - side, dots=dots)
    left, width = _SIDE + side + quiet, right - _SIDE - side - quiet
    code = fit_line(label.code, size=20, box_width=width * DOT)
    draw_lines(surface, [code], left=left, top=_END)
    model = [Paragraph(label.model, 13, bold=True)]
    draw_box(
        surface, model, left=left, top=_END + _height(code) + _GAP, width=width, bottom=bottom - side - quiet
    )
    bars = code128(label.code.replace("-", ""))
    top = _END + side + quiet
    height = bottom - top - _depth(code) - _GAP
    surface.bitmap(bars, left=_SIDE, top=top, width=bars.width * _bar_dots(bars, width), height=height)
    _draw_on_ground(surface, code, bottom)


def draw_bin_label(surface: Surface, label: BinLabel, size: Size) -> None:
    """Draw the bin's code as large as it fits, with its symbol, its bars and its note."""
    if size.height > size.width:
        _draw_upright(surface, label, size)
    else:
        _draw_across(surface, label, size)


def _draw_across(surface: Surface, label: BinLabel, size: Size) -> None:
    """The symbol on the left; beside it the code, the note and the bars."""
    right, bottom = size.width - _SIDE, size.height - _END
    symbol, bars = qr_bitmap(label.qr_text), code128(label.code)
    dots, width = _beside(symbol, bars, right - _SIDE, bottom - _END)
    spare = bottom - _END - symbol.width * dots
    draw_symbol(surface, symbol, left=_SIDE, top=_END + spare // 2, dots=dots)
    left = right - width
    tall = (bottom - _END) // 3
    code = fit_line(label.code, size=1.2 * tall * DOT, box_width=width * DOT)
    # No accents above capitals.
    draw_lines(surface, [code], left=left, top=_END - round(0.2 * code.size / DOT))
    top = bottom - tall + _GAP
    surface.bitmap(bars, left=left, top=top, width=bars.width * _bar_dots(bars, width), height=bottom - top)
    note = [Paragraph(label.note, 0.3 * tall * DOT)]
    draw_box(surface, note, left=left, top=_END + _height(code), width=width, bottom=top - _GAP)


def _draw_upright(surface: Surface, label: BinLabel, size: Size) -> None:
    """The code on top, then the symbol, the note and the bars."""
    right, bottom = size.width - _SIDE, size.height - _END
    width = right - _SIDE
    symbol, bars = qr_bitmap(label.qr_text), code128(label.code)
    code = fit_line(label.code, size=80, box_width=width * DOT)
    draw_lines(surface, [code], left=_SIDE, top=_END)
    dots = dots_for(symbol, width, _WIDEST)
    side, quiet = symbol.width * dots, QUIET_ZONE * dots
    top = _END + _height(code) + quiet
    draw_symbol(surface, symbol, left=_SIDE, top=top, dots=dots)
    tall = 180
    note = [Paragraph(label.note, 18)]
    draw_box(surface, note, left=_SIDE, top=top + side + quiet, width=width, bottom=bottom - tall - _GAP)
    surface.bitmap(
        bars, left=_SIDE, top=bottom - tall, width=bars.width * _bar_dots(bars, width), height=tall
    )


def _beside(symbol: Bitmap, bars: Bitmap, width: int, height: int) -> tuple[int, int]:
    """Return the dots to a module and the column beside: the largest symbol that leaves bars two dots each."""
    dots = max(1, min(_WIDEST, height // symbol.width, width // (2 * symbol.width)))
    while dots > _NARROWEST and _column(symbol, dots, width) < 2 * bars.width:
        dots -= 1
    return dots, _column(symbol, dots, width)


def _column(symbol: Bitmap, dots: int, width: int) -> int:
    return width - (symbol.width + QUIET_ZONE) * dots - _GAP


def _bar_dots(bars: Bitmap, width: int) -> int:
    """Return the dots to a module of the bars: 0.25 to 0.5 mm, or 0.125 mm for a long code on a small label."""
    return max(1, min(4, width // bars.width))


def _draw_on_ground(surface: Surface, line: Line, bottom: int) -> None:
    """Print a line of capitals at the left, its tails ending at `bottom`."""
    draw_lines(surface, [line], left=_SIDE, top=bottom - ceil((1 + _TAIL) * line.size / DOT))


def _depth(line: Line) -> int:
    """What capitals and tails take, in dots."""
    return ceil((_CAPITALS + _TAIL) * line.size / DOT)


def _height(line: Line) -> int:
    return round(line.size / DOT)
