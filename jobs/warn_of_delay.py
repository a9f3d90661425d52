"""Tells customers before a promise of ours breaks, with the reason and a new date."""

from app.journeys.watch.warn_of_delay import slipping, warn_of_delay
from app.runtime import Runtime
from jobs.turns import each_ticket


def run(runtime: Runtime) -> int:
    """Every ticket that slips."""
    return each_ticket(runtime, slipping, warn_of_delay)
