"""Sets paragraphs into a box: wraps at spaces, then shrinks, and never cuts or overlaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.adapters.labels.typeface import face_for, printable, width

LEADING = 1.3
"""Distance between baselines as a multiple of the size."""
SMALLEST = 4.0
"""Points; below this nobody can read it, so a box that needs less refuses."""

_STEP = 0.97


class TextTooLong(ValueError):
    """The text fills its box even in the smallest type; nothing was printed. `code` is of that label."""

    code = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with the size in points that it has when there is room."""

    text: str
    size: float
    bold: bool = False
    space_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line to draw; `baseline` is in points below the top of the box."""

    text: str
    face: str
    size: float
    baseline: float


def compose(paragraphs: Sequence[Paragraph], *, box_width: float, box_height: float) -> list[Line]:
    """Return the lines of `paragraphs` in a box measured in points, in the largest type that fits.

    All paragraphs shrink together, down to SMALLEST each, so that their order of importance stays visible.
    Empty ones take no room. Raises TextTooLong rather than leave a word out.
    """
    shown = [
        Paragraph(text, paragraph.size, paragraph.bold, paragraph.space_before)
        for paragraph in paragraphs
        if (text := printable(paragraph.text))
    ]
    if not shown:
        return []
    scale = 1.0
    while True:
        lines, height = _set(shown, box_width=box_width, scale=scale)
        if height <= box_height:
            return lines
        if scale * max(paragraph.size for paragraph in shown) <= SMALLEST:
            raise TextTooLong(f"{sum(len(paragraph.text) for paragraph in shown)} characters do not fit")
        scale *= min(_STEP, (box_height / height) ** 0.5)  # text that wraps fills an area: never too far


def fit_line(text: str, *, size: float, box_width: float, bold: bool = True) -> Line:
    """Return `text` as a single line, shrunk from `size` until it fits `box_width` points."""
    text = printable(text)
    face = face_for(text, bold=bold)
    natural = width(text, face, size)
    fitted = size if natural <= box_width else size * box_width / natural
    if fitted < SMALLEST:
        raise TextTooLong(f"{len(text)} characters do not fit on one line")
    return Line(text, face, fitted, fitted)


def size_for_words(text: str, *, size: float, least: float, box_width: float) -> float:
    """Return a size between `least` and `size` at which no word of bold `text` has to be broken, if there is one."""
    words = printable(text).split(" ")
    natural = max(width(word, face_for(word, bold=True), size) for word in words)
    return max(least, min(size, size * box_width / natural)) if natural else size


def _set(paragraphs: Sequence[Paragraph], *, box_width: float, scale: float) -> tuple[list[Line], float]:
    lines: list[Line] = []
    top = 0.0
    for paragraph in paragraphs:
        size = max(SMALLEST, paragraph.size * scale)
        face = face_for(paragraph.text, bold=paragraph.bold)
        if lines:
            top += paragraph.space_before * scale
        for text in _wrap(paragraph.text, face, size, box_width):
            lines.append(Line(text, face, size, baseline=top + size))
            top += size * LEADING
    return lines, top


def _wrap(text: str, face: str, size: float, box_width: float) -> Iterator[str]:
    """Break at spaces (Korean reads badly when words are split); only a word wider than the box is broken."""
    if width(text, face, size) <= box_width:
        yield text
        return
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined, face, size) <= box_width:
            line = joined
            continue
        if line:
            yield line
        *full, line = _break(word, face, size, box_width)
        yield from full
    yield line


def _break(word: str, face: str, size: float, box_width: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, face, size) > box_width:
            pieces.append("")
        pieces[-1] += character
    return pieces
