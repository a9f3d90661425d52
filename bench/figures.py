"""What was measured, as one table: a row for each figure, a column for each database."""

import os
import platform
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value of one run; `places` are the decimals worth printing."""

    what: str
    unit: str
    value: float
    places: int = 0


Runs = dict[str, list[Figure]]  # by database, over all runs


def machine() -> str:
    """Where this was measured, and how busy it was before: figures of a busy machine say little."""
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} CPUs, load average {load}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def table(runs: Runs) -> str:
    """Medians, with the lowest and the highest run beside them where there was more than one."""
    rows = list(dict.fromkeys((one.what, one.unit) for ones in runs.values() for one in ones))
    wide = max(len(what) for what, _ in rows)
    lines = [f"{'':<{wide}}" + "".join(f"  {name:>26}" for name in runs)]
    for what, unit in rows:
        cells = (
            _cell([one for one in ones if (one.what, one.unit) == (what, unit)]) for ones in runs.values()
        )
        lines.append(f"{what:<{wide}}" + "".join(f"  {cell:>26}" for cell in cells) + f"  {unit}")
    return "\n".join(lines)


def _cell(runs: Iterable[Figure]) -> str:
    runs = list(runs)
    if not runs:
        return "-"
    values, places = [one.value for one in runs], runs[0].places
    middle = f"{median(values):,.{places}f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):,.{places}f}-{max(values):,.{places}f})"
