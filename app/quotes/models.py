"""Rows of quotes."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id
from app.kernel.shapes import Shape, ShapeColumn
from app.quotes.rules import QuoteState as QuoteState


class QuotedLine(BaseModel):
    """One line as the customer read it, in the quote's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    minor: int


class QuoteLines(Shape):
    """The lines of one version: read and answered as a whole, so kept as a whole."""

    version: Literal[1] = 1
    lines: tuple[QuotedLine, ...]

    @classmethod
    def unreadable(cls, raw: str) -> Self:
        """One line with what stands there; what the quote costs stands beside it."""
        return cls(lines=(QuotedLine(label=raw, minor=0),))


def _one_per_ticket(state: QuoteState) -> Index:
    """However many press at once: one version waits for an answer, one is approved."""
    only = text(f"state = '{state.value}'")
    return Index(
        f"uq_quotes_{state.value}", "ticket_id", unique=True, sqlite_where=only, postgresql_where=only
    )


class Quote(Base):
    """One version, never changed but for its state; `total_minor` is everything: lines, ways of the courier, tax contained."""

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("ticket_id", "version"),
        CheckConstraint("total_minor >= 0", name="total"),
        _one_per_ticket(QuoteState.SENT),
        _one_per_ticket(QuoteState.APPROVED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    version: Mapped[int]
    state: Mapped[QuoteState] = mapped_column(enum_column(QuoteState, "quote_state"))
    lines: Mapped[QuoteLines] = mapped_column(ShapeColumn(QuoteLines))
    courier_in_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    courier_out_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    note: Mapped[str] = mapped_column(Text, default="")
    drafted_by: Mapped[str] = mapped_column(String(80))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime())
    reminders_sent: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    decided_via: Mapped[str | None] = mapped_column(String(10))
    # Answered both ways; a person asks which holds.
    doubted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    decided_message: Mapped[str | None] = mapped_column(String(64))  # provider's id of the replying SMS
