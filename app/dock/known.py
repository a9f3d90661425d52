"""What was seen of a thing that a person has to settle, one shape for each kind of task."""

from typing import Literal, Self

from app.dock.rules import Discrepancy
from app.kernel.kept_text import KeptText
from app.kernel.shapes import Shape


class Differs(Shape):
    """An inspection found something else than was told; `number` is its hand-over in the ticket's custody."""

    version: Literal[1] = 1
    what: tuple[Discrepancy, ...]
    reasons: KeptText
    number: int
    remark: str = ""

    @classmethod
    def unreadable(cls, raw: str) -> Self:
        """Nothing is known of it but what stands there."""
        return cls(what=(), reasons=KeptText.unreadable(raw), number=0)


class Clues(Shape):
    """What can be read on a parcel nobody can name, each as it was typed."""

    version: Literal[1] = 1
    written: str = ""
    sender: str = ""
    phone: str = ""
    serial: str = ""

    @classmethod
    def unreadable(cls, raw: str) -> Self:
        """Shown as if it were written on the parcel."""
        return cls(written=raw)

    @property
    def all(self) -> tuple[str, ...]:
        """Those there are, the surest first: each may lead to the repair."""
        return tuple(filter(None, (self.written, self.sender, self.phone, self.serial)))
