"""What a courier does at a door, noted at once or late: collect, deliver, come in vain; trip, custody and ticket together."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.courier.routes.models import Run
from app.courier.slots import places as service
from app.courier.trips import jobs, tracking
from app.courier.trips.models import CourierJob
from app.courier.trips.states import FAILURES, FailureReason, JobState, ParcelState, failure_name
from app.courier.trips.told import told
from app.custody import queries as where
from app.custody import service as custody
from app.custody.evidence import Evidence
from app.custody.models import BizStep
from app.custody.parties import at_the_door, party_of
from app.dock.scanning import read_scan
from app.journeys.transport.own_stops import may_see
from app.journeys.transport.put_right import call_off_the_next, check_when, put_promise_right, was_told_missed
from app.kernel.act import Act
from app.kernel.actor import Actor, Role
from app.kernel.entering import can_be_seen, nothing_came
from app.kernel.errors import FieldRefused, NotAllowed, WrongState
from app.kernel.i18n import text
from app.messaging.sms.kinds import SmsKind
from app.promises.due import due_moment
from app.promises.rules import hours
from app.sites.site import site_of
from app.tickets import queries as tickets
from app.tickets.facts import EventFacts
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import BY_START_AND_ACTION, Action, State

FOLLOW_UP_AFTER = hours(7 * 24)
LONGEST_NAME = 80


def collect(
    session: Session, job: CourierJob, act: Act, *, code: str, happened: datetime | None = None
) -> Ticket:
    """Take a parcel at the door; `code` is what was scanned or read from the box, `happened` when it was, if not now.

    May be noted after we said that nobody came; the text then takes that back. Raises FieldRefused "no_code" for
    nothing, "wrong_code" for anything but this ticket's code, "when" for no moment of this trip, NotAllowed for
    another's stop, Conflict "stop_done" for a stop that has ended otherwise.
    """
    ticket = _at_the_door(session, job, Leg.INBOUND, act.actor)
    _check_code(session, ticket, code, act)
    at, denied = check_when(job, happened, now=act.now), was_told_missed(session, job, now=act.now)
    here_already = job.missed and (ticket.state, Action.COLLECT) not in BY_START_AND_ACTION
    if not here_already:
        call_off_the_next(session, ticket, job, now=act.now)
    put_promise_right(session, job, at=at, now=act.now)
    jobs.move(session, job, JobState.COLLECTED, now=act.now)
    _note(session, job, ParcelState.PICKED_UP, at, act.now)
    if here_already:  # the dock was faster: the trip is put right, and the repair stays where it is
        return ticket
    custody.record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.COLLECTING,
        giver=at_the_door(ticket.address.recipient),
        taker=party_of(act.actor),
        door=_door(ticket),
        evidence=Evidence(job=job.our_reference, scanned=code.strip()[:80]),
    )
    advance(
        session,
        ticket,
        Action.COLLECT,
        act,
        facts=EventFacts(job=job.our_reference, happened_at=happened),
        says=Says(kind=SmsKind.PICKUP_AFTER_ALL if denied else None),
    )
    return ticket


def deliver(
    session: Session, job: CourierJob, act: Act, *, handed_to: str, happened: datetime | None = None
) -> Ticket:
    """Hand the device over to somebody with a name; the technician asks after it a week later. `happened` as above.

    Raises FieldRefused "no_receiver" without a name, WrongState "not_handed_out" before the dock's scan.
    """
    ticket = _at_the_door(session, job, Leg.OUTBOUND, act.actor)
    receiver = handed_to.strip()
    if not receiver or len(receiver) > LONGEST_NAME:
        raise FieldRefused(
            text(
                "Write who took the device, in 1 to %(most)s characters. “At the door” is a name, too.",
                most=LONGEST_NAME,
            ),
            code="no_receiver",
            field="handed_to",
        )
    _check_handed_out(session, ticket)
    at, denied = check_when(job, happened, now=act.now), was_told_missed(session, job, now=act.now)
    call_off_the_next(session, ticket, job, now=act.now)
    put_promise_right(session, job, at=at, now=act.now)
    jobs.move(session, job, JobState.DELIVERED, now=act.now, handed_to=receiver)
    _note(session, job, ParcelState.DELIVERED, at, act.now)
    custody.record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.ACCEPTING,
        giver=party_of(act.actor),
        taker=at_the_door(receiver),
        door=_door(ticket),
        evidence=Evidence(job=job.our_reference),
    )
    advance(
        session,
        ticket,
        Action.DELIVER,
        act,
        due=due_moment(FOLLOW_UP_AFTER, act.now, site_of(session)),
        note=receiver,
        facts=EventFacts(job=job.our_reference, happened_at=happened),
        says=Says(kind=SmsKind.DELIVERED_AFTER_ALL if denied else None),
    )
    return ticket


def fail_stop(session: Session, job: CourierJob, act: Act, *, reason: FailureReason) -> Ticket:
    """Come in vain, or not at all. A pickup's ticket stays authorised, a return goes back to the dock or has never
    left it; where the customer chooses again, the text names three new windows. Raises FieldRefused "wrong_reason"
    for one that no such door has, NotAllowed for another's stop, Conflict "stop_done" for an ended one.
    """
    ticket = _at_the_door(session, job, job.leg, act.actor)
    if reason not in FAILURES[job.leg]:
        raise FieldRefused(
            text(
                "“%(reason)s” is said of a pickup only. Choose what happened at this door.",
                reason=text(failure_name(job.leg, reason)),
            ),
            code="wrong_reason",
            field="reason",
        )
    ours = reason is FailureReason.NO_TIME
    if job.leg is Leg.OUTBOUND and not ours:
        _check_handed_out(session, ticket)
    jobs.move(session, job, JobState.ATTEMPT_FAILED, now=act.now, failure=reason)
    label = told(job.leg, reason)
    facts = EventFacts(job=job.our_reference)
    slots = service.next_windows(session, zone_id=job.slot.zone_id, leg=job.leg, now=act.now)
    words = {"note": label, "slots": slots or text("none is open yet")}
    step, kind = Action.PICKUP_FAILED, SmsKind.PICKUP_FAILED
    if job.leg is Leg.OUTBOUND:
        # What has not left is told as ours by the table; one that is still outside after a vain trip is not.
        step, kind = Action.DELIVERY_FAILED, SmsKind.RETURN_MISSED if ours else SmsKind.DELIVERY_FAILED
        if ticket.state is State.OUTBOUND:
            _note(session, job, ParcelState.DELIVERY_FAILED, act.now, act.now)
    said = Says(words=words, kind=kind)
    advance(session, ticket, step, act, note=str(reason), facts=facts, says=said, broke=ours)
    return ticket


def check_own(session: Session, job: CourierJob, actor: Actor) -> None:
    """A courier touches the stops of the own runs only; dispatchers, managers and the clock any."""
    if actor.role is not Role.COURIER:
        return
    run = session.get(Run, job.run_id) if job.run_id else None
    if run is None or run.courier_id != actor.staff_id:
        raise NotAllowed(
            text("This stop is on another courier's run. Ask the dispatcher to give it to you."),
            code="not_your_stop",
        )


def _at_the_door(session: Session, job: CourierJob, leg: Leg, actor: Actor) -> Ticket:
    check_own(session, job, actor)
    if job.leg is not leg:
        raise WrongState(
            text("Nothing is collected where something is delivered. Look at what this stop is for."),
            code="wrong_leg",
        )
    ticket = tickets.by_id(session, job.ticket_id)
    custody.take_in_hand(session, ticket)  # before the job: the dock locks in this order, too
    return ticket


def _check_code(session: Session, ticket: Ticket, typed: str, act: Act) -> None:
    """Raises FieldRefused; of another of the courier's own boxes it says whose it is."""
    if not typed.strip():
        raise FieldRefused(
            text("Scan the label, or type the code of the repair."), code="no_code", field="code"
        )
    code = read_scan(typed)
    if code == ticket.code:
        return
    if not can_be_seen(typed):
        raise FieldRefused(nothing_came(), code="wrong_code", field="code")
    other = tickets.with_code(session, code) if code else None
    if other is not None and may_see(session, act.actor, other.id, site_of(session).today(act.now)):
        wrong = text(
            "This box belongs to another stop: %(customer)s, %(model)s. Take the box with the number shown here.",
            customer=other.customer.name,
            model=other.model_name,
        )
    else:
        wrong = text(
            "“%(typed)s” is not the code of this stop. Compare the number on the box with the one shown here.",
            typed=typed.strip()[:40],
        )
    raise FieldRefused(wrong, code="wrong_code", field="code")


def _check_handed_out(session: Session, ticket: Ticket) -> None:
    """A courier who counts as not having come still has it; in the house it was handed to nobody."""
    if ticket.state is State.READY_TO_RETURN and not where.where_is(session, ticket).outside:
        raise WrongState(
            text("The dock has not scanned this device out yet. Ask the warehouse to hand it out first."),
            code="not_handed_out",
        )


def _note(session: Session, job: CourierJob, state: ParcelState, at: datetime, now: datetime) -> None:
    tracking.record(
        session, job, key=f"{job.our_reference}:{state}", state=state, raw_code=str(state), at=at, now=now
    )


def _door(ticket: Ticket) -> str:
    return f"{ticket.address.postcode} {ticket.address.line1}"
