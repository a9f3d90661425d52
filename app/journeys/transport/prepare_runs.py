"""The next day's work laid out: one run per zone, its stops by window and then by postcode, and who drives it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.courier.routes.models import Run
from app.courier.slots.models import Slot, Zone
from app.courier.trips import jobs
from app.courier.trips.models import CourierJob
from app.courier.trips.profiles import OWN_FLEET
from app.courier.trips.states import JobState
from app.customers.models import Address
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused, NotFound
from app.kernel.i18n import text
from app.staff.models import StaffAccount
from app.tickets.models import Ticket

OPEN = (JobState.BOOKED, JobState.ASSIGNED, JobState.EN_ROUTE)


def zones(session: Session) -> Sequence[UUID]:
    """The areas that can have a run."""
    return session.scalars(select(Zone.id).order_by(Zone.name)).all()


def prepare_run(session: Session, zone_id: UUID, *, day: date, now: datetime) -> Run | None:
    """Put every booked job of that zone and day into its run, in driving order; None where there is no job.

    May be repeated: later bookings are sorted in, nothing is doubled. Two processes at once take turns,
    as the second waits for the run's row. The run goes to the only courier there is, else to nobody yet.
    """
    if session.scalar(_stops(zone_id, day).limit(1)) is None:
        return None
    run = _locked_run(session, zone_id, day)
    if run.courier_id is None:
        run.courier_id = _only_courier(session)
    locked = session.scalars(_stops(zone_id, day).with_for_update(of=CourierJob)).all()
    # Ended ones keep their place.
    stops = [job for job in locked if job.state in OPEN or job.run_id == run.id]
    for number, job in enumerate(stops, 1):
        jobs.put_into_run(session, job, run_id=run.id, stop_number=number, now=now)
    session.flush()
    return run


def give_run(session: Session, run_id: UUID, *, courier_id: UUID | None) -> Run:
    """Let a courier drive a run, or nobody for now; raises FieldRefused for an account that cannot."""
    run = session.get(Run, run_id, with_for_update=True)
    if run is None:
        raise NotFound(
            text("There is no such run. Go back to the board and choose from there."), code="unknown_run"
        )
    if courier_id is not None and courier_id not in {person.id for person in couriers(session)}:
        raise FieldRefused(text("Choose a courier who works here now."), field="courier")
    run.courier_id = courier_id
    session.flush()
    return run


def couriers(session: Session) -> Sequence[StaffAccount]:
    """Everybody who can drive a run."""
    return session.scalars(
        select(StaffAccount)
        .where(StaffAccount.role == Role.COURIER, StaffAccount.active)
        .order_by(StaffAccount.name)
    ).all()


def _stops(zone_id: UUID, day: date) -> Select[CourierJob]:
    return (
        select(CourierJob)
        .join(Slot, CourierJob.slot_id == Slot.id)
        .join(Ticket, CourierJob.ticket_id == Ticket.id)
        .join(Address, Ticket.address_id == Address.id)
        .where(
            Slot.zone_id == zone_id,
            Slot.day == day,
            CourierJob.state.not_in((JobState.CANCELLED, JobState.EXPIRED)),
            CourierJob.carrier == OWN_FLEET.name,  # another carrier lays out its own day
        )
        .order_by(Slot.starts_at, Address.postcode, CourierJob.our_reference)
        .execution_options(populate_existing=True)
    )


def _locked_run(session: Session, zone_id: UUID, day: date) -> Run:
    wanted = select(Run).where(Run.zone_id == zone_id, Run.day == day).with_for_update()
    run = session.scalars(wanted).one_or_none()
    if run is not None:
        return run
    try:
        with session.begin_nested():
            session.add(Run(day=day, zone_id=zone_id))
    except IntegrityError:
        pass  # the other process was first; its row is the run
    return session.scalars(wanted).one()


def _only_courier(session: Session) -> UUID | None:
    people = couriers(session)
    return people[0].id if len(people) == 1 else None
