"""How each kind of scan is taken back: a counter-event, the bin it came from, the step back with its text."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.courier.trips import jobs, tracking
from app.courier.trips.queries import last_job
from app.courier.trips.states import JobState, ParcelState
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.service import record
from app.dock import tasks
from app.dock.models import Scan
from app.dock.works import NOT_ARRIVED, NOT_LEFT, Undo
from app.journeys.dock.store_device import put_in_bin
from app.journeys.request.nothing_left_open import nothing_left_open
from app.kernel.act import Act
from app.kernel.errors import Conflict, WrongState
from app.kernel.i18n import text
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.recall import recall
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import FINAL, Action, Disposition, State

ON_THE_ROAD = text("On its way to us")  # collected at the door: more than the state says


class TextHasLeft(Conflict):
    """The customer was told of the scan; whoever undoes it has not seen yet what would be sent after that."""

    code = "text_has_left"

    def __init__(self) -> None:
        super().__init__(
            text(
                "The text about this scan has left, or may have. Look at the one that corrects it, then undo."
            )
        )


@dataclass(frozen=True, slots=True)
class Slip:
    """What is taken back: the scan, the hand-over it wrote, the act that does, and whether its text was looked at."""

    scan: Scan
    event: CustodyEvent
    act: Act
    seen: bool


def back_to_its_place(session: Session, ticket: Ticket, slip: Slip) -> None:
    """Into the bin where it lay before, or nobody's."""
    _counter_event(session, ticket, slip)
    put_in_bin(session, ticket, slip.scan.was_bin)


def not_arrived(session: Session, ticket: Ticket, slip: Slip) -> None:
    """It is on its way again; a pickup that the scan had closed is open again, and so is whose parcel it is."""
    was: str | None = slip.event.evidence.pickup_was  # there only where this scan closed the pickup
    job = last_job(session, ticket.id, Leg.INBOUND)
    if was is not None and job is not None and job.state is JobState.COLLECTED:
        jobs.reopen_pickup(session, job, JobState(was), now=slip.act.now)
        tracking.record(
            session,
            job,
            key=f"{job.our_reference}:undone:{job.version}",
            state=ParcelState.PENDING,
            raw_code="dock_scan_undone",
            at=slip.act.now,
            now=slip.act.now,
        )
    if slip.event.evidence.was_unknown is not None:
        tasks.reopen(session, slip.event.evidence.was_unknown)
    _counter_event(session, ticket, slip)
    act = _corrected(session, ticket, slip, NOT_ARRIVED)
    stage = {"stage": ON_THE_ROAD} if job is not None and job.state is JobState.COLLECTED else {}
    start = tickets.history(session, ticket)[-1].from_state
    if start is State.INBOUND:
        advance(session, ticket, Action.UNDO_RECEIVE, act, due=slip.scan.was_due, says=Says(words=stage))
        return
    ended = start in FINAL
    advance(
        session,
        ticket,
        Action.UNDO_UNPLANNED,
        act,
        due=slip.scan.was_due,
        back_to=start,
        disposition=_how_it_had_ended(start),
        says=Says(kind=SmsKind.SCAN_WITHDRAWN if ended else None),
    )
    if ended:
        nothing_left_open(session, ticket, act)


def _how_it_had_ended(start: State | None) -> Disposition | None:
    """Only what was never shipped is received under its own code after its end."""
    if start is State.CLOSED:
        return Disposition.NO_SHIP_NEEDED
    return Disposition.CANCELLED if start in FINAL else None


def came_back(session: Session, ticket: Ticket) -> bool:
    """Whether the last step received what had been on its way to the customer: no slip of a scanner can be told from that."""
    last = tickets.history(session, ticket)[-1]
    return last.action is Action.RECEIVE and last.from_state is State.OUTBOUND


def in_again(session: Session, ticket: Ticket, slip: Slip) -> None:
    """In from the courier: a new arrival, or one that had been out in vain and only changed hands."""
    if slip.event.step is BizStep.RECEIVING and ticket.state is State.RECEIVED:
        not_arrived(session, ticket, slip)
    elif came_back(session, ticket):
        raise WrongState(
            text("It counts as back in the house. Hand it out again when a courier takes it along."),
            code="not_undoable",
        )
    else:
        _counter_event(session, ticket, slip)


def not_left(session: Session, ticket: Ticket, slip: Slip) -> None:
    """It is in the house again, in the bin where it lay."""
    _counter_event(session, ticket, slip)
    act = _corrected(session, ticket, slip, NOT_LEFT)
    ticket.bin_code = slip.scan.was_bin  # with no query before the step: both are one change of version
    advance(session, ticket, Action.UNDO_HAND_OUT, act, due=slip.scan.was_due)


def _counter_event(session: Session, ticket: Ticket, slip: Slip) -> None:
    record(
        session,
        replace(slip.act, place=slip.event.place),
        ticket_id=ticket.id,
        step=slip.event.step,
        giver=slip.event.taken_by,
        taker=slip.event.given_by,
        undoes=slip.event.number,
        evidence=Evidence(scan=slip.scan.id),
    )


def _corrected(session: Session, ticket: Ticket, slip: Slip, undo: Undo) -> Act:
    """Drop the text that still waits; the act of the step back, which sends one only where a text has left."""
    left = recall(session, ticket_id=ticket.id, kinds=undo.corrects, since=slip.scan.at, now=slip.act.now)
    if left and not (slip.seen or slip.act.quiet):
        raise TextHasLeft
    return replace(slip.act.onward, quiet=slip.act.quiet or not left)
