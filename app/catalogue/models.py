"""Rows of the catalogue: models, symptoms, standing terms, serials the records know, campaigns."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.kernel.db import Base
from app.kernel.ids import new_row_id
from app.kernel.serials import fold_serial
from app.kernel.shapes import WordsColumn


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
    cap_minor: Mapped[
        int
    ]  # parts and labour at most, outside the warranty; a way of the courier joins it in the offer
    currency: Mapped[str] = mapped_column(String(3))
    # Names of parts kept in stock for it.
    parts: Mapped[list[str]] = mapped_column(WordsColumn(), default=list)


class KnownSerial(Base):
    """A serial number the maker's records know, and when it was made and sold."""

    __tablename__ = "known_serials"

    serial: Mapped[str] = mapped_column(String(60), primary_key=True)
    serial_key: Mapped[str] = mapped_column(String(60), default="", index=True)  # as it is looked for
    model_id: Mapped[UUID] = mapped_column(ForeignKey("device_models.id"))
    made_on: Mapped[date] = mapped_column(Date)
    sold_on: Mapped[date | None] = mapped_column(Date)

    @validates("serial")
    def _keep_serial_key(self, _key: str, serial: str) -> str:
        self.serial_key = fold_serial(serial)
        return serial


class Campaign(Base):
    """Free work the maker owes certain devices; serials are matched by prefix, '' means all."""

    __tablename__ = "campaigns"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("device_models.id"))
    serial_prefix: Mapped[str] = mapped_column(String(60), default="")
    title_en: Mapped[str] = mapped_column(String(200))
    title_ko: Mapped[str] = mapped_column(String(200))
