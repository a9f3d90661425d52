"""Looking at the road: windows that can be booked, a ticket's jobs, and what stands on a day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.catalogue.kinds import OTHER
from app.courier.slots.models import Slot
from app.courier.trips.models import CarrierRule, CourierJob
from app.courier.trips.rules import choose_carrier
from app.courier.trips.states import ACTIVE, FailureReason, JobState
from app.kernel.errors import NotFound
from app.kernel.i18n import text
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State


def active_job(session: Session, ticket_id: UUID, leg: Leg) -> CourierJob | None:
    """The one job of that leg that is still going on."""
    return session.scalars(_active_job(), {"ticket_id": ticket_id, "leg": leg}).one_or_none()


@cache
def _active_job() -> Select[CourierJob]:
    return select(CourierJob).where(
        CourierJob.ticket_id == bindparam("ticket_id"),
        CourierJob.leg == bindparam("leg"),
        CourierJob.state.in_(ACTIVE),
    )


def last_job(session: Session, ticket_id: UUID, leg: Leg) -> CourierJob | None:
    """The newest job of that leg, whatever became of it."""
    return session.scalars(
        select(CourierJob)
        .where(CourierJob.ticket_id == ticket_id, CourierJob.leg == leg)
        .order_by(CourierJob.attempt.desc())
        .limit(1)
    ).one_or_none()


def jobs_of(session: Session, ticket_id: UUID) -> Sequence[CourierJob]:
    """All jobs a ticket ever had, the oldest first."""
    return session.scalars(
        select(CourierJob)
        .where(CourierJob.ticket_id == ticket_id)
        .order_by(CourierJob.created_at, CourierJob.id)
    ).all()


def job_by_id(session: Session, job_id: UUID) -> CourierJob:
    """The job of a stop's page; raises NotFound for a strange id."""
    job = session.get(CourierJob, job_id)
    if job is None:
        raise NotFound(
            text("There is no such stop. Go back to your run and open it from there."), code="unknown_stop"
        )
    return job


def vain_pickups(session: Session, ticket_id: UUID) -> int:
    """How often a courier came for a pickup in vain, our own lateness not counted."""
    count = session.scalar(
        select(func.count())
        .select_from(CourierJob)
        .where(
            CourierJob.ticket_id == ticket_id,
            CourierJob.leg == Leg.INBOUND,
            CourierJob.state == JobState.ATTEMPT_FAILED,
            CourierJob.failure != FailureReason.NO_TIME,
        )
    )
    return count or 0


def jobs_on(session: Session, day: date, states: Iterable[JobState] = tuple(ACTIVE)) -> Sequence[CourierJob]:
    """The jobs of a day in those states, by window."""
    return session.scalars(
        select(CourierJob)
        .join(Slot, CourierJob.slot_id == Slot.id)
        .where(Slot.day == day, CourierJob.state.in_(tuple(states)))
        .order_by(Slot.starts_at, CourierJob.id)
    ).all()


def unnoted(session: Session, *, over_since: datetime) -> Sequence[CourierJob]:
    """Trips whose window had ended by then, and of which nobody has noted how they went.

    Left out are those of a repair that is held meanwhile: nobody was to drive for it.
    """
    waits_for_it = or_(
        and_(CourierJob.leg == Leg.INBOUND, Ticket.state == State.INBOUND),
        and_(CourierJob.leg == Leg.OUTBOUND, Ticket.state.in_((State.READY_TO_RETURN, State.OUTBOUND))),
    )
    return session.scalars(
        select(CourierJob)
        .join(Slot, CourierJob.slot_id == Slot.id)
        .join(Ticket, CourierJob.ticket_id == Ticket.id)
        .where(CourierJob.state.in_(ACTIVE), Slot.ends_at <= over_since, waits_for_it)
        .order_by(Slot.starts_at, CourierJob.id)
    ).all()


def changes_of(session: Session, ticket_id: UUID, leg: Leg) -> int:
    """How often the jobs of a leg changed in all; it rises with every change to any of them."""
    counted = select(func.sum(CourierJob.version)).where(
        CourierJob.ticket_id == ticket_id, CourierJob.leg == leg
    )
    return int(session.scalars(counted).one() or 0)


def carrier_for(session: Session, ticket: Ticket, slot: Slot, *, leg: Leg) -> str:
    """The name of the carrier that takes a ticket's device that way in the slot's zone."""
    rules = session.scalars(select(CarrierRule)).all()
    kind = _kind_of(session, ticket) if rules else OTHER
    return choose_carrier(slot.zone_id, leg, kind, rules)


def _kind_of(session: Session, ticket: Ticket) -> str:
    told = catalogue.model(session, ticket.model_id) or catalogue.symptom(session, ticket.symptom_id)
    return told.kind if told else OTHER
