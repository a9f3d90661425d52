"""Notices pickups that nobody scanned by two hours after their window, and tells the customer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.courier.trips.queries import job_by_id, unscanned
from app.courier.trips.states import FailureReason
from app.journeys.transport.run_stop import fail_stop
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.tickets.legs import Leg


def missed_pickups(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The jobs of which no courier has said how they went."""
    return [job.id for job in unscanned(session, Leg.INBOUND, now=now)]


def give_up_pickup(session: Session, job_id: UUID, *, now: datetime) -> bool:
    """It counts as come in vain, by our lateness; raises where a courier scans it in that moment, who wins."""
    fail_stop(session, job_by_id(session, job_id), Act(SYSTEM, now), reason=FailureReason.NO_TIME)
    return True
