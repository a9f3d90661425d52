"""Rows of the scan station: every scan with what it did, and what at the dock still has to be settled."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.dock.known import Clues, Differs
from app.dock.works import Outcome, Work
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id
from app.kernel.kept_text import KeptText
from app.kernel.shapes import ShapeColumn


class Scan(Base):
    """One act at the dock as it was sent; `key` is made by the sender, so that a repeat finds what the first one did.

    What came of it is told from these columns, in whatever language asks: `was_bin` is where the device lay before,
    `in_bin` where it lies after, or the bin whose label was scanned, with what it `bin_holds`; `was_due` is the promise
    that stood before, which stands again once the scan is undone; `refusal` is why
    nothing was done; `echoes` the scan that did the same moments before. `custody_number` and `version` say which
    hand-over it wrote and where it left the ticket: it can be undone while both are still the newest.
    """

    __tablename__ = "scans"
    __table_args__ = (Index("ix_scans_ticket_id_at", "ticket_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    typed: Mapped[str] = mapped_column(String(200))
    work: Mapped[Work] = mapped_column(enum_column(Work, "scan_work"))
    place: Mapped[str] = mapped_column(String(40))
    bin_code: Mapped[str] = mapped_column(String(20), default="")  # chosen before
    batch_id: Mapped[UUID | None] = mapped_column(index=True)
    device_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_accounts.id"))
    by: Mapped[str] = mapped_column(String(80))
    queued: Mapped[bool] = mapped_column(default=False)  # waited on the device for the network
    # On a page about it: its label may not have been in sight.
    by_form: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome, "scan_outcome"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    was_bin: Mapped[str | None] = mapped_column(String(20))
    in_bin: Mapped[str | None] = mapped_column(String(20))
    was_due: Mapped[datetime | None] = mapped_column(UtcDateTime())
    bin_holds: Mapped[int] = mapped_column(default=0)
    refusal_code: Mapped[str] = mapped_column(String(40), default="")
    refusal: Mapped[KeptText | None] = mapped_column(ShapeColumn(KeptText))
    echoes: Mapped[UUID | None] = mapped_column(ForeignKey("scans.id"))
    custody_number: Mapped[int | None]
    version: Mapped[int | None]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    undone_by: Mapped[str | None] = mapped_column(String(80))

    @property
    def stands(self) -> bool:
        """Whether it did something that nobody has undone."""
        return self.outcome is Outcome.DONE and self.undone_at is None


class TaskKind(StrEnum):
    """Why somebody at the dock has to act."""

    DISCREPANCY = "discrepancy"
    UNKNOWN_PARCEL = "unknown_parcel"
    CONFLICT = "conflict"
    MISSING = "missing"


class DockTask(Base):
    """Something at the dock that a person has to settle; it stands on the list until somebody says how it ended.

    `bin_code` is where an unknown parcel was put aside, or where a missing device should lie; `differs` and `clues`
    what was seen of a discrepancy and of such a parcel; a scan that could not be done tells the rest itself.
    """

    __tablename__ = "dock_tasks"
    __table_args__ = (
        Index(
            "ix_dock_tasks_open",
            "opened_at",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    kind: Mapped[TaskKind] = mapped_column(enum_column(TaskKind, "dock_task_kind"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("scans.id"))
    bin_code: Mapped[str | None] = mapped_column(String(20))
    differs: Mapped[Differs | None] = mapped_column(ShapeColumn(Differs))
    clues: Mapped[Clues | None] = mapped_column(ShapeColumn(Clues))
    needs_second: Mapped[bool] = mapped_column(default=False)  # a second person has to look before it is told
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    confirmed_by: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    settled_by: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(500), default="")
