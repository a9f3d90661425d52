"""The sender's brake: a fault in our own account stops it, and a person lets it go again."""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.sms.models import SenderStop

log = logging.getLogger("mendpost.texts")


def standing_stop(session: Session) -> SenderStop | None:
    """Why the sender stands still, or None while it may send."""
    return session.scalars(
        select(SenderStop).where(SenderStop.lifted_at.is_(None)).order_by(SenderStop.at).limit(1)
    ).one_or_none()


def stop_sender(session: Session, *, provider: str, code: str, detail: str, now: datetime) -> None:
    """Stop it; the first reason stays until somebody lifts it."""
    if standing_stop(session) is None:
        session.add(SenderStop(provider=provider, code=code[:20], detail=detail[:500], at=now))
        session.flush()
        log.critical("sending is stopped: %s says %s %s", provider, code, detail)


def lift_stop(session: Session, *, by: str, now: datetime) -> int:
    """Let it send again; what was held goes with the next round. Returns how many reasons there were."""
    stops = session.scalars(select(SenderStop).where(SenderStop.lifted_at.is_(None)).with_for_update()).all()
    for stop in stops:
        stop.lifted_at, stop.lifted_by = now, by[:120]
    return len(stops)
