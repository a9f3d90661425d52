"""The only code that sets a job's state: open one, move it along its table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.courier.slots.models import Slot
from app.courier.trips.models import CourierJob
from app.courier.trips.profiles import needs_network
from app.courier.trips.queries import carrier_for
from app.courier.trips.states import ACTIVE, AFTER_ALL, MOVES, WAITING, JobState
from app.kernel.errors import Conflict, page_moved_on
from app.kernel.i18n import text
from app.outbox import service as outbox
from app.tickets.legs import Leg
from app.tickets.models import Ticket

BOOK_TRIP, CANCEL_TRIP = "carrier.book", "carrier.cancel"
_LETTER = {Leg.INBOUND: "P", Leg.OUTBOUND: "R"}


def open_job(session: Session, ticket: Ticket, slot: Slot, *, leg: Leg, now: datetime) -> CourierJob:
    """Open a job in a place already taken, with the carrier that drives there.

    Our own couriers' trips are `booked` by this row. Any other carrier's is `requested`, and the asking of the
    carrier is owed with it. Raises Conflict where the ticket got another job of that leg meanwhile.
    """
    attempt = 1 + (
        session.scalar(
            select(func.max(CourierJob.attempt)).where(
                CourierJob.ticket_id == ticket.id, CourierJob.leg == leg
            )
        )
        or 0
    )
    job = CourierJob(
        ticket_id=ticket.id,
        leg=leg,
        slot_id=slot.id,
        slot=slot,
        state=JobState.REQUESTED,
        attempt=attempt,
        carrier=carrier_for(session, ticket, slot, leg=leg),
        our_reference=f"{ticket.code}-{_LETTER[leg]}{attempt}",
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        raise page_moved_on() from None
    if not needs_network(session, job.carrier):
        move(session, job, JobState.BOOKED, now=now, carrier_reference=job.our_reference)
    else:
        owe_booking(session, job, now=now)
    return job


def call_off(session: Session, job: CourierJob, *, now: datetime) -> None:
    """Cancel a job, and owe its carrier the news where that may have booked it."""
    move(session, job, JobState.CANCELLED, now=now, looked_up=0)
    if needs_network(session, job.carrier) and (job.asked_at or job.carrier_reference):
        owe_cancelling(session, job, now=now)


def owe_booking(session: Session, job: CourierJob, *, now: datetime) -> None:
    """Owe the asking of a job's carrier; once, however often it is said."""
    outbox.enqueue_once(
        session, BOOK_TRIP, key=f"{BOOK_TRIP}:{job.id}", payload={"job_id": str(job.id)}, now=now
    )


def owe_cancelling(session: Session, job: CourierJob, *, now: datetime) -> None:
    """Owe a job's carrier the news that nobody needs to come; once, however often it is said."""
    outbox.enqueue_once(
        session, CANCEL_TRIP, key=f"{CANCEL_TRIP}:{job.id}", payload={"job_id": str(job.id)}, now=now
    )


def move(session: Session, job: CourierJob, to: JobState, *, now: datetime, **facts: Any) -> None:
    """Take a job to another state of its table, with the columns that go with it.

    One that counts as missed by us may turn out to have been driven (see `CourierJob.missed`). Raises Conflict "stop_done" where the table knows no such move, and "stale" where somebody was faster.
    """
    driven_after_all = job.missed and to is AFTER_ALL[job.leg]
    if to not in MOVES[job.state] and not driven_after_all:
        raise Conflict(
            text("This trip has ended already. Look at the fresh page for how it ended."), code="stop_done"
        )
    if driven_after_all:
        job.failure = None  # that it was called missed stands in the repair's history
    job.state = to
    for column, value in facts.items():
        setattr(job, column, value)
    if to not in WAITING:
        job.trouble, job.carrier_said = None, ""
    if to not in ACTIVE:
        job.finished_at = now
    try:
        session.flush()
    except StaleDataError:
        raise page_moved_on() from None


def reopen_pickup(session: Session, job: CourierJob, to: JobState, *, now: datetime) -> None:
    """Take back that a pickup was collected, as only a slip of the scanner said so.

    The one way out of an ended state, which is why the table of moves does not know it.
    """
    assert job.leg is Leg.INBOUND
    assert job.state is JobState.COLLECTED
    assert to in ACTIVE
    job.state, job.finished_at = to, None
    try:
        session.flush()
    except StaleDataError:
        raise page_moved_on() from None
    if to in WAITING:
        owe_booking(session, job, now=now)  # nobody asked on while it counted as collected


def put_into_run(session: Session, job: CourierJob, *, run_id: UUID, stop_number: int, now: datetime) -> None:
    """Make the job a stop of a run; a job already on its run only gets its number."""
    if job.state is JobState.BOOKED:
        move(session, job, JobState.ASSIGNED, now=now, run_id=run_id, stop_number=stop_number)
    elif (job.run_id, job.stop_number) != (run_id, stop_number):
        job.run_id, job.stop_number = run_id, stop_number
        session.flush()
