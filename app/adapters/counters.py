"""What outside calls came to in this process: how many, how they ended, how long they took; ready for `/metrics`.

Plain numbers under a lock. Each process has its own: who shows them adds up the workers.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

# Upper bounds in seconds, "le" of a Prometheus histogram; beyond the last there is only infinity.
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 60.0)


class Ended(StrEnum):
    """How a call to somebody outside can end."""

    OK = "ok"
    REFUSED = "refused"  # they said no, and would again
    FAILED = "failed"  # certainly nothing came of it; another time it may
    UNKNOWN = "unknown"  # they may have done it


@dataclass(frozen=True, slots=True)
class Row:
    """All calls of one kind so far; `buckets` counts those of at most as many seconds as each of BOUNDS."""

    party: str
    act: str
    ended: Ended
    count: int
    seconds: float
    buckets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one moment; `under_way` by party, with what was given up and still goes on."""

    rows: Sequence[Row]
    under_way: Mapping[str, int]


@dataclass(slots=True)
class _Sum:
    seconds: float
    first_bound: list[int]  # how many have this bound as their first; the last place is infinity


class Counters:
    """Counts of any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sums: dict[tuple[str, str, Ended], _Sum] = {}
        self._under_way: Counter[str] = Counter()

    def count(self, party: str, act: str, ended: Ended, seconds: float) -> None:
        """One call more."""
        with self._lock:
            total = self._sums.setdefault((party, act, ended), _Sum(0.0, [0] * (len(BOUNDS) + 1)))
            total.seconds += seconds
            total.first_bound[bisect_left(BOUNDS, seconds)] += 1

    def under_way(self, party: str) -> None:
        """A thread began to work for a call."""
        with self._lock:
            self._under_way[party] += 1

    def over(self, party: str) -> None:
        """A thread ended, whether or not anybody waited for it."""
        with self._lock:
            self._under_way[party] -= 1

    def snapshot(self) -> Snapshot:
        """What was counted, in order of party, act and outcome."""
        with self._lock:
            rows = [_row(key, total) for key, total in sorted(self._sums.items())]
            return Snapshot(rows, dict(self._under_way))


def _row(key: tuple[str, str, Ended], total: _Sum) -> Row:
    party, act, ended = key
    buckets, count = [], 0
    for here in total.first_bound[:-1]:
        count += here
        buckets.append(count)
    return Row(party, act, ended, sum(total.first_bound), total.seconds, tuple(buckets))


COUNTERS = Counters()
