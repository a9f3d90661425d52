"""What stands on one day, for the dispatcher, the couriers and paper: runs, stops, trips and places."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.courier.routes.models import Run
from app.courier.slots.models import Slot, Zone
from app.courier.slots.queries import window_of
from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE, BookingTrouble, FailureReason, JobState
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.kernel.paging import FIRST_PAGE, Page
from app.kernel.show import Window
from app.staff.models import StaffAccount
from app.tickets.legs import Leg
from app.tickets.models import Ticket

LEFT_THE_BOOK = (JobState.CANCELLED, JobState.EXPIRED)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One courier's day in one zone."""

    id: UUID
    day: date
    zone: str
    courier_id: UUID | None
    courier: str | None
    stops: int
    to_do: int


@dataclass(frozen=True, slots=True)
class TripRow:
    """One pickup or return with what a courier must know at the door."""

    id: UUID
    ticket_id: UUID
    leg: Leg
    state: JobState
    failure: FailureReason | None
    window: Window
    zone: str
    run_id: UUID | None
    stop_number: int | None
    attempt: int
    code: str
    device: str
    accessories: tuple[str, ...]
    recipient: str
    phone: str  # E.164
    postcode: str
    address: str
    entry_note: str
    handed_to: str
    trouble: BookingTrouble | None
    carrier_said: str

    @property
    def to_do(self) -> bool:
        """Whether somebody still has to go there."""
        return self.state in ACTIVE


@dataclass(frozen=True, slots=True)
class WindowRow:
    """How full a window is; `booked` counts holds, too."""

    id: UUID
    zone: str
    leg: Leg
    window: Window
    booked: int
    capacity: int
    cutoff_at: datetime


def runs_on(session: Session, day: date, *, courier_id: UUID | None = None) -> list[RunRow]:
    """The runs of a day by zone; those of one courier where asked."""
    to_do = func.count(CourierJob.id).filter(CourierJob.state.in_(ACTIVE))
    rows = (
        select(Run, Zone.name, StaffAccount.name, func.count(CourierJob.id), to_do)
        .join(Zone, Run.zone_id == Zone.id)
        .join(StaffAccount, Run.courier_id == StaffAccount.id, isouter=True)
        .join(
            CourierJob,
            (CourierJob.run_id == Run.id) & CourierJob.state.not_in(LEFT_THE_BOOK),
            isouter=True,
        )
        .where(Run.day == day)
        .group_by(Run.id, Zone.name, StaffAccount.name)
        .order_by(Zone.name)
    )
    if courier_id is not None:
        rows = rows.where(Run.courier_id == courier_id)
    return [
        RunRow(run.id, run.day, zone, run.courier_id, courier, stops, left)
        for run, zone, courier, stops, left in session.execute(rows)
    ]


def run_by_id(session: Session, run_id: UUID) -> RunRow:
    """One run; raises NotFound for a strange id."""
    run = session.get(Run, run_id)
    found = [view for view in runs_on(session, run.day) if view.id == run_id] if run else []
    if not found:
        raise NotFound(
            text("There is no such run. Go back to the board and choose from there."), code="unknown_run"
        )
    return found[0]


def stops_of(session: Session, run_id: UUID) -> list[TripRow]:
    """A run's stops in driving order, ended ones included, called-off ones not."""
    return _trips(session, CourierJob.run_id == run_id, order=CourierJob.stop_number)


def trips_on(session: Session, day: date) -> list[TripRow]:
    """Everything booked on a day by window, what came in vain included."""
    return _trips(session, Slot.day == day, order=Slot.starts_at)


def trips_of(session: Session, ticket_id: UUID) -> list[TripRow]:
    """All trips a ticket ever had, the newest first, called-off ones included."""
    return _rows(session, CourierJob.ticket_id == ticket_id, order=CourierJob.created_at.desc())


def late_trips(session: Session, *, now: datetime, page: Page = FIRST_PAGE) -> list[TripRow]:
    """One page of the trips whose window is over and of which no courier has said how they went."""
    return _rows(session, *_late(now), order=Slot.ends_at, page=page)


def count_late(session: Session, *, now: datetime) -> int:
    """How many those are over all pages."""
    late = select(func.count()).select_from(CourierJob).join(Slot, CourierJob.slot_id == Slot.id)
    return session.scalar(late.where(*_late(now))) or 0


def trip(session: Session, job_id: UUID) -> TripRow | None:
    """One trip, called off or not."""
    return next(iter(_rows(session, CourierJob.id == job_id)), None)


def trips_per_day(session: Session, first: date, last: date) -> dict[date, int]:
    """How many trips still stand on each day."""
    rows = session.execute(
        select(Slot.day, func.count(CourierJob.id))
        .join(CourierJob, CourierJob.slot_id == Slot.id)
        .where(Slot.day.between(first, last), CourierJob.state.in_(ACTIVE))
        .group_by(Slot.day)
    )
    return {day: number for day, number in rows}  # noqa: C416 - a Row is not a pair to the type checker


def windows_on(session: Session, day: date) -> list[WindowRow]:
    """The windows of a day with the places used, by zone, direction and time."""
    rows = session.execute(
        select(Slot, Zone.name)
        .join(Zone, Slot.zone_id == Zone.id)
        .where(Slot.day == day)
        .order_by(Zone.name, Slot.leg, Slot.starts_at)
    )
    return [
        WindowRow(slot.id, zone, slot.leg, window_of(slot), slot.booked, slot.capacity, slot.cutoff_at)
        for slot, zone in rows
    ]


def _late(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return CourierJob.state.in_(ACTIVE), Slot.ends_at <= now


def _trips(session: Session, *which: ColumnElement[bool], order: Any) -> list[TripRow]:
    return _rows(session, *which, CourierJob.state.not_in(LEFT_THE_BOOK), order=order)


def _rows(
    session: Session, *which: ColumnElement[bool], order: Any = CourierJob.id, page: Page | None = None
) -> list[TripRow]:
    """Without `page` all there are: a day, a run and a ticket have their bounds."""
    query = (
        select(CourierJob, Ticket, Zone.name)
        .join(Slot, CourierJob.slot_id == Slot.id)
        .join(Zone, Slot.zone_id == Zone.id)
        .join(Ticket, CourierJob.ticket_id == Ticket.id)
        .where(*which)
        .order_by(order, CourierJob.our_reference)
    )
    rows = session.execute(page.of(query) if page else query)
    return [_trip(job, ticket, zone) for job, ticket, zone in rows]


def _trip(job: CourierJob, ticket: Ticket, zone: str) -> TripRow:
    address = ticket.address
    return TripRow(
        id=job.id,
        ticket_id=ticket.id,
        leg=job.leg,
        state=job.state,
        failure=job.failure,
        window=window_of(job.slot),
        zone=zone,
        run_id=job.run_id,
        stop_number=job.stop_number,
        attempt=job.attempt,
        code=ticket.code,
        device=ticket.model_name,
        accessories=tuple(ticket.accessories),
        recipient=address.recipient,
        phone=ticket.customer.phone,
        postcode=address.postcode,
        address=f"{address.line1} {address.line2}".strip(),
        entry_note=address.entry_note,
        handed_to=job.handed_to,
        trouble=job.trouble,
        carrier_said=job.carrier_said,
    )
