"""Rows of trips: pickup and return jobs, parcels, and what carriers say of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.courier.slots.models import Slot
from app.courier.trips.states import ACTIVE, BookingTrouble, FailureReason, JobState, ParcelState
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id, plain_waybill
from app.tickets.legs import Leg

_ACTIVE = text("state IN (" + ", ".join(f"'{state}'" for state in sorted(ACTIVE)) + ")")


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
    # Set before a carrier is asked, and empty again once it certainly booked nothing.
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    looked_up: Mapped[int] = mapped_column(default=0)  # how often, since its answer is missing
    trouble: Mapped[BookingTrouble | None] = mapped_column(enum_column(BookingTrouble, "job_trouble"))
    carrier_said: Mapped[str] = mapped_column(String(200), default="")  # with a trouble, in its own words
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("runs.id"), index=True)
    stop_number: Mapped[int | None]
    failure: Mapped[FailureReason | None] = mapped_column(enum_column(FailureReason, "job_failure"))
    handed_to: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    slot: Mapped[Slot] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol

    @property
    def missed(self) -> bool:
        """Whether we said that we did not come: the one ending that a later note can correct."""
        return self.state is JobState.ATTEMPT_FAILED and self.failure is FailureReason.NO_TIME

    @validates("waybill")
    def _keep_waybill_bare(self, _key: str, waybill: str | None) -> str | None:
        return plain_waybill(waybill or "") or None


class CarrierRule(Base):
    """Gives trips to a carrier by zone, leg and kind; left empty, any. Without a rule our own couriers drive."""

    __tablename__ = "carrier_rules"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zones.id"))
    leg: Mapped[Leg | None] = mapped_column(enum_column(Leg, "rule_leg"))
    kind: Mapped[str | None] = mapped_column(String(40))
    carrier: Mapped[str] = mapped_column(String(30))


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
