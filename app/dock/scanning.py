"""What a scanner or a thumb sent, read back as what it can be, whatever the keyboard did to it.

A keyboard-wedge scanner types keys; a PC in Hangul mode turns `RP-7K2M` into `꼐-7ㅏ2ㅡ`, a Japanese or
Korean full-width mode turns it into `ＲＰ－７Ｋ２Ｍ`. Both can be undone exactly. What a PC of another country makes of
it (`app.kernel.key_places`) has many readings: of our own labels the check letter decides, or the shelf that exists.
Scanners also put things of their own around what they read (AIM identifiers such as `]Q1`, control characters), and
without Enter a label that was read twice arrives as one text. Two different labels in one text are read as neither.

The other rooms of a scan: serials in `app.kernel.serials`, carriers' numbers in `app.dock.waybills`, what symbols
carry in `app.kernel.barcodes`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from app.dock.waybills import Waybill, read_waybills
from app.kernel.barcodes import read_symbol
from app.kernel.entering import LONGEST_SCAN, scanned
from app.kernel.hangul_keyboard import as_keys
from app.kernel.ids import CODE_LENGTH, plain_name, read_ticket_code
from app.kernel.key_places import by_place
from app.kernel.serials import SerialRead, read_serial

LONGEST_BIN = 20
# Where our own addresses hold a code: the label's, and those that people copy from the address line of a page.
_CODE_ADDRESS = re.compile(r"/(?:Q|BENCH|DOCK|DISPATCH/TRIPS)/([^/?#\s]+?)(?=[/?#\s]|HTTPS?:|$)")
_CODE_WORD = re.compile(
    r"\W*(?:(?:REPAIR|TICKET)?\s*(?:CODE|NO\.?|NUMBER)|REPAIR|TICKET|(?:수리|접수|티켓)?\s*(?:코드|번호)|수리|접수)\s*[:=#\s]\s*(?=\S)"
)
_BIN_WORD = re.compile(
    r"\W*(?:BINS?|SHELF|BOX|SLOT|LOCATION|보관함|보관|선반|칸|서랍|위치)(?:\s*(?:NO\.?|CODE|번호|코드))?[:#=\s-]*(?=\S)"
)
_ROW_AND_PLACE = re.compile(r"([A-Z]{1,4})[\W_]{0,3}([0-9]{1,3})")
_BIN_ADDRESS = re.compile(r"/B/([^/?#\s]+?)(?=[/?#\s]|HTTPS?:|$)")
# Between one reading and the next: STX, CR, TAB and the like, or ISO/IEC 15424's ], symbology letter, modifier.
_BETWEEN = re.compile(r"(?:[\x00-\x1f\x7f-\x9f]|\][A-Z][0-9A-Z])+")
# The same, without the separators inside a symbol.
_BURST = re.compile(r"(?:[\r\n\t\x02\x03]|\][A-Z][0-9A-Z])+")
_AGAIN = re.compile(r"(.{8,}?)(?:[ ~]*\1)+")  # long enough to be no accident of a serial
_BIN_AGAIN = re.compile(r"([A-Z].{2,}?)\1+")
_SHIFTED_DIGITS = frozenset("!@#$%^&*()")
_PRINTED_AROUND = "*(). "  # bar codes have stars, people brackets and full stops


@dataclass(frozen=True, slots=True)
class Scanned:
    """Everything but our code that a scan can be; each is only a candidate, the database knows which of them exists."""

    bin_codes: tuple[str, ...]
    bins_alike: tuple[str, ...]
    serial: SerialRead
    waybills: tuple[Waybill, ...]
    number: str  # as typed but narrow, to be read as a phone number
    name_key: str


def read_anything(typed: str) -> Scanned:
    """All that a scan can be beside our code (`read_scan`).

    Bins, serials and waybills come from the keys that were pressed, names and numbers from the characters.
    """
    plain = _BETWEEN.sub("", _seen(typed)).strip()
    once = _once(typed)
    return Scanned(
        bin_codes=read_bins(typed),
        bins_alike=bins_alike(typed),
        serial=read_serial(once),
        waybills=read_waybills(once),
        number=unicodedata.normalize("NFKC", plain),
        name_key=plain_name(plain)[:80],
    )


def read_scan(typed: str) -> str | None:
    """The twelve-character ticket code in a scan or in typing, or None where there is none, or more than one.

    Takes the code with or without dashes, in any case, and the whole address of our QR code or of a page about the
    repair, of any origin; once or several times in one burst, and inside what a scanner puts around it. Also behind
    "code:", and as a field of JSON, ISO/IEC 15434 or GS1. The check letter must agree. Where it does not, the keys of
    other countries' keyboards are tried; they must agree on one code.
    """
    code = _one_code(_keys(typed), around=_PRINTED_AROUND)
    if code is not None:
        return code
    carried = {_code(value.strip(_PRINTED_AROUND)) for value in _values(typed)} - {None}
    if carried:
        return carried.pop() if len(carried) == 1 else None
    by_keys = {_one_code(_keys(reading), around="") for reading in by_place(_seen(typed))} - {None}
    return by_keys.pop() if len(by_keys) == 1 else None


def _one_code(keys: str, *, around: str) -> str | None:
    written = _CODE_ADDRESS.findall(keys) or [keys]
    read = {_code(one.strip(around)) for one in written}
    return read.pop() if len(read) == 1 else None


def _values(typed: str) -> Iterator[str]:
    """The keys of what a symbol names, and of what stands behind a word for it."""
    seen = _seen(typed)
    if "://" not in seen:
        symbol = read_symbol(as_keys(seen))
        yield from dict.fromkeys((*symbol.serials, *symbol.waybills))
    words = unicodedata.normalize("NFKC", seen).upper()
    if behind := _CODE_WORD.match(words):
        yield _keys(words[behind.end() :])


def _code(keys: str) -> str | None:
    """Dashes and the like may stand in a code; where a digit's key was pressed with Shift, a letter would be lost."""
    if not _SHIFTED_DIGITS.isdisjoint(keys):
        return None
    bare = "".join(char for char in keys if char.isalnum())
    first = bare[:CODE_LENGTH]
    return read_ticket_code(first) if bare and first * (len(bare) // CODE_LENGTH) == bare else None


def read_bin(typed: str) -> str:
    """A bin's code as its label prints it: capitals, narrow, without spaces around; or from the label's address.

    A label read twice counts once where it begins with a letter: a number may well repeat itself.
    """
    return _bin(_keys(typed))


def read_bins(typed: str) -> tuple[str, ...]:
    """The bin's code, then what it would be by the keys of other countries' keyboards; which of them is up decides."""
    readings = (typed, *by_place(_seen(typed)))
    codes = dict.fromkeys(_bin(_keys(reading)) for reading in readings)
    return tuple(code for code in codes if 0 < len(code) <= LONGEST_BIN)


def bins_alike(typed: str) -> tuple[str, ...]:
    """What else the bin may be called: without the word before it, without its dash or the zeros that people leave out.

    None of them is what was typed, so one is meant only where exactly one of all is up.
    """
    words = unicodedata.normalize("NFKC", _seen(typed)).upper()
    word = _BIN_WORD.match(words)
    keys = _keys(words[word.end() :]) if word else _keys(typed)
    codes = {keys} if word else set()
    if row := _ROW_AND_PLACE.fullmatch(keys.strip(_PRINTED_AROUND)):
        places = {f"{int(row[2]):0{width}}" for width in (1, 2, 3)}
        codes |= {f"{row[1]}{sign}{place}" for sign in ("-", "", " ", ".") for place in places}
    return tuple(sorted(code for code in codes - set(read_bins(typed)) if 0 < len(code) <= LONGEST_BIN))


def bin_meant(codes: Iterable[str], alike: Collection[str], up: Collection[str]) -> str | None:
    """Which of the bins that are `up`: one by its very code, else the only one that is called alike."""
    exact = next((code for code in codes if code in up), None)
    others = [code for code in alike if code in up]
    return exact or (others[0] if len(others) == 1 else None)


def _bin(keys: str) -> str:
    written = set(_BIN_ADDRESS.findall(keys))
    if len(written) == 1:
        return _seen(_BETWEEN.sub("", unquote(written.pop())))
    twice = _BIN_AGAIN.fullmatch(keys)
    return twice[1] if twice else keys


def _once(typed: str) -> str:
    """One reading of several in a burst, with what a symbol says of itself; anything else as it came."""
    keys = as_keys(_seen(typed)).strip()
    parts = [part.strip(" ~") for part in _BURST.split(keys) if part.strip(" ~")]
    if len(parts) < 2 or len(set(parts)) > 1:
        return _seen(typed).strip()
    begins = _BURST.match(keys)
    return (begins[0] if begins else "") + parts[0]


def _keys(typed: str) -> str:
    """The keys of one reading, however often it arrived, without what the scanner put around it."""
    parts = [part.strip(" ~") for part in _BETWEEN.split(as_keys(_seen(typed)))]
    different = [part for part in dict.fromkeys(parts) if part]
    keys = "".join(different)
    again = _AGAIN.fullmatch(keys)
    return again[1].strip(" ~") if again else keys


def _seen(typed: str) -> str:
    """Without what nobody sees, and cut."""
    return scanned(typed[:LONGEST_SCAN])
