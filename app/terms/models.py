"""Rows of the catalogue (models, symptoms, standard terms, serials, campaigns) and of locked terms."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id
from app.terms.rules import Coverage, Payer


class DeviceModel(Base):
    """A model we know: its names, its kind (washer, vacuum, headset …) and its warranty in months."""

    __tablename__ = "device_models"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    brand: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(120))
    name_ko: Mapped[str] = mapped_column(String(120))
    warranty_months: Mapped[int]


class Symptom(Base):
    """What can be wrong with a kind of device, in the customer's words."""

    __tablename__ = "symptoms"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    label_en: Mapped[str] = mapped_column(String(120))
    label_ko: Mapped[str] = mapped_column(String(120))


class StandardTerms(Base):
    """A standing answer to model x symptom, so that terms can be shown within the web request."""

    __tablename__ = "standard_terms"
    __table_args__ = (
        UniqueConstraint("model_id", "symptom_id"),
        CheckConstraint("cap_minor >= 0", name="cap"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("device_models.id"))
    symptom_id: Mapped[UUID] = mapped_column(ForeignKey("symptoms.id"))
    cap_minor: Mapped[int]  # the most a repair outside the warranty costs
    currency: Mapped[str] = mapped_column(String(3))
    parts: Mapped[list[Any]] = mapped_column(JSON, default=list)  # names of parts kept in stock for it


class KnownSerial(Base):
    """A serial number the maker's records know, and when it was made and sold."""

    __tablename__ = "known_serials"

    serial: Mapped[str] = mapped_column(String(60), primary_key=True)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("device_models.id"))
    made_on: Mapped[date] = mapped_column(Date)
    sold_on: Mapped[date | None] = mapped_column(Date)


class Campaign(Base):
    """Free work the maker owes certain devices; serials are matched by prefix, '' means all."""

    __tablename__ = "campaigns"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("device_models.id"))
    serial_prefix: Mapped[str] = mapped_column(String(60), default="")
    title_en: Mapped[str] = mapped_column(String(200))
    title_ko: Mapped[str] = mapped_column(String(200))


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
    reason: Mapped[str] = mapped_column(String(60))  # a key of rules.REASONS
    note: Mapped[str] = mapped_column(Text, default="")  # the technician's own words
    cap_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    inbound_payer: Mapped[Payer] = mapped_column(enum_column(Payer, "terms_inbound_payer"))
    outbound_payer: Mapped[Payer] = mapped_column(enum_column(Payer, "terms_outbound_payer"))
    courier_fee_minor: Mapped[int] = mapped_column(default=0)  # of each way the customer pays
    promised_by: Mapped[str] = mapped_column(String(80))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime())
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    decided_via: Mapped[str | None] = mapped_column(String(10))
