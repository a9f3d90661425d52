"""The photo row: which picture, of what, for which ticket or draft, by whom."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actor import Role
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id


class PhotoKind(StrEnum):
    """What a picture shows, which is also the step it was taken at."""

    SYMPTOM = "symptom"
    SERIAL_LABEL = "serial_label"
    PROOF_OF_PURCHASE = "proof_of_purchase"
    PACKED_BY_CUSTOMER = "packed_by_customer"
    DOCK_SEALED = "dock_sealed"
    DOCK_OPENED = "dock_opened"
    DISCREPANCY = "discrepancy"
    BENCH = "bench"
    PACKED_FOR_RETURN = "packed_for_return"
    HANDED_OUT = "handed_out"
    PROOF_OF_DELIVERY = "proof_of_delivery"
    AT_DOCK = "at_dock"


class Photo(Base):
    """A re-encoded picture; its file is found by `sha256` in the file store.

    One of a parcel nobody could name yet belongs to the dock's task until the repair is found.
    """

    __tablename__ = "photos"
    __table_args__ = (
        CheckConstraint(
            "draft_id IS NOT NULL OR ticket_id IS NOT NULL OR dock_task_id IS NOT NULL", name="has_owner"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    dock_task_id: Mapped[UUID | None] = mapped_column(ForeignKey("dock_tasks.id"), index=True)
    kind: Mapped[PhotoKind] = mapped_column(enum_column(PhotoKind, "photo_kind"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]  # bytes
    by_role: Mapped[Role] = mapped_column(enum_column(Role, "photo_by_role"))
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class KeptFile(Base):
    """A picture whose two files lie in the store, or are about to: `going_at` since they are being deleted.

    Photos of several repairs may name the same one.
    """

    __tablename__ = "photo_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # last put, or looked for by a form
    going_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
