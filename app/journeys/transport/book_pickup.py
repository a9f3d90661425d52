"""The customer picks when the courier comes: book, move and cancel a pickup until its cut-off."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.slots import places as service
from app.courier.slots import queries as slots
from app.courier.slots.models import Slot
from app.courier.slots.queries import SlotView
from app.courier.trips import jobs, queries
from app.courier.trips.models import CourierJob
from app.courier.trips.rules import arrival_day, collected_for, may_rebook
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, Refusal, WrongState, page_moved_on
from app.kernel.i18n import text
from app.messaging.sms.about import About
from app.parts.rules import last_arrival, ready_by
from app.parts.service import needs_of
from app.promises.kinds import Because, Fact
from app.tickets.facts import EventFacts
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import Action, State


def book_pickup(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    slot_id: UUID,
    draft_id: UUID | None = None,
) -> CourierJob:
    """Book the courier for an authorised ticket; a place held for `draft_id` becomes the booking.

    Nothing ships in vain: raises Refusal "not_authorised", "parts_not_ready" or "parts_later" until every
    part is reserved or dated before the device would arrive; "slot_elsewhere", "slot_full",
    "past_cutoff", "slot_closed" for the window; "write_to_us" after three vain pickups.
    """
    lock(session, ticket, act.seen_version)
    _check_authorised(ticket)
    if act.actor.role is Role.CUSTOMER and not may_rebook(queries.vain_pickups(session, ticket.id)):
        raise Refusal(
            text("The courier came three times in vain. Write to us on this page and we find another way."),
            code="write_to_us",
        )
    check_slot(session, ticket, slot_id, Leg.INBOUND)
    slot = service.take_held_place(session, slot_id, draft_id=draft_id, now=act.now)
    _check_parts(session, ticket, slot.day)
    job = jobs.open_job(session, ticket, slot, leg=Leg.INBOUND, now=act.now)
    _tell_plan(session, ticket, Action.BOOK_PICKUP, job, act)
    return job


def move_pickup(session: Session, ticket: Ticket, act: Act, *, slot_id: UUID) -> CourierJob:
    """Book the new window first, then free the old one; what `book_pickup` refuses is refused here, too.

    A customer may until the cut-off of the booked window; later (and only until the courier has it) the
    dispatcher still can. Moving to the window already booked changes nothing and texts nobody.
    """
    lock(session, ticket, act.seen_version)
    old = _open_pickup(session, ticket)
    if old.slot_id == slot_id:
        return old
    check_still_movable(old, act)
    check_slot(session, ticket, slot_id, Leg.INBOUND)
    slot = service.swap_place(session, old=old.slot_id, new=slot_id, now=act.now)
    _check_parts(session, ticket, slot.day)
    jobs.call_off(session, old, now=act.now)
    job = jobs.open_job(session, ticket, slot, leg=Leg.INBOUND, now=act.now)
    _tell_plan(session, ticket, Action.MOVE_PICKUP, job, act)
    return job


def cancel_pickup(session: Session, ticket: Ticket, act: Act) -> None:
    """Call the courier off; the ticket stays authorised and its terms stay locked."""
    lock(session, ticket, act.seen_version)
    job = _open_pickup(session, ticket)
    check_still_movable(job, act)
    jobs.call_off(session, job, now=act.now)
    service.free_place(session, job.slot_id)
    advance(session, ticket, Action.CANCEL_PICKUP, act.onward, facts=EventFacts(job=job.our_reference))


def pickup_choices(session: Session, ticket: Ticket, *, now: datetime, days: int = 14) -> list[SlotView]:
    """The windows this ticket may book: at its address, with places, and not before its parts are dated."""
    needs = needs_of(session, ticket.id)
    offered = slots.offered_slots(
        session, leg=Leg.INBOUND, postcode=ticket.address.postcode, now=now, days=days
    )
    return [view for view in offered if ready_by(needs, arrival_day(view.day))]


def lock(session: Session, ticket: Ticket, seen_version: int | None) -> None:
    """Let one booking of a ticket happen at a time; raises Conflict where the page is older than it."""
    if seen_version is not None and seen_version != ticket.version:
        raise page_moved_on()
    current = session.scalar(select(Ticket.version).where(Ticket.id == ticket.id).with_for_update())
    if current != ticket.version:  # somebody was at it between our reading and our lock
        raise page_moved_on()


def check_slot(session: Session, ticket: Ticket, slot_id: UUID, leg: Leg) -> Slot:
    """The slot, if it goes the right way at the ticket's address; raises Refusal "slot_elsewhere"."""
    slot = slots.slot_by_id(session, slot_id)
    zone_id = slots.zone_at(session, ticket.address.postcode)
    if slot.leg is not leg or slot.zone_id != zone_id:
        raise Refusal(
            text("That window is for another area. Choose one from the list on this page."),
            code="slot_elsewhere",
            field="slot",
        )
    return slot


def check_still_movable(job: CourierJob, act: Act) -> None:
    """Raises Refusal "past_cutoff" once a customer can no longer change a booked trip by a tap."""
    if act.actor.role is Role.CUSTOMER and act.now >= job.slot.cutoff_at:
        raise Refusal(
            text(
                "Changes to %(window)s ended at %(cutoff)s. Write to us on this page; the dispatcher may still help.",
                window=slots.window_of(job.slot),
                cutoff=job.slot.cutoff_at,
            ),
            code="past_cutoff",
            field="slot",
        )


def _open_pickup(session: Session, ticket: Ticket) -> CourierJob:
    job = queries.active_job(session, ticket.id, Leg.INBOUND)
    if job is None:
        raise Conflict(
            text("There is no pickup to change: it was collected, cancelled or not booked yet."),
            code="no_pickup",
        )
    return job


def _check_authorised(ticket: Ticket) -> None:
    if ticket.state in (State.REQUESTED, State.NEEDS_INFO, State.OFFERED):
        raise WrongState(
            text("The terms come first: once you have accepted them, the pickup can be booked."),
            code="not_authorised",
        )
    if ticket.state is State.PARTS_HOLD:
        raise WrongState(
            text("The part is not secured yet. We text you when it is; then the pickup can be booked."),
            code="parts_not_ready",
        )


def _check_parts(session: Session, ticket: Ticket, collected_on: date) -> None:
    needs = needs_of(session, ticket.id)
    if ready_by(needs, arrival_day(collected_on)):
        return
    day = last_arrival(needs)
    if day is None:
        raise Refusal(
            text("The part has no date yet. We text you as soon as it has one; then choose the pickup."),
            code="parts_not_ready",
            field="slot",
        )
    raise Refusal(
        text(
            "The part comes on %(day)s. Choose a pickup on %(earliest)s or later, so that nothing lies waiting.",
            day=day,
            earliest=collected_for(day),
        ),
        code="parts_later",
        field="slot",
    )


def _tell_plan(session: Session, ticket: Ticket, action: Action, job: CourierJob, act: Act) -> None:
    advance(
        session,
        ticket,
        action,
        act,
        window=slots.window_of(job.slot),
        because=Because(Fact.TRIP, job.id),
        facts=EventFacts(job=job.our_reference),
        says=Says(words={"window": slots.window_of(job.slot)}, about=About.job(job.id)),
    )
