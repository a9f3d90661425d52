"""Asks a week after the delivery whether all is well, and closes the ticket a week later."""

from app.journeys.watch.ask_follow_ups import delivered, look_after
from app.runtime import Runtime
from jobs.turns import each_ticket


def run(runtime: Runtime) -> int:
    """Every delivered ticket whose day has come."""
    return each_ticket(runtime, delivered, look_after)
