"""Asking carriers with a network: note that one is asked, ask with no transaction open, note how it ended.

A trip is posted at most once for each time the carrier certainly did not book it; where an answer is missing it is
looked up by our reference, and in the end a person calls.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from app.courier.trips import bookings
from app.courier.trips.bookings import Next, Todo
from app.courier.trips.carriers import (
    AddressError,
    AuthExpired,
    Booked,
    Booking,
    Carrier,
    CutoffPassed,
    Duplicate,
    Permanent,
    TooLateToCancel,
    Transient,
)
from app.courier.trips.models import CourierJob
from app.courier.trips.states import WAITING, BookingTrouble
from app.outbox import service as outbox
from app.outbox.service import Claim
from app.runtime import Runtime

log = logging.getLogger("mendpost.relay")
TROUBLES = (  # the closest class first
    (AddressError, BookingTrouble.ADDRESS),
    (CutoffPassed, BookingTrouble.TOO_LATE),
    (AuthExpired, BookingTrouble.NO_ACCESS),
    (Permanent, BookingTrouble.REFUSED),
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How asking ended: what is noted of the job, which may say when the call is due again.

    With an `error` it is tried `again` by the outbox's timetable, or given up where it is not due again.
    """

    note: Callable[..., datetime | None] | None = None
    error: str | None = None
    again: bool = False


def book_trips(runtime: Runtime, claims: Sequence[Claim]) -> None:
    """One after the other: each takes its time, so its lease is stretched right before."""
    for claim in claims:
        _book(runtime, claim)


def cancel_trips(runtime: Runtime, claims: Sequence[Claim]) -> None:
    """The same for trips nobody needs to come for."""
    for claim in claims:
        _cancel(runtime, claim)


def leave_to_dispatcher(session: Session, claim: Claim, error: str, now: datetime) -> None:
    """A carrier that could not be asked for a day: the trip stands on the board, as what became of it is said there."""
    job = bookings.locked(session, _job_id(claim))
    if job.state in WAITING and job.asked_at is None:
        bookings.leave_to_person(session, job, trouble=BookingTrouble.UNREACHABLE, said=error, now=now)
    elif job.state in WAITING:
        job.trouble = BookingTrouble.NO_ANSWER
        session.flush()


def stays_booked(_session: Session, claim: Claim, error: str, _now: datetime) -> None:
    """The carrier may come in vain; the call stands among those given up, which a person settles."""
    log.error("trip %s may still be booked with its carrier: %s", _job_id(claim), error)


def _book(runtime: Runtime, claim: Claim) -> None:
    now = runtime.clock()
    with runtime.database.transaction() as session:
        job = bookings.locked(session, _job_id(claim))
        if not outbox.extend(session, claim, now=now):
            return
        carrier = runtime.carriers.get(job.carrier)
        if carrier is None:
            if job.state in WAITING:
                bookings.leave_to_person(session, job, trouble=BookingTrouble.NO_ACCESS, now=now)
            outbox.finish(session, [claim])
            return
        next_ = bookings.begin_booking(session, job, now=now)
        if _is_not_now(session, claim, next_):
            return
        booking = bookings.booking_of(session, job)
    asks = next_.todo is Todo.ASK
    ending = (
        _ask(carrier, booking)
        if asks
        else Ending(partial(bookings.note_found, booked=_look_up(carrier, booking.our_reference)))
    )
    _end(runtime, claim, ending, leave_to_dispatcher)


def _ask(carrier: Carrier, booking: Booking) -> Ending:
    name, reference = carrier.profile.name, booking.our_reference
    try:
        return Ending(partial(bookings.note_booked, booked=carrier.book(booking)))
    except Transient as error:
        return Ending(bookings.note_not_booked, _words(error), again=True)
    except Permanent as no:
        log.warning("carrier %s does not drive trip %s: %s", name, reference, type(no).__name__)
        trouble = next(trouble for kind, trouble in TROUBLES if isinstance(no, kind))
        return Ending(partial(bookings.leave_to_person, trouble=trouble, said=str(no)))
    except Duplicate as known:
        if known.booked is not None:
            return Ending(partial(bookings.note_booked, booked=known.booked))
        return Ending(partial(bookings.note_unknown, said=_words(known)))
    except Exception as error:  # whatever it was, the trip may be booked
        log.error("carrier %s, trip %s: what became of it is unknown", name, reference, exc_info=error)
        return Ending(partial(bookings.note_unknown, said=_words(error)))


def _look_up(carrier: Carrier, reference: str) -> Booked | None:
    """A look-up that got no answer counts as one that found nothing: after the last, a person calls anyway."""
    try:
        return carrier.find(reference)
    except Exception as error:
        log.warning("carrier %s, look-up of %s: %s", carrier.profile.name, reference, type(error).__name__)
        return None


def _cancel(runtime: Runtime, claim: Claim) -> None:
    now = runtime.clock()
    with runtime.database.transaction() as session:
        job = bookings.locked(session, _job_id(claim))
        if not outbox.extend(session, claim, now=now):
            return
        next_ = bookings.begin_cancelling(session, job, now=now)
        if _is_not_now(session, claim, next_):
            return
        carrier = runtime.carriers.get(job.carrier)
        ours, theirs = job.our_reference, job.carrier_reference
    if carrier is None:
        ending = Ending(error="the shop has no access to this carrier any more")
    elif theirs is None:
        found = _look_up(carrier, ours)
        ending = Ending(partial(_note_before_cancelling, booked=found), "it was not found, and may yet come")
    else:
        ending = _call_off(carrier, theirs)
    _end(runtime, claim, ending, stays_booked)


def _call_off(carrier: Carrier, reference: str) -> Ending:
    try:
        carrier.cancel(reference)
    except (TooLateToCancel, Permanent) as no:
        return Ending(error=_words(no))
    except Exception as error:  # called off or not: to say it again does no harm
        return Ending(error=_words(error), again=True)
    return Ending()


def _note_before_cancelling(
    session: Session, job: CourierJob, *, booked: Booked | None, now: datetime
) -> datetime | None:
    again = bookings.note_found(session, job, booked=booked, now=now)
    return again if booked is None else now


def _end(
    runtime: Runtime, claim: Claim, ending: Ending, give_up: Callable[[Session, Claim, str, datetime], None]
) -> None:
    now = runtime.clock()
    with runtime.database.transaction() as session:
        job = bookings.locked(session, _job_id(claim))
        if not outbox.extend(session, claim, now=now):
            return  # somebody else has it now, and looks it up
        due = ending.note(session, job, now=now) if ending.note else None
        if ending.again:
            due = outbox.next_try(claim, now=now)
        outbox.settle(session, claim, now=now, error=ending.error, retry_at=due)
        if ending.error and due is None:
            give_up(session, claim, ending.error, now)


def _is_not_now(session: Session, claim: Claim, next_: Next) -> bool:
    """Whether nobody is to be asked now; the claim is ended accordingly."""
    if next_.todo is Todo.NOTHING:
        outbox.finish(session, [claim])
    elif next_.until is not None:
        outbox.release(session, [claim], due_at=next_.until)
    return next_.todo in (Todo.NOTHING, Todo.WAIT)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _job_id(claim: Claim) -> UUID:
    return UUID(claim.payload["job_id"])
