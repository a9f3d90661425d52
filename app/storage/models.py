"""Rows of the store: bins, counts, and what was seen in one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime
from app.kernel.ids import new_row_id


class Bin(Base):
    """A place on a shelf with a label of its own; `capacity` None takes as many devices as fit."""

    __tablename__ = "bins"
    __table_args__ = (CheckConstraint("capacity >= 1", name="capacity"),)

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    note: Mapped[str] = mapped_column(String(120), default="")
    capacity: Mapped[int | None]


class StockCount(Base):
    """One count of one bin: who looks through it, from when until when."""

    __tablename__ = "stock_counts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    bin_code: Mapped[str] = mapped_column(ForeignKey("bins.code"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_accounts.id"))
    started_by: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Sighting(Base):
    """A device that was seen in the bin being counted, and where it should have been."""

    __tablename__ = "stock_sightings"

    count_id: Mapped[UUID] = mapped_column(ForeignKey("stock_counts.id"), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    expected_bin: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
