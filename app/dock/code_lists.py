"""A pasted list of codes taken apart: one a line, with commas of any script between, or with nothing but spaces."""

import re

from app.dock.scanning import read_scan
from app.kernel.ids import read_ticket_code

_BETWEEN = re.compile(r"[\n\r\t\v\f\u0085\u2028\u2029,;|，、；､﹐،•·]+")
_SPACED = 4  # groups in which a code is written at most
_LONG = 7  # letters and digits of what stands for itself beside others, where only spaces are between


def split_codes(typed: str, *, ours_only: bool = False) -> list[str]:
    """The codes of a list, in their order.

    A space may stand inside a code, a serial, a waybill: it only separates where what is on both sides is whole.
    `ours_only`: only codes of repairs and bins are wanted, so every space that is not inside a code separates.
    """
    words: list[str] = []
    for part in filter(None, map(str.strip, _BETWEEN.split(typed))):
        apart = _apart(part.split())
        words += apart if ours_only or all(map(_is_whole, apart)) else [part]
    return words


def _apart(groups: list[str]) -> list[str]:
    """Groups between spaces, those that are one code together again."""
    words, at = [], 0
    while at < len(groups):
        together = (" ".join(groups[at : at + count]) for count in range(2, _SPACED + 1))
        word = next((one for one in together if read_ticket_code(one)), groups[at])
        words.append(word)
        at += len(word.split())
    return words


def _is_whole(word: str) -> bool:
    plain = [char for char in word if char.isalnum()]
    return (len(plain) >= _LONG and any(map(str.isdecimal, plain))) or read_scan(word) is not None
