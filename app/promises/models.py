"""The ledger: one row is one promise, never edited but for the one time it ends."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actor import Role
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id
from app.promises.kinds import Ending, Fact, PromiseKind, Said

OPEN = text("ending IS NULL")


class Promise(Base):
    """What we, or the customer, owe by `due_at`; from `window_from` on where it is a window.

    `replaces_id` is the promise whose place it takes. `corrects_id` is one whose ending was a slip, or was disproved
    by a late note: that row stays as it is and counts no more. `ended_at` is when it really happened, `noted_at` when
    it was written. The database refuses a second ending and any other change.
    """

    __tablename__ = "promises"
    __table_args__ = (
        Index("uq_promises_open", "ticket_id", "kind", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_promises_open_due", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        CheckConstraint("due_at > made_at", name="due_after_made"),
        CheckConstraint("window_from IS NULL OR window_from < due_at", name="window_before_due"),
        CheckConstraint(
            "(ending IS NULL) = (ended_at IS NULL) AND (ending IS NULL) = (noted_at IS NULL)"
            " AND (ending IS NULL) = (ended_by IS NULL)",
            name="ended_as_a_whole",
        ),
        CheckConstraint(
            "ending IS NULL OR ending NOT IN ('kept', 'replaced') OR ended_at <= due_at", name="kept_in_time"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[PromiseKind] = mapped_column(enum_column(PromiseKind, "promise_kind"))
    party: Mapped[Role] = mapped_column(enum_column(Role, "promise_party"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_accounts.id"))  # who owned it then
    window_from: Mapped[datetime | None] = mapped_column(UtcDateTime())
    due_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_from: Mapped[Fact] = mapped_column(enum_column(Fact, "promise_made_from"))
    made_from_id: Mapped[UUID | None]
    said: Mapped[Said] = mapped_column(enum_column(Said, "promise_said"))
    said_id: Mapped[UUID | None] = mapped_column(index=True)
    why: Mapped[str] = mapped_column(
        String(200), default=""
    )  # another time was named, as the customer read it
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("promises.id"), unique=True)
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("promises.id"), unique=True)
    ending: Mapped[Ending | None] = mapped_column(enum_column(Ending, "promise_ending"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_by: Mapped[Fact | None] = mapped_column(enum_column(Fact, "promise_ended_by"))
    ended_by_id: Mapped[UUID | None] = mapped_column(index=True)
