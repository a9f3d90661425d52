"""Notes on tasks about missing devices who had them in hand again, once that scan cannot be undone any more."""

from app.dock import found_again
from app.runtime import Runtime


def run(runtime: Runtime) -> int:
    """All that turned up since; how many."""
    with runtime.database.transaction() as session:
        return found_again.keep(session, now=runtime.clock())
