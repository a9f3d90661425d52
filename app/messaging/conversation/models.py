"""Rows of the conversation: what people text us, and the thread of a repair."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.ids import new_row_id


class IncomingSms(Base):
    """One SMS somebody sent us, kept before anything is made of it."""

    __tablename__ = "incoming_sms"
    __table_args__ = (UniqueConstraint("provider", "provider_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    provider: Mapped[str] = mapped_column(String(30))
    provider_id: Mapped[str] = mapped_column(String(64))
    from_phone: Mapped[str] = mapped_column(String(40), index=True)
    to_phone: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    # Addresses of pictures, as the provider gave them.
    media: Mapped[list[Any]] = mapped_column(JSON, default=list)
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
    incoming_id: Mapped[UUID | None] = mapped_column(ForeignKey("incoming_sms.id"))  # the text it came from
    body: Mapped[str] = mapped_column(Text)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())  # stands before all others


class CallReason(StrEnum):
    """Why a person calls a customer; stored."""

    NOT_HEARD = "not_heard"  # time is up, and the reminders did not arrive
    OUR_FAULT = "our_fault"  # time is up, and what went wrong last was our doing
    RE_REPAIR = "re_repair"  # we owe this repair: it never ends by time
    ANSWERS_DIFFER = "answers_differ"  # a quote was answered both ways by a number that takes no texts


class Call(Base):
    """One call that a person has to make; noted once, with what came of it. A second try is another row."""

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("ticket_id", "question", "number"),
        Index("ix_calls_done_at", "done_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    question: Mapped[int]  # the version of the step after which the customer was to act
    number: Mapped[int]  # of the tries about it
    reason: Mapped[CallReason] = mapped_column(enum_column(CallReason, "call_reason"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    done_by: Mapped[str] = mapped_column(String(80), default="")
    reached: Mapped[bool | None]  # None while nobody has called, or where nobody needs to any more
    note: Mapped[str] = mapped_column(Text, default="")
