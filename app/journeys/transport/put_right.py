"""A trip of which we said that we did not come, and did: what was told wrongly, and the trip booked in its place."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.courier.slots.places import free_place
from app.courier.trips import jobs
from app.courier.trips.models import CourierJob
from app.courier.trips.queries import active_job
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.recall import recall
from app.promises import ledger
from app.promises.kinds import Because, Fact
from app.tickets.legs import Leg
from app.tickets.models import Ticket

SAID_OF_IT = {Leg.INBOUND: SmsKind.PICKUP_FAILED, Leg.OUTBOUND: SmsKind.RETURN_MISSED}


def was_told_missed(session: Session, job: CourierJob, *, now: datetime) -> bool:
    """Whether the customer read that we did not come, or may have; a text of it that still waits is held back."""
    if not job.missed or job.finished_at is None:
        return False
    kinds = [SAID_OF_IT[job.leg]]
    return recall(session, ticket_id=job.ticket_id, kinds=kinds, since=job.finished_at, now=now)


def call_off_the_next(session: Session, ticket: Ticket, job: CourierJob, *, now: datetime) -> None:
    """Nobody needs to come once more for what a missed trip has done after all; the place is free for others."""
    following = active_job(session, ticket.id, job.leg) if job.missed else None
    if following is not None:
        jobs.call_off(session, following, now=now)
        free_place(session, following.slot_id)


def put_promise_right(session: Session, job: CourierJob, *, at: datetime, now: datetime) -> None:
    """The window that counted as broken by us was kept after all, or broken later than noted: a counter-record says so."""
    trip = Because(Fact.TRIP, job.id)
    broken = ledger.broken_of(session, trip) if job.missed else None
    if broken is not None:
        ledger.correct(session, broken, trip, at=at, now=now)


def check_when(job: CourierJob, happened: datetime | None, *, now: datetime) -> datetime:
    """When it was at the door: now where nobody says otherwise. Raises FieldRefused "when" for no moment of this trip."""
    if happened is None:
        return now
    if not job.created_at <= happened <= now:
        raise FieldRefused(
            text("Write when it was at the door: after the trip was booked, and not later than now."),
            code="when",
            field="when",
        )
    return happened
