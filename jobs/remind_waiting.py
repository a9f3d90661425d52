"""Reminds customers of a question, terms or a pickup they have not decided about."""

from app.journeys.watch.remind_waiting import remind, reminders_due
from app.runtime import Runtime
from jobs.turns import each_due


def run(runtime: Runtime) -> int:
    """Every question of which somebody is to be reminded now."""
    return each_due(runtime, reminders_due, remind)
