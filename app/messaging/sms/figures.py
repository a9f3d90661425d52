"""When sending stood still: why, how long, and who let it go again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.sms.models import SenderStop

SHOWN = 10


@dataclass(frozen=True, slots=True)
class PastStop:
    """One standstill that is over."""

    provider: str
    said: str
    since: datetime
    until: datetime
    lifted_by: str


def earlier_stops(session: Session) -> list[PastStop]:
    """The latest standstills that somebody ended, the newest first."""
    rows = session.scalars(
        select(SenderStop)
        .where(SenderStop.lifted_at.is_not(None))
        .order_by(SenderStop.at.desc(), SenderStop.id.desc())
        .limit(SHOWN)
    )
    return [
        PastStop(row.provider, f"{row.code} {row.detail}".strip(), row.at, row.lifted_at, row.lifted_by or "")
        for row in rows
        if row.lifted_at is not None
    ]
