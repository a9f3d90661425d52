"""A parcel comes in at the dock: ticket, pickup job, custody, photos and text together, or nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.courier.trips import jobs, tracking
from app.courier.trips.queries import active_job, last_job
from app.courier.trips.states import MOVES, JobState, ParcelState
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import party_of
from app.custody.service import record, take_in_hand
from app.dock.arrivals import ARRIVALS, Arrival
from app.journeys.transport.put_right import was_told_missed
from app.kernel.act import Act
from app.kernel.errors import page_moved_on
from app.kernel.i18n import N_
from app.messaging.sms.kinds import SmsKind
from app.photos.models import PhotoKind
from app.photos.service import Picture, attach
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import Action

PICKUP_NOT_MARKED = N_("The courier had not marked the pickup; the scan at the dock did.")


def receive_parcel(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    pictures: Sequence[Picture] = (),
    was_unknown: UUID | None = None,
    unasked: bool = False,
) -> CustodyEvent:
    """Take the sealed parcel in; it is inspected within four hours. `was_unknown`: the task it lay under; `unasked`:
    the customer had the device back, and nobody had agreed that it comes again.

    The scan is the truth: a pickup nobody marked as collected becomes collected here, and the event says
    so; where we had told that nobody came, the text takes it back. A missed trip stays missed: the scan does not
    say who brought it. Raises WrongState where it is here already, Conflict when
    somebody received it first.
    """
    take_in_hand(session, ticket)
    if act.seen_version is not None and act.seen_version != ticket.version:
        raise page_moved_on()
    was = _close_pickup(session, ticket, act.now)
    trip = last_job(session, ticket.id, Leg.INBOUND)
    planned = ARRIVALS[ticket.state] is Arrival.EXPECTED
    denied = planned and was is None and trip is not None and was_told_missed(session, trip, now=act.now)
    photos = [
        attach(session, p, act, kind=PhotoKind.DOCK_SEALED, ticket_id=ticket.id).sha256 for p in pictures
    ]
    event = record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.RECEIVING,
        taker=party_of(act.actor),
        evidence=Evidence(photos=tuple(photos), pickup_was=was, was_unknown=was_unknown),
    )
    advance(
        session,
        ticket,
        Action.RECEIVE,
        act.onward,
        note=PICKUP_NOT_MARKED if was else "",
        says=Says(
            words={"note": ""},
            kind=SmsKind.ARRIVED_AFTER_ALL if denied else SmsKind.ARRIVED_UNASKED if unasked else None,
        ),
    )
    return event


def _close_pickup(session: Session, ticket: Ticket, now: datetime) -> JobState | None:
    """Fold a pickup that is still open to collected; the state it was in, None where there was none."""
    job = active_job(session, ticket.id, Leg.INBOUND)
    if job is None:
        return None
    was = job.state
    if JobState.COLLECTED not in MOVES[job.state]:  # never confirmed by the carrier, and driven all the same
        jobs.move(session, job, JobState.BOOKED, now=now)
    jobs.move(session, job, JobState.COLLECTED, now=now)
    tracking.record(
        session,
        job,
        key=f"{job.our_reference}:{ParcelState.PICKED_UP}:{job.version}",
        state=ParcelState.PICKED_UP,
        raw_code="dock_scan",
        at=now,
        now=now,
    )
    return was
