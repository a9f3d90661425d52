"""Owing, claiming and settling calls: a claim is a lease, and every later write is fenced by it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, or_, select, update
from sqlalchemy.orm import Session

from app.kernel.bulk import among
from app.kernel.db import insert_new, insert_row
from app.kernel.entering import entered_line
from app.kernel.ids import new_row_id
from app.outbox.models import CallState, OwedCall

CALLS = OwedCall.__table__
LEASE = timedelta(seconds=60)
BATCH = 100
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
MOST_ATTEMPTS = 96  # about a day of them


@dataclass(frozen=True, slots=True)
class Claim:
    """A call this worker may make until `lease_until`; `lease` names this one claim and fences later writes.

    `attempt` counts from 1 how often the call was claimed in order to be made.
    """

    id: UUID
    topic: str
    payload: dict[str, Any]
    attempt: int
    lease: str
    lease_until: datetime


def enqueue(
    session: Session,
    topic: str,
    *,
    key: str,
    payload: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Note a call we owe, in the transaction of the change that causes it. `key` must be new."""
    insert_row(session, OwedCall, **_owed(topic, key, payload, now, due_at))


def enqueue_once(
    session: Session,
    topic: str,
    *,
    key: str,
    payload: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
) -> bool:
    """Note a call we owe unless it is owed, or was given up, under that key already; whether it was new."""
    return insert_new(session, OwedCall, **_owed(topic, key, payload, now, due_at))


def _owed(
    topic: str, key: str, payload: dict[str, Any], now: datetime, due_at: datetime | None
) -> dict[str, Any]:
    return {
        "id": new_row_id(),
        "topic": topic,
        "key": key,
        "payload": payload,
        "state": CallState.OWED,
        "due_at": due_at or now,
        "attempt": 0,
        "created_at": now,
    }


def claim(
    session: Session,
    *,
    owner: str,
    now: datetime,
    limit: int = BATCH,
    only: Collection[str] = (),
    leave: Collection[str] = (),
) -> Sequence[Claim]:
    """Lease what is due and not leased by somebody living, the oldest first.

    `only` names the topics looked at (none: all of them), those in `leave` wait.
    """
    free = or_(OwedCall.lease_until.is_(None), OwedCall.lease_until < now)
    due = (
        select(OwedCall.id)
        .where(OwedCall.state == CallState.OWED, OwedCall.due_at <= now, free)
        .order_by(OwedCall.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if only:
        due = due.where(OwedCall.topic.in_(only))
    if leave:
        due = due.where(OwedCall.topic.not_in(leave))
    lease, until = f"{owner[:60]}#{token_hex(6)}", now + LEASE
    rows = session.execute(
        update(OwedCall)
        .where(OwedCall.id.in_(due.scalar_subquery()))
        .values(lease_owner=lease, lease_until=until, attempt=OwedCall.attempt + 1)
        .returning(OwedCall.id, OwedCall.topic, OwedCall.payload, OwedCall.attempt, OwedCall.due_at)
        .execution_options(synchronize_session=False)
    ).all()
    ordered = sorted(rows, key=lambda row: (row.due_at, row.id))
    return [Claim(r.id, r.topic, r.payload, r.attempt, lease, until) for r in ordered]


def finish(session: Session, claims: Sequence[Claim]) -> None:
    """End claims of one lease: what was paid is no longer owed, and its row goes.

    One whose lease was lost meanwhile stays with whoever has it now.
    """
    if claims:
        session.execute(
            delete(OwedCall)
            .where(among(session, CALLS.c.id, [claim.id for claim in claims]), *_still_ours(claims[0].lease))
            .execution_options(synchronize_session=False)
        )


def settle(
    session: Session,
    claim: Claim,
    *,
    now: datetime,
    error: str | None = None,
    retry_at: datetime | None = None,
) -> bool:
    """End one claim: paid, given up (`error`), or owed again at `retry_at`.

    False where the lease was lost meanwhile: somebody else has the call now, write nothing more.
    """
    ours = (OwedCall.id == claim.id, *_still_ours(claim.lease))
    free: dict[str, Any] = {
        "lease_owner": None,
        "lease_until": None,
        "last_error": error and entered_line(error)[:500],
    }
    if retry_at is not None:
        result = session.execute(update(OwedCall).where(*ours).values(due_at=retry_at, **free))
    elif error:
        ended = {"state": CallState.GIVEN_UP, "given_up_at": now}
        result = session.execute(update(OwedCall).where(*ours).values(**ended, **free))
    else:
        result = session.execute(delete(OwedCall).where(*ours))
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def release(session: Session, claims: Iterable[Claim], *, due_at: datetime) -> None:
    """Owe calls again that were claimed and not tried; the claim does not count as a try."""
    waiting = list(claims)
    if waiting:
        session.execute(
            update(OwedCall)
            .where(
                among(session, CALLS.c.id, [claim.id for claim in waiting]), *_still_ours(waiting[0].lease)
            )
            .values(due_at=due_at, lease_owner=None, lease_until=None, attempt=OwedCall.attempt - 1)
            .execution_options(synchronize_session=False)
        )


def extend(session: Session, claim: Claim, *, now: datetime) -> bool:
    """Stretch the lease right before a slow call is made; False where it was lost meanwhile."""
    result = session.execute(
        update(OwedCall)
        .where(OwedCall.id == claim.id, *_still_ours(claim.lease))
        .values(lease_until=now + LEASE)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def next_try(claim: Claim, *, now: datetime, at_least: float = 0) -> datetime | None:
    """When to try again: 5 s, doubled each time, at most 15 min, spread by a quarter; None after about a day.

    `at_least` are the seconds the other side asked for. The spread comes from the row's own id, so that a
    crowd that failed together does not return together.
    """
    if claim.attempt >= MOST_ATTEMPTS:
        return None
    wait = min(FIRST_WAIT * (1 << min(claim.attempt - 1, 10)), LONGEST_WAIT)
    return now + max(wait, timedelta(seconds=min(at_least, 3600))) * (1 + claim.id.int % 1000 / 4000)


def _still_ours(lease: str) -> tuple[ColumnElement[bool], ...]:
    return (OwedCall.lease_owner == lease, OwedCall.state == CallState.OWED)
