"""Sends the texts we owe customers; codes and everybody else outside have lanes of their own."""

from app.relay.drain import drain
from app.relay.lanes import TEXTS
from app.runtime import Runtime
from jobs.drain_outbox import OWNER, STOPPING


def run(runtime: Runtime) -> int:
    """Every text that is due."""
    return drain(runtime, owner=OWNER, lane=TEXTS, stop=STOPPING.is_set)
