"""A scan that was a slip is taken back within ten minutes: by a counter-event, never by removing anything."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.courier.trips import jobs, tracking
from app.courier.trips.queries import last_job
from app.courier.trips.states import JobState, ParcelState
from app.custody import queries as custody
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.service import record, take_in_hand
from app.dock.models import Scan
from app.dock.modes import Mode, Outcome
from app.dock.scan_log import UNDO_WITHIN
from app.journeys.dock.store_device import put_in_bin
from app.kernel.act import Act
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, WrongState
from app.kernel.i18n import text
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.recall import already_left, recall
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.service import advance
from app.tickets.states import Action, State

# What tells the customer that it was a slip, and the text that it corrects.
CORRECTS: dict[Action, SmsKind] = {
    Action.UNDO_RECEIVE: SmsKind.PARCEL_RECEIVED,
    Action.UNDO_HAND_OUT: SmsKind.ON_ITS_WAY,
}
CORRECTED_BY: dict[Mode, Action] = {
    Mode.RECEIVE: Action.UNDO_RECEIVE,
    Mode.HAND_IN: Action.UNDO_RECEIVE,
    Mode.HAND_OUT: Action.UNDO_HAND_OUT,
}


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
    """What is taken back: the scan, the hand-over it wrote, who takes it back, when, and what they know of texts."""

    scan: Scan
    event: CustodyEvent
    actor: Actor
    now: datetime
    quiet: bool
    seen: bool


def undo_scan(session: Session, scan: Scan, act: Act, *, seen: bool = True) -> Ticket:
    """Put everything back to where it was before the scan; both scans stay in the books.

    A text that still waits is not sent; one that has left is followed by another that says it was a slip,
    unless `quiet`. `seen` is False where nobody has looked at that one: it may have left a moment ago.
    Raises WrongState "not_undoable" or "too_late", Conflict "moved_on" where something happened since, and
    TextHasLeft where a text nobody has seen would go.
    """
    if scan.mode not in BACK or scan.outcome is not Outcome.DONE or scan.ticket_id is None:
        raise WrongState(text("This scan changed nothing that could be taken back."), code="not_undoable")
    ticket = tickets.by_id(session, scan.ticket_id)
    take_in_hand(session, ticket)
    session.refresh(scan, with_for_update=True)
    if scan.undone_at is not None:
        raise Conflict(text("%(who)s has undone it already.", who=scan.undone_by), code="undone")
    if act.now - scan.at > UNDO_WITHIN:
        raise WrongState(
            text("A scan can be undone for ten minutes. Scan the device for what can be done now."),
            code="too_late",
        )
    event = _its_hand_over(session, ticket, scan)
    if event is None:
        raise Conflict(
            text("Something has happened to it since. Scan the device for what can be done now."),
            code="moved_on",
        )
    BACK[scan.mode](session, ticket, Slip(scan, event, act.actor, act.now, act.quiet, seen))
    scan.undone_at, scan.undone_by = act.now, act.actor.name
    session.flush()
    return ticket


def can_undo(session: Session, scan: Scan, *, now: datetime) -> bool:
    """Whether `undo_scan` would take it back now."""
    if scan.mode not in BACK or scan.outcome is not Outcome.DONE or scan.ticket_id is None:
        return False
    if scan.undone_at is not None or now - scan.at > UNDO_WITHIN:
        return False
    return _its_hand_over(session, tickets.by_id(session, scan.ticket_id), scan) is not None


def _its_hand_over(session: Session, ticket: Ticket, scan: Scan) -> CustodyEvent | None:
    """What the scan wrote, while that is the last that has happened to the device."""
    event = custody.last_move(session, ticket.id)
    if event is None or (event.number, ticket.version) != (scan.custody_number, scan.version):
        return None
    return event


def corrections(session: Session, scans: Iterable[Scan]) -> dict[UUID, tuple[Ticket, Action]]:
    """By scan: the repair, and the step whose text undoing it would send now; none where nothing has left.

    Nor where something happened since, as the scan cannot be undone any more. Three queries, however many.
    """
    told = {scan.ticket_id: scan for scan in scans if scan.ticket_id is not None and _told_somebody(scan)}
    if not told:
        return {}
    since = {ticket_id: scan.at for ticket_id, scan in told.items()}
    left = already_left(session, since=since, kinds=CORRECTS.values())
    which = {ticket_id for ticket_id, _ in left}
    moves = select(CustodyEvent.ticket_id, func.max(CustodyEvent.number)).where(
        CustodyEvent.ticket_id.in_(which), CustodyEvent.adds_to.is_(None)
    )
    newest = {row[0]: row[1] for row in session.execute(moves.group_by(CustodyEvent.ticket_id))}
    found = {}
    for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(which))):
        scan = told[ticket.id]
        action = CORRECTED_BY[scan.mode]
        stands = (newest.get(ticket.id), ticket.version) == (scan.custody_number, scan.version)
        if stands and (ticket.id, CORRECTS[action]) in left:
            found[scan.id] = ticket, action
    return found


def _told_somebody(scan: Scan) -> bool:
    return scan.mode in CORRECTED_BY and scan.outcome is Outcome.DONE and scan.undone_at is None


def _silently(session: Session, ticket: Ticket, slip: Slip, action: Action) -> bool:
    """Drop what still waits; whether the step back is taken without a text that corrects what has left."""
    left = recall(session, ticket_id=ticket.id, kinds=[CORRECTS[action]], since=slip.scan.at, now=slip.now)
    if left and not (slip.seen or slip.quiet):
        raise TextHasLeft
    return slip.quiet or not left


def _counter_event(session: Session, ticket: Ticket, slip: Slip) -> None:
    record(
        session,
        Act(slip.actor, slip.now, place=slip.event.place),
        ticket_id=ticket.id,
        step=slip.event.step,
        giver=slip.event.taken_by,
        taker=slip.event.given_by,
        undoes=slip.event.number,
        evidence=Evidence(scan=slip.scan.id),
    )


def _back_to_its_place(session: Session, ticket: Ticket, slip: Slip) -> None:
    _counter_event(session, ticket, slip)
    put_in_bin(session, ticket, slip.scan.answer.get("was_bin"))


def _not_arrived(session: Session, ticket: Ticket, slip: Slip) -> None:
    was: str | None = slip.event.evidence.pickup_was  # there only where this scan closed the pickup
    job = last_job(session, ticket.id, Leg.INBOUND)
    if was is not None and job is not None and job.state is JobState.COLLECTED:
        jobs.reopen_pickup(session, job, JobState(was), now=slip.now)
        tracking.record(
            session,
            job,
            key=f"{job.our_reference}:undone:{job.version}",
            state=ParcelState.PENDING,
            raw_code="dock_scan_undone",
            at=slip.now,
            now=slip.now,
        )
    _counter_event(session, ticket, slip)
    quiet = _silently(session, ticket, slip, Action.UNDO_RECEIVE)
    advance(session, ticket, Action.UNDO_RECEIVE, Act(slip.actor, slip.now, quiet=quiet))


def _in_again(session: Session, ticket: Ticket, slip: Slip) -> None:
    """In from the courier: a new arrival, or one that had been out in vain and only changed hands."""
    if slip.event.step is BizStep.RECEIVING and ticket.state is State.RECEIVED:
        _not_arrived(session, ticket, slip)
    else:
        _counter_event(session, ticket, slip)


def _not_left(session: Session, ticket: Ticket, slip: Slip) -> None:
    _counter_event(session, ticket, slip)
    quiet = _silently(session, ticket, slip, Action.UNDO_HAND_OUT)
    ticket.bin_code = slip.scan.answer.get("was_bin")
    advance(session, ticket, Action.UNDO_HAND_OUT, Act(slip.actor, slip.now, quiet=quiet))


BACK: dict[Mode, Callable[[Session, Ticket, Slip], None]] = {
    Mode.RECEIVE: _not_arrived,
    Mode.HAND_IN: _in_again,
    Mode.STORE: _back_to_its_place,
    Mode.MOVE: _back_to_its_place,
    Mode.PICK: _back_to_its_place,
    Mode.PACK: _back_to_its_place,
    Mode.HAND_OUT: _not_left,
}
