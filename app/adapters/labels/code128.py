"""Encodes a ticket code as Code 128, which still reads when a scratch has killed the QR symbol."""

from typing import Any

from reportlab.graphics.barcode.code128 import Code128

QUIET_ZONE = 10
"""Empty modules that ISO/IEC 15417 asks for left and right of the bars."""


def code128_modules(text: str) -> tuple[bool, ...]:
    """Return the modules of the bars from left to right, True for black, without the quiet zones.

    `text` must be ASCII, as every ticket code is; raises ValueError otherwise.
    """
    if not text or not text.isascii():
        raise ValueError("Code 128 holds ASCII characters only")
    barcode: Any = Code128(text, quiet=0)  # its stubs declare the methods without types
    barcode.validate()
    barcode.encode()
    barcode.decompose()
    # reportlab spells widths as letters: "C" is a bar of three modules, "c" a space of three.
    return tuple(
        letter.isupper() for letter in barcode.decomposed for _ in range(ord(letter.lower()) - ord("a") + 1)
    )
