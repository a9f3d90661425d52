"""Owing, claiming and settling calls: a claim is a lease, and every later write is fenced by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, insert, or_, select, update
from sqlalchemy.orm import Session

from app.kernel.ids import new_row_id
from app.outbox.models import CallState, OwedCall

LEASE = timedelta(seconds=60)
BATCH = 100
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Claim:
    """A call this worker may make now; `attempt` counts from 1 and fences every later write."""

    id: UUID
    topic: str
    payload: dict[str, Any]
    attempt: int
    owner: str


def owe(session: Session, topic: str, *, key: str, payload: dict[str, Any], now: datetime,
        due_at: datetime | None = None) -> None:  # fmt: skip
    """Note a call we owe, in the transaction of the change that causes it. `key` must be new."""
    session.execute(
        insert(OwedCall).values(
            id=new_row_id(), topic=topic, key=key, payload=payload, state=CallState.OWED,
            due_at=due_at or now, attempt=0, created_at=now,
        )
    )  # fmt: skip


def claim(session: Session, *, owner: str, now: datetime, limit: int = BATCH) -> Sequence[Claim]:
    """Lease what is due and not leased by somebody living; the oldest first."""
    free = or_(OwedCall.lease_until.is_(None), OwedCall.lease_until < now)
    due = (
        select(OwedCall.id)
        .where(OwedCall.state == CallState.OWED, OwedCall.due_at <= now, free)
        .order_by(OwedCall.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(
        update(OwedCall)
        .where(OwedCall.id.in_(due.scalar_subquery()))
        .values(lease_owner=owner, lease_until=now + LEASE, attempt=OwedCall.attempt + 1)
        .returning(OwedCall.id, OwedCall.topic, OwedCall.payload, OwedCall.attempt, OwedCall.due_at)
        .execution_options(synchronize_session=False)
    ).all()
    ordered = sorted(rows, key=lambda row: (row.due_at, row.id))
    return [Claim(row.id, row.topic, row.payload, row.attempt, owner) for row in ordered]


def settle(session: Session, claim: Claim, *, now: datetime, error: str | None = None,
           retry_at: datetime | None = None) -> bool:  # fmt: skip
    """End a claim: done, given up (`error`), or owed again at `retry_at`.

    False where the lease was lost meanwhile: somebody else has the call now, write nothing more.
    """
    if retry_at is not None:
        values: dict[str, Any] = {"due_at": retry_at, "lease_owner": None, "lease_until": None}
    else:
        state = CallState.GIVEN_UP if error else CallState.DONE
        values = {"state": state, "done_at": now, "lease_owner": None, "lease_until": None}
    result = session.execute(
        update(OwedCall)
        .where(*_still_ours(claim))
        .values(last_error=error[:500] if error else None, **values)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def keep(session: Session, claim: Claim, *, now: datetime) -> bool:
    """Stretch the lease right before the call is made, as earlier ones of the batch may have taken long.

    False where the lease was lost meanwhile: leave the call alone.
    """
    result = session.execute(update(OwedCall).where(*_still_ours(claim)).values(lease_until=now + LEASE))
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def next_try(claim: Claim, *, now: datetime) -> datetime | None:
    """When to try again: 5 s, doubled each time, at most 15 min, spread by a quarter; None: enough tried.

    The spread comes from the row's own id, so that a crowd that failed together does not return together.
    """
    if claim.attempt >= MOST_ATTEMPTS:
        return None
    wait = min(FIRST_WAIT * (1 << (claim.attempt - 1)), LONGEST_WAIT)
    return now + wait * (1 + claim.id.int % 1000 / 4000)


def _still_ours(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        OwedCall.id == claim.id,
        OwedCall.attempt == claim.attempt,
        OwedCall.lease_owner == claim.owner,
        OwedCall.state == CallState.OWED,
    )
