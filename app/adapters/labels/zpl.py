"""Labels for thermal printers in ZPL II: the whole label as one graphic, so Hangul needs no font in the printer.

The graphic is ASCII hexadecimal with the repeat letters of "alternative data compression" (ZPL II Programming
Guide, ^GF): every printer that speaks ZPL reads it, which cannot be said of base 64 (:Z64:).
"""

import re
from collections.abc import Iterable, Sequence

from PIL import Image, ImageChops

from app.adapters.labels.plan import FULL
from app.adapters.labels.raster import label_raster
from app.documents.labels.content import Label

MOST_COPIES = 99
_REPEATED = re.compile(r"(.)\1{2,}")
_REST = {"0": ",", "F": "!"}


def labels_zpl(labels: Sequence[Label], *, copies: int = 1) -> bytes:
    """Return one stream with a format (^XA … ^XZ) for each label, each printed `copies` times.

    Raises ValueError outside of 1 to MOST_COPIES, and TextTooLong when a text fits nowhere.
    """
    if not 1 <= copies <= MOST_COPIES:
        raise ValueError(f"Print 1 to {MOST_COPIES} copies")
    return "".join(_format(label_raster(label), copies) for label in labels).encode("ascii")


def _format(picture: Image.Image, copies: int) -> str:
    """Width, length and home are set each time: another job may have left them otherwise."""
    stride = -(-picture.width // 8)
    total = stride * picture.height
    black = ImageChops.invert(picture).tobytes()  # in ZPL a 1 is black
    rows = [black[start : start + stride].hex().upper() for start in range(0, total, stride)]
    return (
        f"^XA^PW{FULL.width}^LL{FULL.height}^LH0,0^LS0"
        f"^FO0,0^GFA,{total},{total},{stride},{''.join(_compressed(rows))}^FS^PQ{copies}^XZ\n"
    )


def _compressed(rows: Sequence[str]) -> Iterable[str]:
    """Shorten each row: `:` repeats the row before, `,` and `!` fill the rest with 0 and F."""
    before = ""
    for row in rows:
        if row == before:
            yield ":"
            continue
        before = row
        last = row[-1]
        kept = row.rstrip(last) if last in _REST else row
        yield _REPEATED.sub(lambda run: _count(len(run[0])) + run[1], kept) + _REST.get(last, "")


def _count(times: int) -> str:
    """Write a count as ZPL does: z to g are 400 to 20 in steps of 20, Y to G are 19 to 1; they add up."""
    letters = "z" * (times // 400)
    times %= 400
    if times >= 20:
        letters += chr(ord("f") + times // 20)
    if times % 20:
        letters += chr(ord("F") + times % 20)
    return letters
