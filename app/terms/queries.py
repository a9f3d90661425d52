"""Looking up the catalogue (models, symptoms, standing terms, serials, campaigns) and a ticket's terms."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.terms.models import Terms, TermsState


def versions(session: Session, ticket_id: UUID) -> Sequence[Terms]:
    """Every version of a ticket's terms, the oldest first."""
    return session.scalars(select(Terms).where(Terms.ticket_id == ticket_id).order_by(Terms.version)).all()


def current(session: Session, ticket_id: UUID) -> Terms | None:
    """The terms that hold: the locked ones, else the newest offered ones, else none."""
    rows = versions(session, ticket_id)
    for wanted in (TermsState.LOCKED, TermsState.OFFERED):
        found = [row for row in rows if row.state is wanted]
        if found:
            return found[-1]
    return None


def open_offer(session: Session, ticket_id: UUID) -> Terms | None:
    """The version that waits for the customer's yes or no."""
    rows = [row for row in versions(session, ticket_id) if row.state is TermsState.OFFERED]
    return rows[-1] if rows else None
