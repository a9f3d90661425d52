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

FORWARDED = "forwarded-unread"  # noted, not limited: calls through a proxy the settings do not know
LONGEST_LIMIT = timedelta(days=1)  # no limit looks further back: whatever is older may go


def spend(
    session: Session, bucket: str, *, limit: int, per: timedelta, now: datetime, way_out: Text | None = None
) -> None:
    """Count one act in `bucket`; raises TooMany as `look` does."""
    look(session, bucket, limit=limit, per=per, now=now, way_out=way_out)
    session.add(LimitedAct(bucket=bucket, at=now))
    session.flush()


def look(
    session: Session, bucket: str, *, limit: int, per: timedelta, now: datetime, way_out: Text | None = None
) -> None:
    """Count nothing; raises TooMany where `limit` acts of `bucket` lie within the last `per` already.

    The refusal says from when on there is room again, to the minute, and `way_out` where there is another way.
    The act stands or falls with the transaction: what was refused or rolled back is not counted, so an attempt
    that has to count even when it fails must be committed by its caller.
    """
    _one_at_a_time(session, bucket)
    times = session.scalars(
        select(LimitedAct.at)
        .where(LimitedAct.bucket == bucket, LimitedAct.at > now - per)
        .order_by(LimitedAct.at.desc())
        .limit(limit)
    ).all()
    if len(times) >= limit:
        wait = times[-1] + per - now if times else per
        raise TooMany(_again_later(wait), way_out, limit=bucket.partition(":")[0], wait=wait)


def give_back(session: Session, bucket: str) -> None:
    """Take the newest act of `bucket` out of the count: it turned out not to be one of those limited."""
    newest = (
        select(LimitedAct.id)
        .where(LimitedAct.bucket == bucket)
        .order_by(LimitedAct.at.desc(), LimitedAct.id.desc())
        .limit(1)
    )
    session.execute(delete(LimitedAct).where(LimitedAct.id == newest.scalar_subquery()))


def note(session: Session, bucket: str, *, now: datetime) -> None:
    """Keep that something happened, for whoever looks within a day."""
    session.add(LimitedAct(bucket=bucket, at=now))
    session.flush()


def newest_of(session: Session, bucket: str) -> datetime | None:
    """When `bucket` was counted last, as far back as its acts are kept (LONGEST_LIMIT); None where there is none."""
    return session.scalar(select(func.max(LimitedAct.at)).where(LimitedAct.bucket == bucket))


def forget_old(session: Session, *, before: datetime) -> None:
    """Drop acts that no limit looks back at any more."""
    session.execute(delete(LimitedAct).where(LimitedAct.at < before))


def _one_at_a_time(session: Session, bucket: str) -> None:
    # Two senders could both count one short of the limit. SQLite has a single writer anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(crc32(bucket.encode()))))


def _again_later(wait: timedelta) -> Text:
    minutes = max(1, -(-wait // timedelta(minutes=1)))  # rounded up: a minute early is refused once more
    if minutes == 1:
        return text("That was tried too often. Try again in a minute.")
    if minutes < 120:
        return text("That was tried too often. Try again in %(minutes)s minutes.", minutes=minutes)
    return text("That was tried too often. Try again in %(hours)s hours.", hours=-(-minutes // 60))


class LimitedAct(Base):
    """One act that is limited per bucket (a number, an address, an account), to be counted."""

    __tablename__ = "limited_acts"
    __table_args__ = (Index("ix_limited_acts_bucket_at", "bucket", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    bucket: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
