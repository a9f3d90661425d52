"""The label's typeface: loads it once per process and keeps texts to characters it can show."""

import logging
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).parent / "fonts"
REGULAR = "MendpostLabel-Regular"
BOLD = "MendpostLabel-Bold"
MISSING = "□"
"""Stands for a character that the typeface lacks: a reader sees that something is missing."""

_TWINS = {"Đ": "Ð"}  # the Vietnamese letter is missing, the Icelandic one looks the same
_loading = Lock()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Face:
    font: TTFont
    characters: frozenset[str]
    advances: dict[str, float]  # thousandths of the size


def ready() -> None:
    """Make the typeface known to reportlab; parsing takes 60 ms, so it happens once per process."""
    with _loading:  # two threads must not register two different objects under one name
        _faces()


def font(face: str) -> TTFont:
    """Return reportlab's font of that name."""
    return _faces()[face].font


def file_of(face: str) -> Path:
    """Return the font file of that name."""
    return FONTS / f"{face}.ttf"


def advances(text: str, face: str) -> list[float]:
    """Return how far each character moves the pen, as a multiple of the size; there is no kerning."""
    known = _faces()[face].advances
    return [known[character] / 1000 for character in text]


def width(text: str, face: str, size: float) -> float:
    """Return the width of printable `text` in points at `size` points."""
    return sum(map(_faces()[face].advances.__getitem__, text)) * size / 1000


def face_for(text: str, *, bold: bool) -> str:
    """Return the face for `text`: bold where asked, but the regular one for Hanja, which bold lacks."""
    return BOLD if bold and _faces()[BOLD].characters.issuperset(text) else REGULAR


def printable(text: str) -> str:
    """Return `text` as one line in characters that the typeface has.

    Hangul typed as separate letters (as macOS sends it) is composed; a Latin letter with an accent the
    typeface lacks loses the accent; what is left shows as □ and is logged without the text itself.
    """
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    if _faces()[REGULAR].characters.issuperset(composed):
        return composed
    shown = "".join(_shown(character) for character in composed)
    if (missing := shown.count(MISSING) - composed.count(MISSING)) > 0:
        _log.warning("%d characters of a label are not in its typeface and are shown as %s", missing, MISSING)
    return shown


def lacking(text: str) -> str:
    """The letters of `text` that a label shows as □, each once, in the order in which they come."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(one for one in composed if one != MISSING and _shown(one) == MISSING))


def readable(name: str, latin: str) -> str:
    """The name as a label shows it: in Latin letters where it lacks letters and somebody has given them."""
    return latin if latin and lacking(name) and not lacking(latin) else name


def _shown(character: str) -> str:
    characters = _faces()[REGULAR].characters
    if character in characters:
        return character
    if character in _TWINS:
        return _TWINS[character]
    if unicodedata.category(character) in ("Cf", "Cc", "Mn", "Me"):
        return ""  # joiners, direction marks, loose accents: they have no picture of their own
    plain = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in plain if not unicodedata.combining(part))
    return plain if plain and characters.issuperset(plain) else MISSING


@cache
def _faces() -> dict[str, _Face]:
    """Register both faces and measure their characters."""
    faces = {}
    for name in (REGULAR, BOLD):
        read = TTFont(name, str(file_of(name)))
        pdfmetrics.registerFont(read)
        parsed: Any = read.face  # its stubs declare the methods without types
        known = {chr(code): float(parsed.getCharWidth(code)) for code in parsed.charToGlyph}
        faces[name] = _Face(read, frozenset(known), known)
    return faces
