"""Books and calls off trips with the carriers that have a network, however slow they are."""

from app.relay.drain import drain
from app.relay.lanes import TRIPS
from app.runtime import Runtime
from jobs.drain_outbox import OWNER, STOPPING


def run(runtime: Runtime) -> int:
    """Every trip that is due to be booked or called off."""
    return drain(runtime, owner=OWNER, lane=TRIPS, stop=STOPPING.is_set)
