"""Asks whoever owes a promise before it slips; where nobody answers, the customer is told, or somebody has to call."""

from app.journeys.watch.watch_promises import ask, speak, to_ask_about, unanswered
from app.runtime import Runtime
from jobs.turns import each_due


def run(runtime: Runtime) -> int:
    """Every promise close to its time."""
    asked = each_due(runtime, to_ask_about, ask)
    return asked + each_due(runtime, unanswered, speak)
