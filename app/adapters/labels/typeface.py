"""The label's typeface: loads it once per process and keeps texts to characters it can show."""

import logging
import unicodedata
from functools import cache
from pathlib import Path
from threading import Lock

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


def ready() -> None:
    """Make the typeface known to reportlab; parsing takes 60 ms, so it happens once per process."""
    with _loading:  # two threads must not register two different objects under one name
        _glyphs()


def width(text: str, face: str, size: float) -> float:
    """Return the width of `text` in points at `size` points."""
    return float(pdfmetrics.stringWidth(text, face, size))


def face_for(text: str, *, bold: bool) -> str:
    """Return the face for `text`: bold where asked, but the regular one for Hanja, which bold lacks."""
    return BOLD if bold and all(ord(character) in _glyphs()[BOLD] for character in text) else REGULAR


def printable(text: str) -> str:
    """Return `text` as one line in characters that the typeface has.

    Hangul typed as separate letters (as macOS sends it) is composed; a Latin letter with an accent the
    typeface lacks loses the accent; what is left shows as □ and is logged without the text itself.
    """
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    shown = "".join(_shown(character) for character in composed)
    if (missing := shown.count(MISSING) - composed.count(MISSING)) > 0:
        _log.warning("%d characters of a label are not in its typeface and are shown as %s", missing, MISSING)
    return shown


def _shown(character: str) -> str:
    glyphs = _glyphs()[REGULAR]
    if ord(character) in glyphs:
        return character
    if character in _TWINS:
        return _TWINS[character]
    if unicodedata.category(character) in ("Cf", "Cc", "Mn"):
        return ""  # joiners, direction marks, loose accents: they have no picture of their own
    plain = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in plain if not unicodedata.combining(part))
    return plain if plain and all(ord(part) in glyphs for part in plain) else MISSING


@cache
def _glyphs() -> dict[str, frozenset[int]]:
    """Register both faces and return the code points of each."""
    fonts = {name: TTFont(name, str(FONTS / f"{name}.ttf")) for name in (REGULAR, BOLD)}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    return {name: frozenset(font.face.charToGlyph) for name, font in fonts.items()}
