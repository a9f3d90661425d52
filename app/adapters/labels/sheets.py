"""Sheets of labels on A4: how many, how large, and where each one lies."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.adapters.labels import box_plan
from app.adapters.labels.surface import DPI, Size

_DOTS = DPI / 25.4  # to a millimetre
A4 = Size(round(210 * _DOTS), round(297 * _DOTS))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Labels in rows and columns; where one lies is in millimetres from the sheet's top left corner."""

    columns: int
    rows: int
    size: Size
    """Of one label, as it is read."""
    first: tuple[float, float]
    """Left and top of the first label."""
    pitch: tuple[float, float]
    """From one label to the next, rightwards and downwards."""
    turned: bool = False
    """Whether each label lies on its side, its top to the left."""
    to_cut: bool = False
    """Whether it is plain paper that needs cut marks; the others are stickers cut already."""

    @property
    def places(self) -> int:
        """How many labels one sheet takes."""
        return self.columns * self.rows

    def place(self, number: int) -> tuple[int, int]:
        """Return left and top of the label at that place (0 is the first), on whole dots."""
        row, column = divmod(number, self.columns)
        return (
            round((self.first[0] + column * self.pitch[0]) * _DOTS),
            round((self.first[1] + row * self.pitch[1]) * _DOTS),
        )

    def pages(self, count: int, *, start: int = 1) -> Iterator[list[tuple[int, int]]]:
        """Yield for each page (number of the label, place): the first begins at place `start`, 1 being the first.

        Raises ValueError for a place that the sheet does not have.
        """
        if not 1 <= start <= self.places:
            raise ValueError(f"This sheet has the places 1 to {self.places}")
        page: list[tuple[int, int]] = []
        for number in range(count):
            place = (start - 1 + number) % self.places
            if page and place == 0:
                yield page
                page = []
            page.append((number, place))
        yield page


def _mm(dots: int) -> float:
    return dots / _DOTS


def _two() -> Sheet:
    """Two box labels; upright they would reach into the 5 mm that office printers leave blank."""
    height, width = box_plan.SIZE
    gap = _mm(A4.height - 2 * height) / 3
    return Sheet(
        1,
        2,
        box_plan.SIZE,
        first=(_mm(A4.width - width) / 2, gap),
        pitch=(0, _mm(height) + gap),
        turned=True,
        to_cut=True,
    )


def _stickers(
    columns: int, rows: int, label: tuple[float, float], first: tuple[float, float], gap: float
) -> Sheet:
    size = Size(int(label[0] * _DOTS), int(label[1] * _DOTS))
    return Sheet(columns, rows, size, first=first, pitch=(label[0] + gap, label[1]))


SHEETS: dict[int, Sheet] = {
    2: _two(),
    8: _stickers(2, 4, (99.1, 67.7), first=(4.65, 13.1), gap=2.5),
    24: _stickers(3, 8, (70.0, 37.0), first=(0.0, 0.5), gap=0.0),
}
"""By the number of labels: plain A4 to cut, and the two commonest sheets of stickers."""
