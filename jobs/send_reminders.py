"""Texts customers the evening before and the morning of a trip."""

from app.journeys.watch.send_reminders import remind, reminders_due
from app.runtime import Runtime
from jobs.turns import each_due


def run(runtime: Runtime) -> int:
    """Every text that is due."""
    return each_due(runtime, reminders_due, remind)
