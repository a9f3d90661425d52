"""Rows of the catalogue (models, symptoms, standard terms, serials, campaigns) and of locked terms."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id
from app.terms.rules import Coverage, Payer


class TermsState(StrEnum):
    """An offer becomes locked by the customer's yes; a locked one is never changed."""

    OFFERED = "offered"
    LOCKED = "locked"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Terms(Base):
    """One version of what was promised: verdict and reason, cap, who pays each way, by whom, until when."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("ticket_id", "version"), CheckConstraint("cap_minor >= 0", name="cap"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    version: Mapped[int]
    state: Mapped[TermsState] = mapped_column(enum_column(TermsState, "terms_state"))
    coverage: Mapped[Coverage] = mapped_column(enum_column(Coverage, "terms_coverage"))
    reason: Mapped[str] = mapped_column(String(60))  # a word of rules.Why
    note: Mapped[str] = mapped_column(Text, default="")  # the technician's own words
    cap_minor: Mapped[
        int
    ]  # everything: parts, labour, tax, and the ways of the courier that are the customer's
    currency: Mapped[str] = mapped_column(String(3))
    inbound_payer: Mapped[Payer] = mapped_column(enum_column(Payer, "terms_inbound_payer"))
    outbound_payer: Mapped[Payer] = mapped_column(enum_column(Payer, "terms_outbound_payer"))
    courier_fee_minor: Mapped[int] = mapped_column(
        default=0
    )  # of each way the customer pays, contained in the cap
    promised_by: Mapped[str] = mapped_column(String(80))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime())
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    decided_via: Mapped[str | None] = mapped_column(String(10))
