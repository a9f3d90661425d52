"""The packed box goes to the courier who brings it back: ticket, custody and text together, or nothing."""

from sqlalchemy.orm import Session

from app.courier.routes.models import Run
from app.courier.slots.queries import window_of
from app.courier.trips.models import CourierJob
from app.courier.trips.queries import active_job
from app.custody import queries as custody
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import ParticularKind, Party, carrier
from app.custody.service import record, take_in_hand
from app.kernel.act import Act
from app.kernel.errors import WrongState, page_moved_on
from app.kernel.i18n import text
from app.messaging.sms.about import About
from app.promises.kinds import Because, Fact
from app.staff.models import StaffAccount
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import Action, State


def hand_out(session: Session, ticket: Ticket, act: Act) -> CustodyEvent:
    """Give the box to the courier of the booked return; due is the end of the window the customer chose.

    Raises WrongState ("not_packed", "outside", "return_not_booked", or from another state), Conflict when
    stale.
    """
    take_in_hand(session, ticket)
    if act.seen_version is not None and act.seen_version != ticket.version:
        raise page_moved_on()
    job = active_job(session, ticket.id, Leg.OUTBOUND)
    if ticket.state is State.READY_TO_RETURN:  # from anywhere else `advance` says no
        _check(session, ticket, job)
    taker, window = courier_of(session, job), window_of(job.slot) if job else None
    event = record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.SHIPPING,
        taker=taker,
        evidence=Evidence(job=job.our_reference if job else None),
    )
    ticket.bin_code = None
    advance(
        session,
        ticket,
        Action.HAND_OUT,
        act.onward,
        window=window,
        because=Because(Fact.TRIP, job.id) if job else None,
        says=Says(words={"window": window}, about=About.job(job.id) if job else None),
    )
    return event


def courier_of(session: Session, job: CourierJob | None) -> Party:
    """Who drives the run; the carrier where no run has a driver yet."""
    run = session.get(Run, job.run_id) if job and job.run_id else None
    driver = session.get(StaffAccount, run.courier_id) if run and run.courier_id else None
    if driver is not None:
        return Party(ParticularKind.STAFF, driver.name, driver.id)
    return carrier(job.carrier if job else "")


def _check(session: Session, ticket: Ticket, job: CourierJob | None) -> None:
    where = custody.where_is(session, ticket)
    if where.outside:
        raise WrongState(text("The courier still has it. Scan it back into a bin first."), code="outside")
    if not where.packed:
        raise WrongState(text("It is not packed yet. Pack it first, then hand it out."), code="not_packed")
    if job is None:
        raise WrongState(
            text("No return day is booked yet. Put it into a bin; the customer or dispatch chooses the day."),
            code="return_not_booked",
        )
