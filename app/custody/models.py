"""Rows of custody: append-only events in EPCIS CBV words, and the bins of the store with their counts."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actor import Role
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id


class BizStep(StrEnum):
    """Business steps of the GS1 Core Business Vocabulary 2.0 that a repair passes."""

    COLLECTING = "collecting"
    RECEIVING = "receiving"
    INSPECTING = "inspecting"
    STORING = "storing"
    STOCK_TAKING = "stock_taking"
    REPAIRING = "repairing"
    PICKING = "picking"
    PACKING = "packing"
    SHIPPING = "shipping"
    ACCEPTING = "accepting"


class CustodyEvent(Base):
    """What, when, where, why, from whom to whom, with what evidence; never changed.

    The database itself refuses to change or delete a row (migration 0004). A scan that was a slip is undone
    by a counter-event that names its number in `undoes`.
    """

    __tablename__ = "custody_events"
    __table_args__ = (UniqueConstraint("ticket_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    number: Mapped[int]
    step: Mapped[BizStep] = mapped_column(enum_column(BizStep, "custody_step"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    place: Mapped[str] = mapped_column(String(80))
    giver: Mapped[str] = mapped_column(String(80))
    taker: Mapped[str] = mapped_column(String(80))
    role: Mapped[Role] = mapped_column(enum_column(Role, "custody_role"))
    actor: Mapped[str] = mapped_column(String(80))
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # photo hashes, remarks
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    device_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # by the scanning device's own clock
    undoes: Mapped[int | None]
