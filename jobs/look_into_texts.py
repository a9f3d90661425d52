"""Asks the provider what became of texts whose answer was lost or of which no report came."""

from app.relay.enquiries import look_into_tries
from app.runtime import Runtime
from jobs.drain_outbox import STOPPING


def run(runtime: Runtime) -> int:
    """Everything that is due to be asked."""
    return look_into_tries(runtime, stop=STOPPING.is_set)
