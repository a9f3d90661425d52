"""A reply as its sender's thumb left it, made plain: the same words however they were dressed, before any is understood."""

import re
import unicodedata
from collections.abc import Iterator

from app.kernel.hangul_keyboard import as_keys
from app.kernel.ids import read_ticket_code

_HIDDEN = ("Cf", "Cs", "Mn")
_FILLERS = "\u115f\u1160"  # Hangul letters that show nothing
_CODE = re.compile(r"(?<![0-9a-z])[0-9a-z]{4}(?:[\W_]{0,3}[0-9a-z]{4}){2}(?![0-9a-z])")


def plain(typed: str) -> str:
    """Full-width and composed forms folded (Unicode NFKC), lower case, invisible characters gone."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(c for c in folded if c not in _FILLERS and unicodedata.category(c) not in _HIDDEN)


def words(text: str) -> list[str]:
    """Letters and digits of a plain text in runs; punctuation, symbols and emoji only separate."""
    return "".join(char if char.isalnum() else " " for char in text).split()


def without_accents(text: str) -> str:
    """Latin letters without their marks (`arrêt` is often typed `arret`); Hangul stays whole."""
    return "".join(
        unicodedata.normalize("NFD", char)[0] if "\u00c0" <= char < "\u0250" else char for char in text
    )


def signs(text: str) -> set[str]:
    """The emoji and other pictures in a plain text; a hand's colour and a person's sex are none of their own."""
    return {char for char in text if unicodedata.category(char) == "So" and char not in "♀♂"}


def readings(text: str) -> Iterator[tuple[str | None, str]]:
    """A plain text as it stands, then without each ticket code that can be found in it.

    One word in 37 of that length agrees with its check letter by chance, so whoever calls must find the ticket,
    too. A code typed in Hangul mode must hold a digit: Korean words come apart into as many letters.
    """
    yield None, text
    for keys, in_hangul_mode in ((text, False), (as_keys(text).casefold(), True)):
        start = -1
        while match := _CODE.search(keys, start + 1):
            start = match.start()  # "okay 7K2M 4Q9T XB5X": the first of four words may be none of the code
            code = read_ticket_code("".join(words(match[0])))
            if code and (not in_hangul_mode or re.search(r"\d", match[0])):
                yield code, f"{keys[: match.start()]} {keys[match.end() :]}"
