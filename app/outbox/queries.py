"""Owed calls that were given up: counted, and listed for the person who settles them by hand."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.paging import FIRST_PAGE, Page
from app.outbox.models import CallState, OwedCall


def count_given_up(session: Session) -> int:
    """How many calls nobody will make any more."""
    return (
        session.scalar(select(func.count()).select_from(OwedCall).where(OwedCall.state == CallState.GIVEN_UP))
        or 0
    )


def given_up(session: Session, *, page: Page = FIRST_PAGE) -> Sequence[OwedCall]:
    """One page of them, the newest first."""
    newest = (
        select(OwedCall)
        .where(OwedCall.state == CallState.GIVEN_UP)
        .order_by(OwedCall.created_at.desc(), OwedCall.id.desc())
    )
    return session.scalars(page.of(newest)).all()
