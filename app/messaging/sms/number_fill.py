"""A number's fill of texts in a day: when there is room again, and whose codes staff let through all the same."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.limits import newest_of, note
from app.messaging.sms.models import Sms
from app.messaging.sms.send_policy import A_DAY

OPEN_FOR = timedelta(minutes=15)  # after a call


def full_until(session: Session, phone: str, *, most: int, now: datetime) -> datetime | None:
    """When a further text may go to a number that had `most` within a day; None where one may go now."""
    oldest = session.scalar(
        select(Sms.created_at)
        .where(Sms.to_phone == phone, Sms.created_at > now - A_DAY, Sms.tries > 0)
        .order_by(Sms.created_at.desc())
        .offset(most - 1)
        .limit(1)
    )
    return oldest + A_DAY if oldest is not None else None


def let_codes_through(session: Session, phone: str, *, now: datetime) -> None:
    """From now on codes to `phone` (E.164) pass every limit on their number for OPEN_FOR."""
    note(session, _bucket(phone), now=now)


def codes_pass(session: Session, phone: str, *, now: datetime) -> bool:
    """Whether somebody of ours has just had the number's owner on the line."""
    opened = newest_of(session, _bucket(phone))
    return opened is not None and now - opened < OPEN_FOR


def _bucket(phone: str) -> str:
    return f"code-open:{phone}"
