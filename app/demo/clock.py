"""A clock for trying things out: real time plus a shift kept in a file, shared by web and jobs."""

from datetime import datetime, timedelta
from pathlib import Path

from app.kernel.clock import system_clock


class DemoClock:
    """Callable like any clock; `move_on` shifts it forward for every process of the demo shop."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / "demo-clock"

    def shift(self) -> timedelta:
        """How far ahead of real time the demo shop lives."""
        try:
            return timedelta(seconds=float(self._file.read_text()))
        except (FileNotFoundError, ValueError):
            return timedelta(0)

    def __call__(self) -> datetime:
        return system_clock() + self.shift()

    def move_on(self, by: timedelta) -> None:
        """Shift the demo shop forward; never back, as rows already carry its time."""
        if by < timedelta(0):
            raise ValueError("the demo clock only moves forward")
        seconds = (self.shift() + by).total_seconds()
        aside = self._file.with_suffix(".new")
        aside.write_text(str(seconds))
        aside.replace(self._file)
