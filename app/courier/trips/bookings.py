"""A carrier with a network is asked: what is noted before, and what its answer makes of the job.

`asked_at` is committed before the carrier is asked, and goes only where it certainly booked nothing. So whoever
finds it set, and no reference of the carrier's, may look the trip up and may not ask again: never two for one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips.carriers import Booked, Booking
from app.courier.trips.jobs import move, owe_cancelling
from app.courier.trips.models import CourierJob
from app.courier.trips.states import WAITING, BookingTrouble, JobState
from app.kernel.entering import entered_line
from app.tickets.models import Ticket

LOOK_UPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15))  # after it was asked; then a person
LONGEST_SAID = 200


class Todo(Enum):
    """What comes next."""

    ASK = "ask"
    LOOK_UP = "look_up"
    WAIT = "wait"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, and for WAIT until when."""

    todo: Todo
    until: datetime | None = None


NOTHING = Next(Todo.NOTHING)


def locked(session: Session, job_id: UUID) -> CourierJob:
    """The job as it is now, and nobody else at it; lock it before its owed call."""
    return session.get_one(CourierJob, job_id, with_for_update={"of": CourierJob}, populate_existing=True)


def booking_of(session: Session, job: CourierJob) -> Booking:
    """What the carrier is told."""
    ticket = session.get_one(Ticket, job.ticket_id)
    address = ticket.address
    return Booking(
        our_reference=job.our_reference,
        leg=job.leg,
        window=window_of(job.slot),
        recipient=address.recipient,
        phone=ticket.customer.phone,
        postcode=address.postcode,
        address=f"{address.line1} {address.line2}".strip(),
    )


def begin_booking(session: Session, job: CourierJob, *, now: datetime) -> Next:
    """Note that the carrier is asked now, or say what is to be done instead."""
    if job.state is JobState.REQUESTED:
        if now >= job.slot.starts_at:
            leave_to_person(session, job, trouble=BookingTrouble.TOO_LATE, now=now)
            return NOTHING
        move(
            session, job, JobState.BOOKING, now=now, asked_at=now, looked_up=0, trouble=None, carrier_said=""
        )
        return Next(Todo.ASK)
    if job.state is JobState.BOOKING:  # whoever asked did not come back
        move(session, job, JobState.BOOKING_UNKNOWN, now=now)
    if job.state is JobState.BOOKING_UNKNOWN and job.looked_up < len(LOOK_UPS):
        return _look_up_next(job, now)
    return NOTHING


def begin_cancelling(session: Session, job: CourierJob, *, now: datetime) -> Next:
    """Whether a called-off job is to be cancelled at its carrier now, looked up first, or left for later.

    One that was moved is kept until the trip in its place is booked: else a failure would lose both.
    """
    if job.state is not JobState.CANCELLED:
        return NOTHING
    if _place_taken_soon(session, job):
        return Next(Todo.WAIT, now + LOOK_UPS[0])
    if job.carrier_reference is not None:
        return Next(Todo.ASK)
    return _look_up_next(job, now) if job.asked_at is not None else NOTHING


def note_booked(session: Session, job: CourierJob, *, booked: Booked, now: datetime) -> None:
    """The carrier comes. Where the job ended meanwhile, its reference is kept, and a called-off one cancelled."""
    if job.state in WAITING:
        move(session, job, JobState.BOOKED, now=now)
    job.carrier_reference, job.waybill = booked.carrier_reference, booked.waybill
    session.flush()
    if job.state is JobState.CANCELLED:
        owe_cancelling(session, job, now=now)


def note_not_booked(session: Session, job: CourierJob, *, now: datetime) -> None:
    """It certainly does not come, and may be asked again."""
    job.asked_at = None
    if job.state in WAITING - {JobState.REQUESTED}:
        move(session, job, JobState.REQUESTED, now=now)
    session.flush()


def leave_to_person(
    session: Session, job: CourierJob, *, trouble: BookingTrouble, said: str = "", now: datetime
) -> None:
    """It certainly does not come, and asking again would not help: it stands on the board with the reason."""
    note_not_booked(session, job, now=now)
    if job.state is JobState.REQUESTED:
        job.trouble, job.carrier_said = trouble, entered_line(said)[:LONGEST_SAID]
    session.flush()


def note_unknown(session: Session, job: CourierJob, *, said: str, now: datetime) -> datetime:
    """Its answer is missing; when it is looked up first."""
    if job.state is JobState.BOOKING:
        move(session, job, JobState.BOOKING_UNKNOWN, now=now, carrier_said=entered_line(said)[:LONGEST_SAID])
    return _after_minutes(job, now)


def note_found(session: Session, job: CourierJob, *, booked: Booked | None, now: datetime) -> datetime | None:
    """What a look-up said; when the next one is, None where there is none any more.

    After the last one the job stands on the board, as only a call to the carrier can tell.
    """
    if booked is not None:
        note_booked(session, job, booked=booked, now=now)
        return None
    job.looked_up += 1
    last = job.looked_up == len(LOOK_UPS)
    if last and job.state in WAITING:
        job.trouble = BookingTrouble.NO_ANSWER
    session.flush()
    return None if last else _after_minutes(job, now)


def _look_up_next(job: CourierJob, now: datetime) -> Next:
    assert job.asked_at is not None, "a job whose answer is missing was asked for"
    at = job.asked_at + LOOK_UPS[min(job.looked_up, len(LOOK_UPS) - 1)]
    return Next(Todo.WAIT, at) if at > now else Next(Todo.LOOK_UP)


def _after_minutes(job: CourierJob, now: datetime) -> datetime:
    """The next look-up by the timetable; one that is late already leaves the carrier a minute all the same."""
    return max((job.asked_at or now) + LOOK_UPS[job.looked_up], now + LOOK_UPS[0])


def _place_taken_soon(session: Session, job: CourierJob) -> bool:
    others = select(CourierJob.id).where(
        CourierJob.ticket_id == job.ticket_id, CourierJob.leg == job.leg, CourierJob.state.in_(WAITING)
    )
    return session.scalar(others.limit(1)) is not None
