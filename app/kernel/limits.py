"""Limits on what may be done how often, kept as rows, so that all workers count together."""

from datetime import datetime, timedelta
from uuid import UUID
from zlib import crc32

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, UtcDateTime
from app.kernel.errors import TooMany
from app.kernel.i18n import Text, text
from app.kernel.ids import new_row_id


def spend(session: Session, bucket: str, *, limit: int, per: timedelta, now: datetime) -> None:
    """Count one act in `bucket`; raises TooMany where `limit` acts lie within the last `per` already.

    The act stands or falls with the transaction: what was refused or rolled back is not counted, so an
    attempt that has to count even when it fails must be committed by its caller.
    """
    _one_at_a_time(session, bucket)
    recent = select(func.count()).where(LimitedAct.bucket == bucket, LimitedAct.at > now - per)
    if session.scalars(recent).one() >= limit:
        raise TooMany(_again_later(per))
    session.add(LimitedAct(bucket=bucket, at=now))
    session.flush()


def give_back(session: Session, bucket: str) -> None:
    """Take the newest act of `bucket` out of the count: it turned out not to be one of those limited."""
    newest = (
        select(LimitedAct.id)
        .where(LimitedAct.bucket == bucket)
        .order_by(LimitedAct.at.desc(), LimitedAct.id.desc())
        .limit(1)
    )
    session.execute(delete(LimitedAct).where(LimitedAct.id == newest.scalar_subquery()))


def forget_old(session: Session, *, before: datetime) -> None:
    """Drop acts that no limit looks back at any more."""
    session.execute(delete(LimitedAct).where(LimitedAct.at < before))


def _one_at_a_time(session: Session, bucket: str) -> None:
    # Two senders could both count one short of the limit. SQLite has a single writer anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(crc32(bucket.encode()))))


def _again_later(per: timedelta) -> Text:
    minutes = round(per / timedelta(minutes=1))
    if minutes < 120:
        return text("That was tried too often. Try again in %(minutes)s minutes.", minutes=max(1, minutes))
    return text("That was tried too often. Try again in %(hours)s hours.", hours=round(minutes / 60))


class LimitedAct(Base):
    """One act that is limited per bucket (a number, an address, an account), to be counted."""

    __tablename__ = "limited_acts"
    __table_args__ = (Index("ix_limited_acts_bucket_at", "bucket", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    bucket: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
