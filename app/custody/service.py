"""The only writer of custody: rows are added, numbered without gaps and sealed; none is ever changed.

There is no function here that changes or removes a row, on purpose; the database would refuse it, too.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, lazyload

from app.custody.chain import BEFORE_THE_FIRST, seal
from app.custody.chain import SEALED as SEALED
from app.custody.chain import verify as verify
from app.custody.models import BizStep, CustodyEvent
from app.kernel.act import Act
from app.kernel.db import insert_row
from app.kernel.ids import new_row_id
from app.tickets.models import Ticket

_ROOM = 80  # characters of place, giver and taker
_IN_HAND = "custody_in_hand"  # session.info: the transaction and the ticket whose lock it took last
_AS_IT_IS_NOW = ("state", "version", "bin_code", "found", "serial")
# FOR NO KEY UPDATE: waits for other scans, yet not for those who only point at the ticket (photos).
_FOR_UPDATE: dict[str, Any] = {"key_share": True}


def with_code_in_hand(session: Session, code: str) -> Ticket | None:
    """The ticket with exactly that code, read and taken in hand by one statement; None where there is none."""
    ticket = session.scalars(_with_code(), {"code": code}).one_or_none()
    if ticket is not None:
        _remember(session, ticket.id)
    return ticket


def take_in_hand(session: Session, ticket: Ticket) -> None:
    """Keep other scans of this ticket waiting until the transaction ends, and read it as it is now.

    Call it first in a story: the state, the bin and the holder it then sees cannot change under it.
    """
    if not _is_in_hand(session, ticket.id):
        session.refresh(ticket, _AS_IT_IS_NOW, with_for_update=_FOR_UPDATE)
        _remember(session, ticket.id)


def _is_in_hand(session: Session, ticket_id: UUID) -> bool:
    return session.info.get(_IN_HAND) == (session.get_transaction(), ticket_id)


def _remember(session: Session, ticket_id: UUID) -> None:
    if not session.in_nested_transaction():  # a lock taken within a savepoint would go with it
        session.info[_IN_HAND] = (session.get_transaction(), ticket_id)


def record(
    session: Session,
    act: Act,
    *,
    ticket_id: UUID,
    step: BizStep,
    taker: str,
    giver: str | None = None,
    evidence: Mapping[str, Any] | None = None,
    undoes: int | None = None,
) -> CustodyEvent:
    """Add one hand-over: `giver` had the device until now, `taker` (a person or a bin) has it from now on.

    Without `giver` it is whoever has the device by the books: the last taker, at first the customer.
    `evidence` must be JSON: photo hashes under "photos", remarks, the typed code. `device_at` is the time by
    the clock of the device that scanned, `now` ours; `undoes` the number of the row that was a slip. The
    ticket's row is locked until the transaction ends, so numbers stay gapless however many scan at once.
    The row that is returned is as written, and setting anything on it writes nothing.
    """
    if not _is_in_hand(session, ticket_id):
        session.execute(select(Ticket.id).where(Ticket.id == ticket_id).with_for_update(**_FOR_UPDATE))
        _remember(session, ticket_id)
    last = session.connection().execute(_last(), {"ticket_id": ticket_id}).first()
    if giver is None:
        giver = last.taker if last else session.get_one(Ticket, ticket_id).customer.name
    row: dict[str, Any] = {
        "id": new_row_id(),
        "ticket_id": ticket_id,
        "number": last.number + 1 if last else 1,
        "step": step,
        "at": act.now,
        "place": act.place[:_ROOM],
        "giver": giver[:_ROOM],
        "taker": taker[:_ROOM],
        "role": act.actor.role,
        "actor": act.actor.name[:_ROOM],
        "evidence": json.loads(json.dumps(dict(evidence or {}))),
        "previous_hash": last.hash if last else BEFORE_THE_FIRST,
        "device_at": act.device_at,
        "undoes": undoes,
    }
    row["hash"] = seal(row)
    insert_row(session, CustodyEvent, **row)
    return CustodyEvent(**row)


# Built once, as every scan sends them: building a statement costs more than sending it.
@cache
def _with_code() -> Select[Ticket]:
    return (
        select(Ticket)
        .where(Ticket.code == bindparam("code"))
        .options(lazyload(Ticket.address))
        .with_for_update(of=Ticket, **_FOR_UPDATE)
        .execution_options(populate_existing=True)
    )


@cache
def _last() -> Select[int, str, str]:
    rows = CustodyEvent.__table__.c
    return (
        select(rows.number, rows.hash, rows.taker)
        .where(rows.ticket_id == bindparam("ticket_id"))
        .order_by(rows.number.desc())
        .limit(1)
    )
