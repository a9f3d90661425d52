"""Turns a link into a QR symbol: modules for print, SVG for screens."""

from functools import lru_cache
from html import escape
from typing import Final

from qrcode import constants, util
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from app.adapters.labels.bitmap import Bitmap, from_modules
from app.adapters.labels.qr_table import MASK, VERSION, tabled

QUIET_ZONE = 4
"""Empty modules that ISO/IEC 18004 asks for on every side of the symbol."""

_BYTES: Final = 4  # util.MODE_8BIT_BYTE, which its stubs declare too widely

# Level H survives 10 % damage where M never does. The others are for a PUBLIC_URL beyond any symbol at H.
_LEVELS = (
    constants.ERROR_CORRECT_H,
    constants.ERROR_CORRECT_Q,
    constants.ERROR_CORRECT_M,
    constants.ERROR_CORRECT_L,
)


def qr_bitmap(text: str) -> Bitmap:
    """Return the symbol for `text` without the quiet zone.

    Version 4, level H, mask 6; longer texts get the smallest version that holds them, and only what no
    version holds at level H (1,852 alphanumeric characters) gets a lower level. Raises ValueError above
    what the QR code standard can hold at all.
    """
    return tabled(text) or _encoded(text)


@lru_cache(maxsize=8)
def _encoded(text: str) -> Bitmap:
    """Let `qrcode` encode what our tables do not hold; kept, as a label has its symbol twice."""
    # A long run of zeros makes an all-zero Reed-Solomon block, on which qrcode 8.2 raises ValueError;
    # as bytes, the same text has none.
    as_bytes = util.QRData(text.encode(), mode=_BYTES)
    for level in _LEVELS:
        for data in (util.QRData(text), as_bytes):
            symbol = QRCode(version=VERSION, error_correction=level, border=0, mask_pattern=MASK)
            symbol.add_data(data)
            try:
                symbol.make(fit=True)
            except (ValueError, DataOverflowError):
                continue
            return from_modules([[bool(module) for module in row] for row in symbol.modules])
    raise ValueError(f"A QR symbol cannot hold {len(text)} characters. Set a shorter PUBLIC_URL.")


def qr_svg(text: str, *, aria_label: str) -> str:
    """Return the symbol as one SVG element, to be put into a page as it is.

    The viewBox counts modules, so any size given by a style sheet stays sharp. Black and white are written
    as attributes: a dark theme must not turn the colours round, and the page's CSP allows no inline style.
    """
    symbol = qr_bitmap(text)
    side = symbol.width + 2 * QUIET_ZONE
    path = symbol.path(left=QUIET_ZONE, top=QUIET_ZONE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"'
        f' aria-label="{escape(aria_label)}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    )
