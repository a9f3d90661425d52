"""Encodes a code as Code 128, which still reads when a scratch has killed the QR symbol."""

from typing import Any

from reportlab.graphics.barcode.code128 import Code128

from app.adapters.labels.bitmap import Bitmap, from_bits

QUIET_ZONE = 10
"""Empty modules that ISO/IEC 15417 asks for left and right of the bars."""

# reportlab spells widths as letters: "C" is a bar of three modules, "c" a space of three.
_SPELLED = str.maketrans(
    {chr(ord("A") + width): "0" * (width + 1) for width in range(4)}
    | {chr(ord("a") + width): "1" * (width + 1) for width in range(4)}
)


def code128(text: str) -> Bitmap:
    """Return the bars as a picture of one row, without the quiet zones.

    `text` must be ASCII, as every code of ours is; raises ValueError otherwise.
    """
    if not text or not text.isascii():
        raise ValueError("Code 128 holds ASCII characters only")
    barcode: Any = Code128(text, quiet=0)  # its stubs declare the methods without types
    barcode.validate()
    barcode.encode()
    return from_bits([barcode.decompose().translate(_SPELLED)])
