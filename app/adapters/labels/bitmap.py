"""Black and white pictures as printers take them: packed bits, the same bytes for PDF, Pillow and PNG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from PIL import Image


@dataclass(frozen=True, slots=True)
class Bitmap:
    """One bit for each module, row by row from the top; 1 is white, and every row fills its last byte with it."""

    width: int
    height: int
    rows: bytes

    def modules(self) -> Iterator[tuple[bool, ...]]:
        """Each row from left to right, True for black."""
        stride = len(self.rows) // self.height
        for start in range(0, len(self.rows), stride):
            bits = f"{int.from_bytes(self.rows[start : start + stride]):0{8 * stride}b}"
            yield tuple(bit == "0" for bit in bits[: self.width])

    def path(self, *, left: int = 0, top: int = 0) -> str:
        """The black modules as an SVG path, a rectangle for each run of them: a third of the size of squares."""
        path = []
        for y, row in enumerate(self.modules(), top):
            x = left
            for black, run in groupby(row):
                length = len(list(run))
                if black:
                    path.append(f"M{x} {y}h{length}v1h-{length}z")
                x += length
        return "".join(path)

    def picture(self) -> Image.Image:
        """The same for Pillow, one pixel to a module."""
        return Image.frombytes("1", (self.width, self.height), self.rows)


def from_modules(modules: Sequence[Sequence[bool]]) -> Bitmap:
    """Pack rows of modules, True for black."""
    return from_bits(["".join("0" if black else "1" for black in row) for row in modules])


def from_bits(rows: Sequence[str]) -> Bitmap:
    """Pack rows written as digits, "0" for black and "1" for white."""
    width = len(rows[0])
    stride = -(-width // 8)
    return Bitmap(
        width, len(rows), b"".join(int(row.ljust(8 * stride, "1"), 2).to_bytes(stride) for row in rows)
    )
