"""Rows of the road: zones, plans and slots with their places, jobs, runs, parcels and what carriers say."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.courier.states import ACTIVE, FailureReason, JobState, Leg, ParcelState
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id, plain_waybill

_ACTIVE = text("state IN (" + ", ".join(f"'{state}'" for state in sorted(ACTIVE)) + ")")


class Zone(Base):
    """An area one courier can cover; a postcode belongs to the zone with its longest prefix, '' is the rest."""

    __tablename__ = "zones"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    postcode_prefixes: Mapped[list[Any]] = mapped_column(JSON)


class SlotPlan(Base):
    """What a zone offers on each working day: a window in local time, how many stops, when booking ends.

    `weekdays` lists ISO weekdays (1 Monday … 7 Sunday). Booking ends `cutoff_minutes` before the start.
    """

    __tablename__ = "slot_plans"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zones.id"))
    leg: Mapped[Leg] = mapped_column(enum_column(Leg, "plan_leg"))
    weekdays: Mapped[list[Any]] = mapped_column(JSON)
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    capacity: Mapped[int]
    cutoff_minutes: Mapped[int]


class Closure(Base):
    """A day on which nobody drives, or (`open`) a holiday on which we do all the same."""

    __tablename__ = "closures"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    note: Mapped[str] = mapped_column(String(120))
    open: Mapped[bool] = mapped_column(default=False)


class Slot(Base):
    """One window on one day in one zone; `booked` counts jobs and live holds, never past `capacity`."""

    __tablename__ = "slots"
    __table_args__ = (
        UniqueConstraint("zone_id", "leg", "starts_at"),
        CheckConstraint("booked BETWEEN 0 AND capacity", name="places"),
        Index("ix_slots_leg_starts", "leg", "starts_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zones.id"))
    leg: Mapped[Leg] = mapped_column(enum_column(Leg, "slot_leg"))
    day: Mapped[date] = mapped_column(Date, index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime())
    time_zone: Mapped[str] = mapped_column(String(40))
    cutoff_at: Mapped[datetime] = mapped_column(UtcDateTime())
    capacity: Mapped[int]
    booked: Mapped[int] = mapped_column(default=0)


class SlotHold(Base):
    """A place kept ten minutes for somebody still filling in the request."""

    __tablename__ = "slot_holds"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("slots.id"), index=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class Run(Base):
    """One courier's day in one zone."""

    __tablename__ = "runs"
    __table_args__ = (UniqueConstraint("day", "zone_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    day: Mapped[date] = mapped_column(Date)
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zones.id"))
    courier_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_accounts.id"), index=True)


class CourierJob(Base):
    """One pickup or return of one ticket; a failed one stays as it is and a new one is booked.

    Carriers print their waybills in groups or small letters; here it is kept bare, so that its index finds it.
    """

    __tablename__ = "courier_jobs"
    __table_args__ = (
        Index(
            "uq_courier_jobs_active",
            "ticket_id",
            "leg",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
        Index("ix_courier_jobs_slot", "slot_id", "ticket_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    leg: Mapped[Leg] = mapped_column(enum_column(Leg, "job_leg"))
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("slots.id"))
    state: Mapped[JobState] = mapped_column(enum_column(JobState, "job_state"))
    version: Mapped[int] = mapped_column(nullable=False)
    attempt: Mapped[int] = mapped_column(default=1)  # how many-th job of this leg
    carrier: Mapped[str] = mapped_column(String(30))
    our_reference: Mapped[str] = mapped_column(String(40), unique=True)
    carrier_reference: Mapped[str | None] = mapped_column(String(60))
    waybill: Mapped[str | None] = mapped_column(String(40), index=True)
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("runs.id"), index=True)
    stop_number: Mapped[int | None]
    failure: Mapped[FailureReason | None] = mapped_column(enum_column(FailureReason, "job_failure"))
    handed_to: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    slot: Mapped[Slot] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol

    @validates("waybill")
    def _keep_waybill_bare(self, _key: str, waybill: str | None) -> str | None:
        return plain_waybill(waybill or "") or None


class Parcel(Base):
    """What travels on a job; its state is folded from its events and from nothing else."""

    __tablename__ = "parcels"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("courier_jobs.id"), unique=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    state: Mapped[ParcelState] = mapped_column(enum_column(ParcelState, "parcel_state"))


class TrackingEvent(Base):
    """One thing a carrier said; the raw words are kept, an unknown word has no `state` and is flagged."""

    __tablename__ = "tracking_events"
    __table_args__ = (UniqueConstraint("parcel_id", "event_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcels.id"))
    event_key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
    state: Mapped[ParcelState | None] = mapped_column(enum_column(ParcelState, "event_parcel_state"))
    raw_code: Mapped[str] = mapped_column(String(60))
    raw_text: Mapped[str] = mapped_column(String(200), default="")
