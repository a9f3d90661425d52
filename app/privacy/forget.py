"""Forgetting people in custody: their words go, the ledger holds as before."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.custody import particulars


def forget_customer_in_custody(session: Session, ticket_ids: Iterable[UUID], *, now: datetime) -> int:
    """Empty who stood at the doors of these repairs, where those are, and what was typed there; how many rows.

    Colleagues stay by name. Photos are named in custody by their hashes, and are deleted as files. Harmless when
    said twice.
    """
    return particulars.empty_customer(session, ticket_ids, now=now)


def forget_staff_in_custody(session: Session, staff_id: UUID, *, now: datetime) -> int:
    """Empty a colleague's name on every repair; how many rows.

    Each repair has a pseudonym of its own for them, so nobody can tell any more which repairs had the same hands.
    """
    return particulars.empty_staff(session, staff_id, now=now)
