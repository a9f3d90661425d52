"""Keeping scans: each one once by its sender's key, with what it did; and what waited in vain becomes a task."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dock.models import DockTask, Scan, TaskKind
from app.dock.modes import NEEDS_A_PERSON, Mode, Outcome
from app.kernel.actor import Actor
from app.kernel.db import insert_row
from app.kernel.errors import NotFound
from app.kernel.i18n import text

DOUBLED = timedelta(seconds=3)  # a scanner that reads twice, a finger that stays on the trigger
UNDO_WITHIN = timedelta(minutes=10)


def earlier(session: Session, key: str) -> Scan | None:
    """The scan that was sent with this key before, if any took part in the shop's life."""
    return session.scalars(select(Scan).where(Scan.key == key)).one_or_none()


def keep(
    session: Session,
    *,
    scan_id: UUID,
    key: str,
    typed: str,
    mode: Mode,
    place: str,
    bin_code: str,
    batch_id: UUID | None,
    device_at: datetime | None,
    now: datetime,
    actor: Actor,
    queued: bool,
    outcome: Outcome,
    answer: Mapping[str, Any],
    ticket_id: UUID | None = None,
    custody_number: int | None = None,
    version: int | None = None,
) -> None:
    """Write the scan down with what its sender is told. Raises IntegrityError where the key is there already.

    One that waited on its device and needs a person now is put on the dock's list of conflicts as well.
    """
    assert actor.staff_id is not None
    insert_row(
        session,
        Scan,
        id=scan_id,
        key=key,
        typed=typed,
        mode=mode,
        place=place,
        bin_code=bin_code,
        batch_id=batch_id,
        device_at=device_at,
        at=now,
        staff_id=actor.staff_id,
        by=actor.name,
        queued=queued,
        outcome=outcome,
        answer=dict(answer),
        ticket_id=ticket_id,
        custody_number=custody_number,
        version=version,
    )
    if queued and outcome in NEEDS_A_PERSON:
        told = {"code": typed, "mode": mode.value, "bin": bin_code, "why": answer.get("line", "")}
        when = {"device_at": device_at.isoformat() if device_at else ""}
        session.add(
            DockTask(
                kind=TaskKind.CONFLICT,
                ticket_id=ticket_id,
                scan_id=scan_id,
                data=told | when,
                opened_at=now,
                opened_by=actor.name,
                opened_by_id=actor.staff_id,
            )
        )
        session.flush()


def doubled(
    session: Session,
    *,
    ticket_id: UUID,
    mode: Mode,
    staff_id: UUID | None,
    now: datetime,
    device_at: datetime | None,
) -> Scan | None:
    """The scan of the same thing for the same work by the same person that took effect moments before."""
    last = session.scalars(
        select(Scan).where(Scan.ticket_id == ticket_id).order_by(Scan.at.desc(), Scan.id.desc()).limit(1)
    ).first()
    if last is None or (last.mode, last.staff_id, last.outcome) != (mode, staff_id, Outcome.DONE):
        return None
    if device_at is not None and last.device_at is not None:  # both waited: their own clock knows better
        return last if abs(device_at - last.device_at) <= DOUBLED else None
    return last if now - last.at <= DOUBLED else None


def by_id(session: Session, scan_id: UUID) -> Scan:
    """One scan, or raises NotFound."""
    scan = session.get(Scan, scan_id)
    if scan is None:
        raise NotFound(
            text("This scan is not there. Scan the device again to see where it stands."), code="unknown_scan"
        )
    return scan


def of_batch(session: Session, batch_id: UUID) -> Sequence[Scan]:
    """The scans that were confirmed together, in the order they were done."""
    return session.scalars(select(Scan).where(Scan.batch_id == batch_id).order_by(Scan.id)).all()
