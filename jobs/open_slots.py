"""Keeps three weeks of windows open."""

from app.courier.slots.places import open_slots
from app.runtime import Runtime


def run(runtime: Runtime) -> None:
    """Open what the plans promise and is not there yet."""
    with runtime.database.transaction() as session:
        open_slots(session, now=runtime.clock())
