"""Rows of our texts: each with its tries and reports, what stops them, what they cost, and the demo phone's screen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import ROOM_FOR_NEW_VERSIONS, Base, UtcDateTime, enum_column
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.kernel.shapes import WordsColumn
from app.messaging.sms.about import About, Subject, about_of
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.states import AttemptState, SmsState, Trouble


class Sms(Base):
    """One SMS we decided to send. `body` still says `{link}` where the private link will stand.

    `attention_since` is set while a person must look at it; rows that go well are never in that index.
    """

    __tablename__ = "sms"
    __table_args__ = (
        Index("ix_sms_to_phone_created_at", "to_phone", "created_at"),
        CheckConstraint(
            "about_subject IS NULL OR ((about_subject = 'quote') = (about_version IS NOT NULL)"
            " AND (about_subject IN ('job', 'code')) = (about_id IS NOT NULL))",
            name="about",
        ),
        Index(
            "ix_sms_attention",
            "attention_since",
            sqlite_where=text("attention_since IS NOT NULL"),
            postgresql_where=text("attention_since IS NOT NULL"),
        ),
        ROOM_FOR_NEW_VERSIONS,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    kind: Mapped[SmsKind] = mapped_column(enum_column(SmsKind, "sms_kind"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    to_phone: Mapped[str] = mapped_column(String(20))
    language: Mapped[Language] = mapped_column(enum_column(Language, "sms_language"))
    body: Mapped[str] = mapped_column(Text)
    about_subject: Mapped[Subject | None] = mapped_column(enum_column(Subject, "sms_about"))
    about_version: Mapped[int | None]
    about_id: Mapped[UUID | None]
    about_codes: Mapped[list[str]] = mapped_column(WordsColumn(), default=list)
    urgent: Mapped[bool] = mapped_column(default=False)  # somebody is waiting for it: goes at night, too
    state: Mapped[SmsState] = mapped_column(enum_column(SmsState, "sms_state"), default=SmsState.PENDING)
    reason: Mapped[str | None] = mapped_column(String(200))
    trouble: Mapped[Trouble | None] = mapped_column(enum_column(Trouble, "sms_trouble"))
    error_code: Mapped[str | None] = mapped_column(String(20))
    segments: Mapped[int]
    tries: Mapped[int] = mapped_column(default=0)  # numbers the attempts
    resends: Mapped[int] = mapped_column(default=0)  # second sendings its policy allowed
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    attention_since: Mapped[datetime | None] = mapped_column(UtcDateTime())
    handled_by: Mapped[str | None] = mapped_column(String(120))

    @property
    def about(self) -> About | None:
        """What it is bound to."""
        return about_of(self)


class SmsAttempt(Base):
    """One try at handing a text to a provider; committed before the try begins.

    `check_at` is when the provider is asked next what became of it; empty once that is known.
    """

    __tablename__ = "sms_attempts"
    __table_args__ = (
        UniqueConstraint("sms_id", "number"),
        Index(
            "ix_sms_attempts_check",
            "check_at",
            sqlite_where=text("check_at IS NOT NULL"),
            postgresql_where=text("check_at IS NOT NULL"),
        ),
        ROOM_FOR_NEW_VERSIONS,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    sms_id: Mapped[UUID] = mapped_column(ForeignKey("sms.id"))
    number: Mapped[int]
    provider: Mapped[str] = mapped_column(String(30))
    state: Mapped[AttemptState] = mapped_column(
        enum_column(AttemptState, "attempt_state"), default=AttemptState.POSTING
    )
    reference: Mapped[str | None] = mapped_column(String(64))
    code: Mapped[str | None] = mapped_column(String(20))
    detail: Mapped[str | None] = mapped_column(String(500))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    check_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    checks: Mapped[int] = mapped_column(default=0)


class SmsReport(Base):
    """What a provider told of a message, kept as told: once per message and word, known to us or not."""

    __tablename__ = "sms_reports"
    __table_args__ = (UniqueConstraint("provider", "reference", "word"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    provider: Mapped[str] = mapped_column(String(30))
    reference: Mapped[str] = mapped_column(String(64))
    word: Mapped[str] = mapped_column(String(40))
    code: Mapped[str | None] = mapped_column(String(20))
    attempt_id: Mapped[UUID | None] = mapped_column(index=True)  # no foreign key: it may name none of ours
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class SenderStop(Base):
    """The sender stands still since then, for a fault of ours only an operator can put right."""

    __tablename__ = "sender_stops"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    provider: Mapped[str] = mapped_column(String(30))
    code: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    lifted_by: Mapped[str | None] = mapped_column(String(120))


class BadNumber(Base):
    """A number that can receive no texts, until somebody says it can."""

    __tablename__ = "bad_numbers"

    phone: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class SmsSpend(Base):
    """What a day's texts cost, in minor units of the shop's money; counted when a try begins."""

    __tablename__ = "sms_spend"

    day: Mapped[date] = mapped_column(primary_key=True)
    segments: Mapped[int] = mapped_column(default=0)
    cost_minor: Mapped[int] = mapped_column(default=0)


class OptOut(Base):
    """A number that wants no texts, since when and by which word."""

    __tablename__ = "opt_outs"

    phone: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    word: Mapped[str] = mapped_column(String(40))


class DemoSms(Base):
    """What the demo phone shows: texts to and from a number, in demo shops only."""

    __tablename__ = "demo_sms"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    phone: Mapped[str] = mapped_column(String(20), index=True)
    from_customer: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
