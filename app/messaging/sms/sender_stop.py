"""The sender's brake: a fault in our own account stops it, and a person lets it go again; the standstills before."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.entering import entered_line
from app.messaging.sms.models import SenderStop

log = logging.getLogger("mendpost.texts")
SHOWN = 10  # earlier standstills


def standing_stop(session: Session) -> SenderStop | None:
    """Why the sender stands still, or None while it may send."""
    return session.scalars(
        select(SenderStop).where(SenderStop.lifted_at.is_(None)).order_by(SenderStop.at).limit(1)
    ).one_or_none()


def stop_sender(session: Session, *, provider: str, code: str, detail: str, now: datetime) -> None:
    """Stop it; the first reason stays until somebody lifts it."""
    if standing_stop(session) is None:
        session.add(SenderStop(provider=provider, code=code[:20], detail=entered_line(detail)[:500], at=now))
        session.flush()
        log.critical("sending is stopped: %s says %s %s", provider, code, detail)


def lift_stop(session: Session, *, by: str, now: datetime) -> int:
    """Let it send again; what was held goes with the next round. Returns how many reasons there were."""
    stops = session.scalars(select(SenderStop).where(SenderStop.lifted_at.is_(None)).with_for_update()).all()
    for stop in stops:
        stop.lifted_at, stop.lifted_by = now, by[:120]
    return len(stops)


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
