"""The only writer of custody: rows are added, numbered without gaps and sealed; none is ever changed.

Each row's hash covers all its other columns and, through `previous_hash`, every row before it. There is
no function here that changes or removes a row, on purpose.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.custody.models import BizStep, CustodyEvent
from app.kernel.actor import Actor
from app.kernel.ids import new_row_id
from app.tickets.models import Ticket

BEFORE_THE_FIRST = "0" * 64
SEALED = (
    "id", "ticket_id", "number", "step", "at", "place", "giver", "taker", "role", "actor", "evidence",
    "previous_hash", "device_at", "undoes",
)  # fmt: skip
# Columns that came later: left out of the seal while they are empty, so that rows from before keep theirs.
# Nothing can hide there: a value put in afterwards changes the hash, and so does one taken out.
_WHERE_FILLED = frozenset({"device_at", "undoes"})
_ROOM = 80  # characters of place, giver and taker


def take_in_hand(session: Session, ticket: Ticket) -> None:
    """Keep other scans of this ticket waiting until the transaction ends, and read it as it is now.

    Call it first in a story: the state, the bin and the holder it then sees cannot change under it.
    """
    _lock(session, ticket.id)
    session.refresh(ticket, ["state", "version", "bin_code", "found", "serial"])


def _lock(session: Session, ticket_id: UUID) -> None:
    # FOR NO KEY UPDATE: waits for other scans, yet not for those who only point at the ticket (photos).
    session.execute(select(Ticket.id).where(Ticket.id == ticket_id).with_for_update(key_share=True))


def record(session: Session, *, ticket_id: UUID, step: BizStep, place: str, giver: str, taker: str,
           actor: Actor, now: datetime, evidence: Mapping[str, Any] | None = None,
           device_at: datetime | None = None, undoes: int | None = None) -> CustodyEvent:  # fmt: skip
    """Add one hand-over: `giver` had the device until now, `taker` (a person or a bin) has it from now on.

    `evidence` must be JSON: photo hashes under "photos", remarks, the typed code. `device_at` is the time by
    the clock of the device that scanned, `now` ours; `undoes` the number of the row that was a slip. The ticket's row is
    locked until the transaction ends, so numbers stay gapless however many scan at once.
    """
    _lock(session, ticket_id)
    last = session.execute(
        select(CustodyEvent.number, CustodyEvent.hash)
        .where(CustodyEvent.ticket_id == ticket_id)
        .order_by(CustodyEvent.number.desc())
        .limit(1)
    ).first()
    row: dict[str, Any] = {
        "id": new_row_id(),
        "ticket_id": ticket_id,
        "number": last.number + 1 if last else 1,
        "step": step,
        "at": now,
        "place": place[:_ROOM],
        "giver": giver[:_ROOM],
        "taker": taker[:_ROOM],
        "role": actor.role,
        "actor": actor.name[:_ROOM],
        "evidence": json.loads(json.dumps(dict(evidence or {}))),
        "previous_hash": last.hash if last else BEFORE_THE_FIRST,
        "device_at": device_at,
        "undoes": undoes,
    }
    event = CustodyEvent(**row, hash=seal(row))
    session.add(event)
    session.flush()
    return event


def verify(session: Session, ticket_id: UUID) -> int | None:
    """The number of the first row that is missing or not as it was written; None where all agree.

    Rows cut off at the end leave no trace in a chain: keep the last hash elsewhere to notice that.
    """
    table = CustodyEvent.__table__.c
    rows = session.execute(
        select(*(table[name] for name in SEALED), table.hash)
        .where(table.ticket_id == ticket_id)
        .order_by(table.number)
    )
    previous = BEFORE_THE_FIRST
    for number, found in enumerate(rows, start=1):
        row = found._asdict()
        if row["number"] != number or row["previous_hash"] != previous or row["hash"] != seal(row):
            return number
        previous = row["hash"]
    return None


def seal(row: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the sealed columns as JSON with sorted keys and no spaces."""
    plain = {name: _plain(row[name]) for name in SEALED if name not in _WHERE_FILLED or row[name] is not None}
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
