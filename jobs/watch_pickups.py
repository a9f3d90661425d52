"""Notices pickups that nobody scanned by two hours after their window, and tells the customer."""

from app.courier.queries import job_by_id, unscanned
from app.courier.states import FailureReason, Leg
from app.journeys.run_stop import fail_stop
from app.kernel.actor import SYSTEM
from app.kernel.errors import Conflict, WrongState
from app.runtime import Runtime


def run(runtime: Runtime) -> None:
    """One transaction per pickup; a courier who scans it in that moment wins."""
    now = runtime.clock()
    with runtime.database.reading() as session:
        missed = [job.id for job in unscanned(session, Leg.PICKUP, now=now)]
    for job_id in missed:
        try:
            with runtime.database.transaction() as session:
                fail_stop(
                    session, job_by_id(session, job_id), reason=FailureReason.NO_TIME, actor=SYSTEM, now=now
                )
        except (Conflict, WrongState):
            continue
