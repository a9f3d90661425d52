"""Notices pickups that nobody scanned by two hours after their window, and tells the customer."""

from app.courier.trips.queries import job_by_id, unscanned
from app.courier.trips.states import FailureReason
from app.journeys.transport.run_stop import fail_stop
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.kernel.errors import Conflict, WrongState
from app.runtime import Runtime
from app.tickets.legs import Leg


def run(runtime: Runtime) -> None:
    """One transaction per pickup; a courier who scans it in that moment wins."""
    now = runtime.clock()
    with runtime.database.reading() as session:
        missed = [job.id for job in unscanned(session, Leg.INBOUND, now=now)]
    for job_id in missed:
        try:
            with runtime.database.transaction() as session:
                fail_stop(session, job_by_id(session, job_id), Act(SYSTEM, now), reason=FailureReason.NO_TIME)
        except (Conflict, WrongState):
            continue
