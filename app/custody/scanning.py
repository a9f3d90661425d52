"""What a scanner or a thumb sent, read back as a ticket code, whatever the keyboard did to it.

A keyboard-wedge scanner types keys; a PC in Hangul mode turns `RP-7K2M` into `꼐-7ㅏ2ㅡ`, a Japanese or
Korean full-width mode turns it into `ＲＰ－７Ｋ２Ｍ`. Both can be undone exactly.
"""

import re
import unicodedata

from app.kernel.ids import read_ticket_code

# Two-set keyboard (KS X 5002): the keys behind each jamo, in the order Unicode lists them (U+1100 ff.).
# ㄲ, ㅒ and their like are one key with shift; case is folded, so they are that one letter.
_LEADING = "RRSEEFAQQTTDWWCZXVG"
_VOWELS = "K O I O J P U P H HK HO HL Y N NJ NP NL B M ML L".split()  # noqa: SIM905
_FINAL = "R R RT S SW SG E F FR FA FQ FT FX FV FG A Q QT T T D W C Z X V G".split()  # noqa: SIM905
_KEYS = {
    start + place: keys
    for start, row in ((0x1100, _LEADING), (0x1161, _VOWELS), (0x11A8, _FINAL))
    for place, keys in enumerate(row)
}
_QR_ADDRESS = re.compile(r"/Q/([^/?#\s]+)")


def as_keys(typed: str) -> str:
    """The keys that were pressed, in capitals: Hangul taken apart again, full-width made narrow."""
    return unicodedata.normalize("NFKD", typed).translate(_KEYS).upper()


def read_scan(typed: str) -> str | None:
    """The twelve-character ticket code in a scan or in typing, or None where there is none.

    Takes the code with or without dashes, in any case, and the whole address of our QR code.
    """
    keys = as_keys(typed.strip())
    address = _QR_ADDRESS.search(keys)
    return read_ticket_code(address[1] if address else keys)


def read_bin(typed: str) -> str:
    """A bin's code as its label prints it: capitals, narrow, without spaces around."""
    return as_keys(typed).strip()
