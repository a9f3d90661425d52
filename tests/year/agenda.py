"""Who does what next: a heap of moments, the same each time."""

from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from typing import NamedTuple


class Due(NamedTuple):
    """At that moment, that person means to do that; `number` keeps those of one moment in order."""

    at: datetime
    number: int
    who: str
    what: str
    about: tuple[str, ...] = ()


@dataclass
class Agenda:
    """All that anybody means to do."""

    _heap: list[Due] = field(default_factory=list)
    _number: int = 0

    def put(self, at: datetime, who: str, what: str, *about: str) -> None:
        """Somebody will do it at that moment (aware UTC)."""
        self._number += 1
        heappush(self._heap, Due(at, self._number, who, what, about))

    def next_at(self) -> datetime | None:
        """When somebody does something next; None where nobody does."""
        return self._heap[0].at if self._heap else None

    def take(self, now: datetime) -> Due | None:
        """The next thing whose moment has come."""
        return heappop(self._heap) if self._heap and self._heap[0].at <= now else None

    def __len__(self) -> int:
        return len(self._heap)
