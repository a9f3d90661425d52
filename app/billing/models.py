"""Rows of bills: what was asked for, line by line, and each payment that came in for it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.billing.states import BillState, LineKind, PaymentMethod
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id

_OPEN = text(f"state = '{BillState.OPEN.value}'")


class Bill(Base):
    """What one repair costs in the end. Written once; only its state moves, see `states.MOVES`.

    `total_minor` is the sum of its lines and contains `tax_minor`; `settled_at` is when it stopped asking.
    """

    __tablename__ = "bills"
    __table_args__ = (
        UniqueConstraint("ticket_id", "number"),
        UniqueConstraint("id", "currency"),  # so that a payment can only be in the bill's own money
        CheckConstraint("total_minor >= 0 AND (total_minor > 0 OR state <> 'open')", name="total"),
        CheckConstraint("tax_minor >= 0 AND tax_minor <= total_minor", name="tax"),
        CheckConstraint("(settled_at IS NULL) = (state = 'open')", name="settled"),
        # However many press at once: one bill of a repair asks for money.
        Index("uq_bills_open", "ticket_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    number: Mapped[int]  # 1, 2, ... within the repair
    state: Mapped[BillState] = mapped_column(enum_column(BillState, "bill_state"))
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int]
    tax_minor: Mapped[int]
    issued_by: Mapped[str] = mapped_column(String(80))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime())
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    lines: Mapped[list["BillLine"]] = relationship(
        lazy="selectin", order_by="BillLine.position", cascade="save-update, merge"
    )


class BillLine(Base):
    """One line of a bill, in the bill's currency and with its tax contained."""

    __tablename__ = "bill_lines"
    __table_args__ = (CheckConstraint("minor >= 0", name="minor"),)

    bill_id: Mapped[UUID] = mapped_column(ForeignKey("bills.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1
    kind: Mapped[LineKind] = mapped_column(enum_column(LineKind, "bill_line_kind"))
    words: Mapped[str] = mapped_column(String(80), default="")
    minor: Mapped[int]


class Payment(Base):
    """Money that came in for a bill, as noted by staff; a bill may be paid in several."""

    __tablename__ = "payments"
    __table_args__ = (
        ForeignKeyConstraint(["bill_id", "currency"], ["bills.id", "bills.currency"]),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    bill_id: Mapped[UUID] = mapped_column(index=True)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[PaymentMethod] = mapped_column(enum_column(PaymentMethod, "payment_method"))
    reference: Mapped[str] = mapped_column(String(80), default="")
    noted_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
