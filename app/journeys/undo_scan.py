"""A scan that was a slip is taken back within ten minutes: by a counter-event, never by removing anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.courier import jobs, tracking
from app.courier.queries import last_job
from app.courier.states import JobState, Leg, ParcelState
from app.custody import queries as custody
from app.custody.models import BizStep, CustodyEvent
from app.custody.modes import Mode, Outcome
from app.custody.scan_log import UNDO_WITHIN
from app.custody.scans import Scan
from app.custody.service import record, take_in_hand
from app.journeys.store_device import put_in_bin
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, WrongState
from app.kernel.i18n import text
from app.messaging.kinds import TextKind
from app.messaging.taken_back import take_back
from app.tickets import queries as tickets
from app.tickets.models import Ticket
from app.tickets.service import advance
from app.tickets.states import Action, State


@dataclass(frozen=True, slots=True)
class Slip:
    """What is taken back: the scan, the hand-over it wrote, who takes it back and when."""

    scan: Scan
    event: CustodyEvent
    actor: Actor
    now: datetime


def undo_scan(session: Session, scan: Scan, *, actor: Actor, now: datetime) -> Ticket:
    """Put everything back to where it was before the scan; both scans stay in the books.

    A text that still waits is not sent; one that has left is followed by another that says it was a slip.
    Raises WrongState "not_undoable" or "too_late", Conflict "moved_on" where something happened since.
    """
    if scan.mode not in BACK or scan.outcome is not Outcome.DONE or scan.ticket_id is None:
        raise WrongState(text("This scan changed nothing that could be taken back."), code="not_undoable")
    ticket = tickets.by_id(session, scan.ticket_id)
    take_in_hand(session, ticket)
    session.refresh(scan, with_for_update=True)
    if scan.undone_at is not None:
        raise Conflict(text("%(who)s has undone it already.", who=scan.undone_by), code="undone")
    if now - scan.at > UNDO_WITHIN:
        raise WrongState(
            text("A scan can be undone for ten minutes. Scan the device for what can be done now."),
            code="too_late",
        )
    event = custody.last_move(session, ticket.id)
    if event is None or (event.number, ticket.version) != (scan.custody_number, scan.version):
        raise Conflict(
            text("Something has happened to it since. Scan the device for what can be done now."),
            code="moved_on",
        )
    BACK[scan.mode](session, ticket, Slip(scan, event, actor, now))
    scan.undone_at, scan.undone_by = now, actor.name
    session.flush()
    return ticket


def _counter_event(session: Session, ticket: Ticket, slip: Slip) -> None:
    record(
        session, ticket_id=ticket.id, step=slip.event.step, place=slip.event.place, giver=slip.event.taker,
        taker=slip.event.giver, actor=slip.actor, now=slip.now, undoes=slip.event.number,
        evidence={"scan": str(slip.scan.id)},
    )  # fmt: skip


def _back_to_its_place(session: Session, ticket: Ticket, slip: Slip) -> None:
    _counter_event(session, ticket, slip)
    put_in_bin(session, ticket, slip.scan.answer.get("was_bin"))


def _not_arrived(session: Session, ticket: Ticket, slip: Slip) -> None:
    was: str | None = slip.event.evidence.get("pickup_was")  # there only where this scan closed the pickup
    job = last_job(session, ticket.id, Leg.PICKUP)
    if was is not None and job is not None and job.state is JobState.COLLECTED:
        jobs.reopen_pickup(session, job, JobState(was))
        tracking.record(
            session, job, key=f"{job.our_reference}:undone:{job.version}", state=ParcelState.PENDING,
            raw_code="dock_scan_undone", at=slip.now, now=slip.now,
        )  # fmt: skip
    _counter_event(session, ticket, slip)
    left = take_back(session, ticket_id=ticket.id, kinds=[TextKind.PARCEL_RECEIVED], since=slip.scan.at,
                     now=slip.now)  # fmt: skip
    advance(session, ticket, Action.UNDO_RECEIVE, actor=slip.actor, now=slip.now, quiet=not left)


def _in_again(session: Session, ticket: Ticket, slip: Slip) -> None:
    """In from the courier: a new arrival, or one that had been out in vain and only changed hands."""
    if slip.event.step is BizStep.RECEIVING and ticket.state is State.RECEIVED:
        _not_arrived(session, ticket, slip)
    else:
        _counter_event(session, ticket, slip)


def _not_left(session: Session, ticket: Ticket, slip: Slip) -> None:
    _counter_event(session, ticket, slip)
    left = take_back(session, ticket_id=ticket.id, kinds=[TextKind.ON_ITS_WAY], since=slip.scan.at,
                     now=slip.now)  # fmt: skip
    ticket.bin_code = slip.scan.answer.get("was_bin")
    advance(session, ticket, Action.UNDO_HAND_OUT, actor=slip.actor, now=slip.now, quiet=not left)


BACK: dict[Mode, Callable[[Session, Ticket, Slip], None]] = {
    Mode.RECEIVE: _not_arrived,
    Mode.HAND_IN: _in_again,
    Mode.STORE: _back_to_its_place,
    Mode.MOVE: _back_to_its_place,
    Mode.PICK: _back_to_its_place,
    Mode.PACK: _back_to_its_place,
    Mode.HAND_OUT: _not_left,
}
