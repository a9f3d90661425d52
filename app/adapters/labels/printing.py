"""Every way a label leaves us, by name: what the file is, and one function that makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.adapters.labels.gaps import Gap, gaps_of
from app.adapters.labels.pdf import labels_pdf, sheets_pdf
from app.adapters.labels.raster import label_png
from app.adapters.labels.sheets import SHEETS, Sheet
from app.adapters.labels.svg import label_svg
from app.adapters.labels.zpl import labels_zpl
from app.documents.labels.content import Label

_PDF = ("application/pdf", "pdf")
_ZPL = ("application/vnd.zebra-zpl", "zpl")  # registered with IANA
_PNG = ("image/png", "png")
_SVG = ("image/svg+xml", "svg")


class Output(StrEnum):
    """The forms a label is printed in."""

    FULL = "4x6"
    A4_2 = "a4-2"
    A4_8 = "a4-8"
    A4_24 = "a4-24"
    ZPL = "zpl"
    PNG = "png"
    SVG = "svg"

    @property
    def sheet(self) -> Sheet | None:
        """The sheet of A4 it lies on, or None where every label is a page of its own."""
        return SHEETS[int(self.value.removeprefix("a4-"))] if self.value.startswith("a4-") else None

    @property
    def is_small(self) -> bool:
        """Whether there is no room for addresses: then a repair gets the small label of its device."""
        return self in (Output.A4_8, Output.A4_24)

    @property
    def is_picture(self) -> bool:
        """Whether its file holds one label only."""
        return self in _DRAWN

    @property
    def suffix(self) -> str:
        """How its file's name ends."""
        return _KIND.get(self, _PDF)[1]


_KIND = {Output.ZPL: _ZPL, Output.PNG: _PNG, Output.SVG: _SVG}
_DRAWN = {Output.PNG: label_png, Output.SVG: label_svg}


@dataclass(frozen=True, slots=True)
class Printed:
    """A file ready for the printer; `gaps` are the labels of it that show □ for letters, to be told to whoever prints."""

    data: bytes
    mimetype: str
    suffix: str
    gaps: tuple[Gap, ...] = ()


def print_labels(labels: Sequence[Label], output: Output, *, start: int = 1, copies: int = 1) -> Printed:
    """Print all labels in one file, each `copies` times; `start` is the first free place of a sheet.

    Raises ValueError without a label, for a place the sheet lacks, or for several labels as a picture; TextTooLong
    with the label's code where a text fits nowhere. Nothing is left out silently.
    """
    if not labels:
        raise ValueError("There is no label to print")
    if output.is_picture and len(labels) > 1:
        raise ValueError("A picture holds one label")
    mimetype, suffix = _KIND.get(output, _PDF)
    return Printed(_drawn(labels, output, start, copies), mimetype, suffix, gaps_of(labels))


def _drawn(labels: Sequence[Label], output: Output, start: int, copies: int) -> bytes:
    if output is Output.ZPL:
        return labels_zpl(labels, copies=copies)
    if output.is_picture:
        return _DRAWN[output](labels[0])
    each = [label for label in labels for _ in range(copies)]
    sheet = output.sheet
    return sheets_pdf(each, sheet, start=start) if sheet else labels_pdf(each)
