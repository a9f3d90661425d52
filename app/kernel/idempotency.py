"""Doing a thing once however often it is sent: double click, back button, impatient thumb."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, UtcDateTime
from app.kernel.ids import new_row_id


class Submission(Base):
    """One form or API call that took effect, by the key its sender made; `result` answers repeats."""

    __tablename__ = "submissions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


def earlier_result(session: Session, key: str) -> dict[str, Any] | None:
    """What the first sending of `key` answered, or None if it never took effect."""
    return session.scalar(select(Submission.result).where(Submission.key == key))


def earlier(session: Session, key: str) -> Submission | None:
    """The first sending of `key`, or None if it never took effect."""
    return session.scalars(select(Submission).where(Submission.key == key)).one_or_none()


def moment_of(session: Session, submission_id: UUID) -> datetime | None:
    """When that one took effect, None where it is not known (any more)."""
    return session.scalar(select(Submission.at).where(Submission.id == submission_id))


def begin(session: Session, key: str, *, now: datetime) -> bool:
    """Claim `key` for this transaction; False where it took effect before.

    Call it first: a second sender then waits here until the first has committed or rolled back.
    """
    try:
        with session.begin_nested():
            session.execute(insert(Submission).values(id=new_row_id(), key=key, result={}, at=now))
    except IntegrityError:
        return False
    return True


def finish(session: Session, key: str, result: dict[str, Any]) -> None:
    """Note what repeats of `key` shall be answered."""
    session.execute(update(Submission).where(Submission.key == key).values(result=result))
