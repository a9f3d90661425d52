"""A carrier's number as its label wraps it: bare, then out of what is known to stand around it, then at the end of more.

Carriers print the same number as text, as Codabar between letters, padded with zeros, behind a postcode, in an
address. Pure: which of these numbers exists, the database knows.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.kernel.barcodes import read_symbol, without_aim
from app.kernel.hangul_keyboard import as_keys
from app.kernel.ids import plain_waybill

LONGEST = 40
SHORTEST = 8
SHORTEST_END = 10  # digits at the end of a longer number that are looked at; fewer would fit by accident
_CODABAR = re.compile(r"[A-D]([0-9\-$:/.+]{6,})[A-D]")  # start and stop letters, ISO/IEC 16388 aside
_TWICE = re.compile(r"(.{8,}?)\1+")
_PIECE = re.compile(r"^(.{8,}?)[\s(,#]+(?:\d{1,3}\s*(?:/|OF|중)\s*\d{1,3}|\d{1,3}\s*개)\)?$")
_AFTER_POSTCODE = re.compile(r"420(?:\d{9}|\d{5})(\d{10,})|421\d{3}[0-9A-Z]{3,9}?(\d{10,})")  # GS1: ship to
_IN_WORDS = re.compile(r"\d(?:[\d\- .]*\d)")
_LOOK_DIGITS = str.maketrans("OQIL", "0011")


@dataclass(frozen=True, slots=True)
class Waybill:
    """One number this can be. `sure`: all of it, or cut out of something that says where it begins and ends."""

    number: str
    sure: bool


def read_waybills(typed: str) -> tuple[Waybill, ...]:
    """The numbers in order, each once; the first is the text itself. Any text is taken, none raises."""
    found: dict[str, Waybill] = {}
    for sure, numbers in ((True, _unwrapped(typed)), (False, _ends(typed))):
        for number in map(plain_waybill, numbers):
            if SHORTEST <= len(number) <= LONGEST:
                found.setdefault(number, Waybill(number, sure))
    return tuple(found.values())


def _unwrapped(typed: str) -> Iterator[str]:
    keys = without_aim(as_keys(typed)).strip()
    yield keys
    plain = plain_waybill(keys)
    yield from read_symbol(typed).waybills
    yield from read_symbol(keys).waybills
    if twice := _TWICE.fullmatch(plain):
        yield twice[1]
    for shown in (keys, unicodedata.normalize("NFKC", typed).strip().upper()):
        if piece := _PIECE.match(shown):
            yield piece[1]
    if codabar := _CODABAR.fullmatch(plain):
        yield codabar[1]
    if behind := _AFTER_POSTCODE.fullmatch(plain):
        yield behind[1] or behind[2]
    if plain.isdecimal():
        yield plain.lstrip("0")
    if (digits := plain.translate(_LOOK_DIGITS)).isdecimal():
        yield digits


def _ends(typed: str) -> Iterator[str]:
    """The last digits of a long number, and numbers among words."""
    keys = as_keys(typed)
    plain = plain_waybill(without_aim(keys))
    if plain.isdecimal() and len(plain) > SHORTEST_END:
        yield from (plain[-length:] for length in range(min(len(plain) - 1, 24), SHORTEST_END - 1, -1))
    yield from sorted(_IN_WORDS.findall(keys), key=len, reverse=True)[:4]
