"""The only writer of custody: rows are added, numbered without gaps and sealed; none is ever changed.

There is no function here that changes or removes a row, on purpose; the database would refuse it, too.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.custody.chain import BEFORE_THE_FIRST, seal
from app.custody.chain import SEALED as SEALED
from app.custody.chain import verify as verify
from app.custody.models import BizStep, CustodyEvent
from app.kernel.actor import Actor
from app.kernel.ids import new_row_id
from app.tickets.models import Ticket

_ROOM = 80  # characters of place, giver and taker
_IN_HAND = "custody_in_hand"  # session.info: the transaction and the ticket whose lock it took last


def take_in_hand(session: Session, ticket: Ticket) -> None:
    """Keep other scans of this ticket waiting until the transaction ends, and read it as it is now.

    Call it first in a story: the state, the bin and the holder it then sees cannot change under it.
    """
    _lock(session, ticket.id)
    session.refresh(ticket, ["state", "version", "bin_code", "found", "serial"])


def _lock(session: Session, ticket_id: UUID) -> None:
    """Take the ticket's lock, unless this transaction holds it already."""
    transaction = session.get_transaction()
    if session.info.get(_IN_HAND) == (transaction, ticket_id):
        return
    # FOR NO KEY UPDATE: waits for other scans, yet not for those who only point at the ticket (photos).
    session.execute(select(Ticket.id).where(Ticket.id == ticket_id).with_for_update(key_share=True))
    if transaction is not None and not session.in_nested_transaction():
        # A lock taken within a savepoint would go with it, so that one is not remembered.
        session.info[_IN_HAND] = (transaction, ticket_id)


def record(session: Session, *, ticket_id: UUID, step: BizStep, place: str, giver: str, taker: str,
           actor: Actor, now: datetime, evidence: Mapping[str, Any] | None = None,
           device_at: datetime | None = None, undoes: int | None = None) -> CustodyEvent:  # fmt: skip
    """Add one hand-over: `giver` had the device until now, `taker` (a person or a bin) has it from now on.

    `evidence` must be JSON: photo hashes under "photos", remarks, the typed code. `device_at` is the time by
    the clock of the device that scanned, `now` ours; `undoes` the number of the row that was a slip. The
    ticket's row is locked until the transaction ends, so numbers stay gapless however many scan at once.
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
