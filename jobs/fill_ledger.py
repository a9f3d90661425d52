"""Gives repairs of before the ledger the promise that stood."""

from app.journeys.watch.fill_ledger import note_what_stood, without_a_row
from app.runtime import Runtime
from jobs.turns import each_ticket


def run(runtime: Runtime) -> int:
    """Every repair without one."""
    return each_ticket(runtime, without_a_row, note_what_stood)
