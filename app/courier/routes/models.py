"""Rows of routes: one courier's day in one zone."""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    Date,
    ForeignKey,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_row_id


class Run(Base):
    """One courier's day in one zone."""

    __tablename__ = "runs"
    __table_args__ = (UniqueConstraint("day", "zone_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    day: Mapped[date] = mapped_column(Date)
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zones.id"))
    courier_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
