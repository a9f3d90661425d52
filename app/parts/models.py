"""The part a ticket needs, and how far we have got with it."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, enum_column
from app.kernel.ids import new_row_id
from app.parts.rules import PartState as PartState


class PartNeed(Base):
    """One part for one ticket."""

    __tablename__ = "part_needs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[int] = mapped_column(default=1)
    state: Mapped[PartState] = mapped_column(enum_column(PartState, "part_state"))
    expected_on: Mapped[date | None] = mapped_column(Date)
