"""Rows about people: customer, address, phone code."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id, plain_name

# Beginnings are looked up as a range of the index, which needs an order by bytes on PostgreSQL, too.
SORTED_BY_BYTES = String(80).with_variant(String(80, collation="C"), "postgresql")


class Customer(Base):
    """A person, known by a verified phone number (E.164).

    `phone_end` (the last four digits, which is how people at a counter name a number) and `name_key` are kept
    for searching, and follow what they are made of.
    """

    __tablename__ = "customers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    phone: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    language: Mapped[Language] = mapped_column(enum_column(Language, "customer_language"))
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime())
    phone_end: Mapped[str] = mapped_column(String(4), index=True)
    name_key: Mapped[str] = mapped_column(SORTED_BY_BYTES, index=True)

    @validates("phone")
    def _keep_phone_end(self, _key: str, phone: str) -> str:
        self.phone_end = phone[-4:]
        return phone

    @validates("name")
    def _keep_name_key(self, _key: str, name: str) -> str:
        self.name_key = plain_name(name)[:80]
        return name


class Address(Base):
    """Where a courier comes; never changed once used, a new one is written instead."""

    __tablename__ = "addresses"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(80))
    recipient_latin: Mapped[str | None] = mapped_column(String(80))  # asked for where a label lacks letters
    postcode: Mapped[str] = mapped_column(String(5))
    line1: Mapped[str] = mapped_column(String(200))
    line2: Mapped[str] = mapped_column(String(200), default="")
    entry_note: Mapped[str] = mapped_column(String(200), default="")


class PhoneCode(Base):
    """A six-digit code on its way to a phone: hashed, bound to one request, single use."""

    __tablename__ = "phone_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    phone: Mapped[str] = mapped_column(String(20))
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    tries_left: Mapped[int]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
