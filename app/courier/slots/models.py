"""Rows of the road: zones, plans and slots with their places, jobs, runs, parcels and what carriers say."""

from datetime import date, datetime, time
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
)
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id
from app.kernel.shapes import WordsColumn
from app.tickets.legs import Leg


class Zone(Base):
    """An area one courier can cover; a postcode belongs to the zone with its longest prefix, '' is the rest."""

    __tablename__ = "zones"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    postcode_prefixes: Mapped[list[str]] = mapped_column(WordsColumn())


class SlotPlan(Base):
    """What a zone offers on each working day: a window in local time, how many stops, when booking ends.

    `weekdays` lists ISO weekdays (1 Monday … 7 Sunday). Booking ends `cutoff_minutes` before the start.
    """

    __tablename__ = "slot_plans"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zones.id"))
    leg: Mapped[Leg] = mapped_column(enum_column(Leg, "plan_leg"))
    weekdays: Mapped[list[int]] = mapped_column(JSON)
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
