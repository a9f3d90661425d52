"""What a scanner or a thumb sent, read back as what it can be, whatever the keyboard did to it.

A keyboard-wedge scanner types keys; a PC in Hangul mode turns `RP-7K2M` into `꼐-7ㅏ2ㅡ`, a Japanese or
Korean full-width mode turns it into `ＲＰ－７Ｋ２Ｍ`. Both can be undone exactly. Scanners also put things of their
own before what they read (AIM identifiers such as `]Q1`, control characters), and read a label twice in one go.
"""

import re
from dataclasses import dataclass

from app.kernel.hangul_keyboard import as_keys
from app.kernel.ids import CODE_LENGTH, plain_name, plain_serial, read_ticket_code

_QR_ADDRESS = re.compile(r"/Q/([^/?#\s]+)")
_BIN_ADDRESS = re.compile(r"/B/([^/?#\s]+)")
_AIM = re.compile(r"^[^\w/]*\][A-Z]\w", re.ASCII)  # ISO/IEC 15424: ], a letter for the symbology, a modifier
_CONTROL = dict.fromkeys(range(32))
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Scanned:
    """Everything a scan can be; each is only a candidate, the database knows which of them exists."""

    ticket_code: str | None
    bin_code: str
    serial_key: str
    waybill: str
    number: str  # as typed, to be read as a phone number
    name_key: str


def read_anything(typed: str) -> Scanned:
    """All that a scan can be. Codes come from the keys that were pressed, names and numbers from the characters."""
    plain = typed[:LONGEST].translate(_CONTROL).strip()
    keys = _keys(plain)
    return Scanned(
        ticket_code=read_scan(typed), bin_code=read_bin(typed), serial_key=plain_serial(keys)[:60],
        waybill="".join(keys.split()).replace("-", "")[:40], number=plain, name_key=plain_name(plain)[:80],
    )  # fmt: skip


def read_scan(typed: str) -> str | None:
    """The twelve-character ticket code in a scan or in typing, or None where there is none.

    Takes the code with or without dashes, in any case, and the whole address of our QR code; once or twice in
    one burst, and behind what a scanner puts before it.
    """
    keys = _keys(typed[:LONGEST])
    address = _QR_ADDRESS.search(keys)
    if address:
        return read_ticket_code(address[1])
    code = read_ticket_code(keys)
    return code or _read_twice(keys)


def _read_twice(keys: str) -> str | None:
    """A label read twice before the scanner said so."""
    bare = "".join(char for char in keys if char.isalnum())
    first, second = bare[:CODE_LENGTH], bare[CODE_LENGTH:]
    return read_ticket_code(first) if first == second else None


def read_bin(typed: str) -> str:
    """A bin's code as its label prints it: capitals, narrow, without spaces around; or from the label's address."""
    keys = _keys(typed)
    address = _BIN_ADDRESS.search(keys)
    return address[1] if address else keys


def _keys(typed: str) -> str:
    keys = as_keys(typed.translate(_CONTROL)).strip().strip("~").strip()
    return _AIM.sub("", keys).strip()
