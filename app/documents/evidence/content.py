"""What stands in an evidence file, as plain values; all words come in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a section; stays with what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph; `strong` for what a reader must not miss."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a table: lines of text, and below them what only an expert reads."""

    text: str
    fine: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that comes again on every page; `widths` are shares of the page's width."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A small JPEG with what is known of it; without one, `caption` says why."""

    jpeg: bytes | None
    caption: str
    fine: str = ""


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures in columns, each filled from the top; with `heads` what stands side by side is compared."""

    columns: tuple[tuple[Picture, ...], ...]
    heads: tuple[str, ...] = ()


Block = Heading | Prose | Table | Gallery


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole file: `title` and `mark` (which repair) stand on every page, `language` is ISO 639-1."""

    title: str
    mark: str
    language: str
    blocks: Sequence[Block]
