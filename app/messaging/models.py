"""Rows of the conversation: texts out, texts in, the thread, and the demo phone's screen."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.messaging.kinds import TextKind


class TextState(StrEnum):
    """How far a text has come. `uncertain`: it may or may not have been accepted; never resent blindly."""

    PENDING = "pending"
    POSTING = "posting"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SUPPRESSED = "suppressed"
    HELD = "held"
    DROPPED = "dropped"


class OutgoingText(Base):
    """One SMS we decided to send. `body` still says `{link}` where the private link will stand."""

    __tablename__ = "texts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    kind: Mapped[TextKind] = mapped_column(enum_column(TextKind, "text_kind"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    to_phone: Mapped[str] = mapped_column(String(20), index=True)
    language: Mapped[Language] = mapped_column(enum_column(Language, "text_language"))
    body: Mapped[str] = mapped_column(Text)
    about: Mapped[str | None] = mapped_column(String(60))  # what a decision is bound to, "quote:3"
    state: Mapped[TextState] = mapped_column(enum_column(TextState, "text_state"), default=TextState.PENDING)
    reason: Mapped[str | None] = mapped_column(String(200))
    segments: Mapped[int]
    provider: Mapped[str | None] = mapped_column(String(30))
    provider_id: Mapped[str | None] = mapped_column(String(64), index=True)
    error_code: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class TextAttempt(Base):
    """One try at handing a text to a provider; committed before the try begins."""

    __tablename__ = "text_attempts"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    text_id: Mapped[UUID] = mapped_column(ForeignKey("texts.id"))
    number: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    outcome: Mapped[str | None] = mapped_column(String(30))
    detail: Mapped[str | None] = mapped_column(String(500))


class IncomingText(Base):
    """One SMS somebody sent us, kept before anything is made of it."""

    __tablename__ = "incoming_texts"
    __table_args__ = (UniqueConstraint("provider", "provider_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    provider: Mapped[str] = mapped_column(String(30))
    provider_id: Mapped[str] = mapped_column(String(64))
    from_phone: Mapped[str] = mapped_column(String(40), index=True)
    to_phone: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    meaning: Mapped[str | None] = mapped_column(String(40))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    handled_by: Mapped[str | None] = mapped_column(String(120))


class ThreadMessage(Base):
    """One message of a ticket's thread, by web or SMS; a customer's is a task until it is handled."""

    __tablename__ = "thread_messages"
    __table_args__ = (Index("ix_thread_messages_ticket_at", "ticket_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    from_customer: Mapped[bool]
    author: Mapped[str] = mapped_column(String(120))
    via: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)


class OptOut(Base):
    """A number that wants no texts, since when and by which word."""

    __tablename__ = "opt_outs"

    phone: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    word: Mapped[str] = mapped_column(String(40))


class DemoPhoneText(Base):
    """What the demo phone shows: texts to and from a number, in demo shops only."""

    __tablename__ = "demo_phone_texts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    phone: Mapped[str] = mapped_column(String(20), index=True)
    from_customer: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
