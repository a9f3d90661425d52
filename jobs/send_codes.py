"""Sends the codes somebody waits for at this moment, past whatever else is owed."""

from app.relay.drain import drain
from app.relay.lanes import CODES
from app.runtime import Runtime
from jobs.drain_outbox import OWNER, STOPPING


def run(runtime: Runtime) -> int:
    """Every code that is due."""
    return drain(runtime, owner=OWNER, lane=CODES, stop=STOPPING.is_set)
