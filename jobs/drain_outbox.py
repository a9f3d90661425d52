"""Makes the calls we owe that have no lane of their own: pictures fetched, files deleted."""

import os
import socket
from threading import Event

from app.relay.drain import drain
from app.relay.lanes import REST
from app.runtime import Runtime

OWNER = f"{socket.gethostname()[:60]}:{os.getpid()}"  # tells this worker's leases from another's
STOPPING = Event()  # set when the process is asked to end: the call at hand is finished, the rest given back


def run(runtime: Runtime) -> int:
    """Everything that is due."""
    return drain(runtime, owner=OWNER, lane=REST, stop=STOPPING.is_set)
