"""One scan receives whatever lies there, from every open and ended state; the plan follows (TRUTHS T10)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.courier.trips import jobs, tracking
from app.courier.trips.queries import active_job
from app.courier.trips.states import JobState, ParcelState
from app.custody import queries as custody
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import party_of
from app.custody.service import record, take_in_hand
from app.dock.arrivals import Arrival, arrival_of
from app.journeys.dock.into_hands import take_back
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.repair.follow_up import (
    can_say_broken,
    delivered_at,
    promise_it_free,
    tell_the_story_again,
)
from app.journeys.request.nothing_left_open import nothing_left_open
from app.journeys.request.take_up import FOR_GOOD, where_back
from app.kernel.act import Act
from app.kernel.errors import page_moved_on
from app.kernel.ids import spell_code
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.photos.models import PhotoKind
from app.photos.service import Picture, attach
from app.terms import queries as terms
from app.terms.models import TermsState
from app.tickets.legs import Leg
from app.tickets.models import Ticket, TicketEvent
from app.tickets.service import Says, advance
from app.tickets.states import FINAL, Action, State


def arrival(session: Session, ticket: Ticket) -> Arrival:
    """What a parcel of this repair would be if it lay on the dock now."""
    return arrival_of(
        ticket.state,
        outside=ticket.state is State.READY_TO_RETURN and custody.where_is(session, ticket).outside,
        had_it_back=delivered_at(session, ticket) is not None,
        settled=ticket.disposition in FOR_GOOD,
    )


def take_in(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    pictures: Sequence[Picture] = (),
    was_unknown: UUID | None = None,
) -> CustodyEvent:
    """Take in what lies there. The event may belong to another repair: that of a device the customer had back.

    Raises WrongState where it is in the house already, Conflict when somebody was faster.
    """
    take_in_hand(session, ticket)
    if act.seen_version is not None and act.seen_version != ticket.version:
        raise page_moved_on()
    match arrival(session, ticket):
        case Arrival.CAME_BACK:
            return _come_back(session, ticket, act, pictures)
        case Arrival.GIVEN_BACK:
            again, fresh = _goes_on_as(session, ticket), replace(act, seen_version=None)
            if again is not None:
                return take_in(session, again, fresh, pictures=pictures, was_unknown=was_unknown)
            again = _another_repair(session, ticket, act)
            return receive_parcel(
                session, again, fresh, pictures=pictures, was_unknown=was_unknown, unasked=True
            )
        case Arrival.UNASKED if ticket.state in FINAL:
            _let_only_agreed_terms_hold(session, ticket, act)
    return receive_parcel(session, ticket, act, pictures=pictures, was_unknown=was_unknown)


def _let_only_agreed_terms_hold(session: Session, ticket: Ticket, act: Act) -> None:
    """What was accepted before the end holds as if it were taken up again; what would be asked again does not."""
    if where_back(session, ticket, now=act.now).terms is None:
        for row in terms.versions(session, ticket.id):
            if row.state is TermsState.LOCKED:
                row.state = TermsState.SUPERSEDED
    parts.need_again(session, ticket.id)


def _come_back(session: Session, ticket: Ticket, act: Act, pictures: Sequence[Picture]) -> CustodyEvent:
    """It was on its way to the customer: the trip was in vain, whoever noted it or not."""
    if ticket.state is State.READY_TO_RETURN:  # that it was in vain is noted and told
        return take_back(session, ticket, act)
    job = active_job(session, ticket.id, Leg.OUTBOUND)
    if job is not None:
        jobs.move(session, job, JobState.ATTEMPT_FAILED, now=act.now)
        tracking.record(
            session,
            job,
            key=f"{job.our_reference}:{ParcelState.RETURNING}:{job.version}",
            state=ParcelState.RETURNING,
            raw_code="dock_scan",
            at=act.now,
            now=act.now,
        )
    photos = [
        attach(session, picture, act, kind=PhotoKind.DOCK_SEALED, ticket_id=ticket.id).sha256
        for picture in pictures
    ]
    event = record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.RECEIVING,
        taker=party_of(act.actor),
        evidence=Evidence(photos=tuple(photos), job=job.our_reference if job else None),
    )
    advance(session, ticket, Action.RECEIVE, act.onward, says=Says(kind=SmsKind.CAME_BACK))
    return event


def _goes_on_as(session: Session, ticket: Ticket) -> Ticket | None:
    """The open repair that was begun for the same device since: an old label does not begin another one."""
    opened = and_(TicketEvent.ticket_id == Ticket.id, TicketEvent.version == 1)
    return session.scalars(
        select(Ticket)
        .join(TicketEvent, opened)
        .where(
            Ticket.customer_id == ticket.customer_id,
            Ticket.state.not_in(FINAL),
            TicketEvent.note == spell_code(ticket.code),
        )
        .order_by(Ticket.opened_at.desc())
        .limit(1)
    ).one_or_none()


def _another_repair(session: Session, ticket: Ticket, act: Act) -> Ticket:
    """A repair of its own for a device that was given back: free while the warranty on the repair runs, else without terms."""
    free = can_say_broken(session, ticket, now=act.now)
    quietly = replace(act, quiet=True, seen_version=None)
    if free and ticket.state is State.DELIVERED:
        advance(session, ticket, Action.STILL_BROKEN, quietly, says=Says(apart=True))
        nothing_left_open(session, ticket, act)
    again = tell_the_story_again(session, ticket, quietly, body="", free=free)
    if free:
        promise_it_free(session, again, quietly)
    return again
