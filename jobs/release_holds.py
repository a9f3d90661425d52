"""Gives back places held by people who did not finish their request in ten minutes."""

from app.courier.slots.places import release_expired_holds
from app.runtime import Runtime


def run(runtime: Runtime) -> None:
    """Release what has run out."""
    with runtime.database.transaction() as session:
        release_expired_holds(session, runtime.clock())
