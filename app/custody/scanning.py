"""What a scanner or a thumb sent, read back as a ticket code, whatever the keyboard did to it.

A keyboard-wedge scanner types keys; a PC in Hangul mode turns `RP-7K2M` into `꼐-7ㅏ2ㅡ`, a Japanese or
Korean full-width mode turns it into `ＲＰ－７Ｋ２Ｍ`. Both can be undone exactly.
"""

import re

from app.kernel.hangul_keyboard import as_keys
from app.kernel.ids import read_ticket_code

_QR_ADDRESS = re.compile(r"/Q/([^/?#\s]+)")


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
