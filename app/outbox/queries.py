"""Owed calls that were given up: counted, and listed for the person who settles them by hand."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.outbox.models import CallState, OwedCall

SHOWN = 200


def count_given_up(session: Session) -> int:
    """How many calls nobody will make any more."""
    return (
        session.scalar(select(func.count()).select_from(OwedCall).where(OwedCall.state == CallState.GIVEN_UP))
        or 0
    )


def given_up(session: Session) -> Sequence[OwedCall]:
    """The newest of them."""
    return session.scalars(
        select(OwedCall)
        .where(OwedCall.state == CallState.GIVEN_UP)
        .order_by(OwedCall.created_at.desc())
        .limit(SHOWN)
    ).all()
