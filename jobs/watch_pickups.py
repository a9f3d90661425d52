"""Notices pickups that nobody scanned by two hours after their window, and tells the customer."""

from app.journeys.watch.watch_pickups import give_up_pickup, missed_pickups
from app.runtime import Runtime
from jobs.turns import each_due


def run(runtime: Runtime) -> int:
    """Every one of them."""
    return each_due(runtime, missed_pickups, give_up_pickup)
