"""Ends what waited for an answer that did not come: questions, offers, quotes, pickups never booked."""

from app.journeys.watch.expire_waiting import let_expire, run_out
from app.runtime import Runtime
from jobs.turns import each_ticket


def run(runtime: Runtime) -> int:
    """Every ticket whose time has run out."""
    return each_ticket(runtime, run_out, let_expire)
