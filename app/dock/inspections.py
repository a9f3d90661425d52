"""What the dock saw when it opened the box: one row for each look, and the free work that was found with it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.catalogue.models import Campaign
from app.dock.rules import Battery, Inspection, ParcelCondition
from app.kernel.act import Act
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id
from app.kernel.shapes import Shape, ShapeColumn


class InTheBox(Shape):
    """Keys of `catalogue.kinds` and of `rules.Check`: read with their inspection, never looked for."""

    version: Literal[1] = 1
    present: tuple[str, ...] = ()  # declared, and there
    extra: tuple[str, ...] = ()  # there, though nobody declared them
    missing: tuple[str, ...] = ()  # declared, and not there
    checks: tuple[str, ...] = ()  # ticked of the kind's own questions

    @property
    def accessories(self) -> tuple[str, ...]:
        """All that came and so has to go back."""
        return (*self.present, *self.extra)


inspection_campaigns = Table(
    "inspection_campaigns",
    Base.metadata,
    Column("inspection_id", ForeignKey("inspections.id"), primary_key=True),
    Column("campaign_id", ForeignKey("campaigns.id"), primary_key=True),
)


class InspectionRow(Base):
    """One look into the box; `number` is the hand-over that sealed it, the newest one holds."""

    __tablename__ = "inspections"
    __table_args__ = (UniqueConstraint("ticket_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    number: Mapped[int]
    parcel: Mapped[ParcelCondition] = mapped_column(enum_column(ParcelCondition, "inspection_parcel"))
    battery: Mapped[Battery] = mapped_column(enum_column(Battery, "inspection_battery"))  # swollen: unsafe
    serial: Mapped[str] = mapped_column(String(60), default="")  # as it was read
    remark: Mapped[str] = mapped_column(Text, default="")
    box: Mapped[InTheBox] = mapped_column(ShapeColumn(InTheBox))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime())

    campaigns: Mapped[list[Campaign]] = relationship(secondary=inspection_campaigns, order_by=Campaign.id)


def write_down(
    session: Session,
    ticket_id: UUID,
    inspection: Inspection,
    act: Act,
    *,
    number: int,
    missing: tuple[str, ...],
    campaigns: list[Campaign],
) -> InspectionRow:
    """Keep what was seen beside the hand-over of that number; `missing` are the declared that lack."""
    row = InspectionRow(
        ticket_id=ticket_id,
        number=number,
        parcel=inspection.parcel,
        battery=inspection.battery,
        serial=inspection.serial,
        remark=inspection.remark,
        box=InTheBox(
            present=inspection.present, extra=inspection.extra, missing=missing, checks=inspection.checks
        ),
        by=act.actor.name,
        at=act.now,
        campaigns=campaigns,
    )
    session.add(row)
    session.flush()
    return row


def latest(session: Session, ticket_id: UUID) -> InspectionRow | None:
    """What holds of a device: the newest look into its box; None where nobody has looked yet."""
    return session.scalars(
        select(InspectionRow)
        .where(InspectionRow.ticket_id == ticket_id)
        .order_by(InspectionRow.number.desc())
        .limit(1)
    ).first()
