"""The customer picks the day the device comes back: book a return, or move it until its cut-off."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.courier.slots import places as service
from app.courier.slots import queries as slots
from app.courier.trips import jobs, queries
from app.courier.trips.models import CourierJob
from app.journeys.transport.book_pickup import check_slot, check_still_movable, lock
from app.kernel.act import Act
from app.kernel.errors import WrongState
from app.kernel.i18n import text
from app.messaging.sms.about import About
from app.promises.kinds import Because, Fact
from app.tickets.facts import EventFacts
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import Action, State


def book_return(session: Session, ticket: Ticket, act: Act, *, slot_id: UUID) -> CourierJob:
    """Book the trip back, or move it where one is booked (the new window first, then the old is freed).

    Raises WrongState "not_ready_to_return" before the device is ready; "slot_elsewhere", "slot_full",
    "past_cutoff", "slot_closed" for the window. The window booked already changes nothing, texts nobody.
    """
    lock(session, ticket, act.seen_version)
    if ticket.state is not State.READY_TO_RETURN:
        raise WrongState(
            text("The device is not ready to go back. We text you when it is; then choose the day."),
            code="not_ready_to_return",
        )
    old = queries.active_job(session, ticket.id, Leg.OUTBOUND)
    if old is not None and old.slot_id == slot_id:
        return old
    check_slot(session, ticket, slot_id, Leg.OUTBOUND)
    if old is None:
        slot = service.take_place(session, slot_id, now=act.now)
    else:
        check_still_movable(old, act)
        slot = service.swap_place(session, old=old.slot_id, new=slot_id, now=act.now)
        jobs.call_off(session, old, now=act.now)
    job = jobs.open_job(session, ticket, slot, leg=Leg.OUTBOUND, now=act.now)
    advance(
        session,
        ticket,
        Action.BOOK_RETURN,
        act.onward,
        window=slots.window_of(job.slot),
        because=Because(Fact.TRIP, job.id),
        facts=EventFacts(job=job.our_reference),
        says=Says(words={"window": slots.window_of(job.slot)}, about=About.job(job.id)),
    )
    return job
