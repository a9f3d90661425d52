"""The only writer of custody: rows are added, numbered without gaps and sealed; none is ever changed.

There is no function here that changes or removes a row, on purpose; the database would refuse it, too.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, lazyload

from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent, Particular
from app.custody.particulars import Beside, note_ids, open_beside, party_id, write_beside
from app.custody.parties import InBin, ParticularKind, Party, at_the_door, party_of
from app.custody.seal import BEFORE_THE_FIRST, seal
from app.kernel.act import Act
from app.kernel.db import insert_row
from app.kernel.ids import new_row_id
from app.tickets.models import Ticket

Holder = Party | InBin | Particular
NOTHING_MORE = Evidence()
_ROOM = 80  # characters of a station's name
_IN_HAND = "custody_in_hand"  # session.info: the transaction and the ticket whose lock it took last
_AS_IT_IS_NOW = ("state", "version", "bin_code", "serial")
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
    taker: Holder | None = None,
    giver: Holder | None = None,
    door: str = "",
    evidence: Evidence = NOTHING_MORE,
    notes: Mapping[ParticularKind, str] = MappingProxyType({}),
    undoes: int | None = None,
    adds_to: int | None = None,
) -> CustodyEvent:
    """Add one hand-over: `giver` had the device until now, `taker` (somebody, or a bin) has it from now on.

    Without `giver` it is whoever has the device by the books: the last taker, at first the customer. Without
    `taker` it stays with them. `door` is the address where hands touched it outside, `notes` what was typed about
    it; names, doors and notes go beside the ledger, which seals their pseudonyms. `undoes` is the number of the
    row that was a slip, `adds_to` of the row that these photos belong to. The ticket's row is locked until the
    transaction ends, so numbers stay gapless however many scan at once. The row that is returned is as written,
    and setting anything on it writes nothing.
    """
    if not _is_in_hand(session, ticket_id):
        session.execute(select(Ticket.id).where(Ticket.id == ticket_id).with_for_update(**_FOR_UPDATE))
        _remember(session, ticket_id)
    last = session.connection().execute(_last(), {"ticket_id": ticket_id}).first()
    beside = open_beside(session, ticket_id)
    had = (last.taker_id, last.taker_bin) if last else None
    gave = _held(beside, giver) if giver else had or _held(beside, _customer(session, ticket_id))
    takes = _held(beside, taker) if taker else gave
    row: dict[str, Any] = {
        "id": new_row_id(),
        "ticket_id": ticket_id,
        "number": last.number + 1 if last else 1,
        "step": step,
        "at": act.now,
        "place": "" if door else act.place[:_ROOM],
        "door_id": party_id(beside, Party(ParticularKind.DOOR, door)) if door else None,
        "giver_id": gave[0],
        "giver_bin": gave[1],
        "taker_id": takes[0],
        "taker_bin": takes[1],
        "role": act.actor.role,
        "actor_id": party_id(beside, party_of(act.actor)),
        "evidence": evidence.model_copy(update={"notes": note_ids(beside, notes)}),
        "previous_hash": last.hash if last else BEFORE_THE_FIRST,
        "device_at": act.device_at,
        "undoes": undoes,
        "adds_to": adds_to,
    }
    row["hash"] = seal(row)
    write_beside(session, beside)
    insert_row(session, CustodyEvent, **row)
    people = {name: beside.rows.get(row[f"{name}_id"]) for name in ("door", "giver", "taker", "actor")}
    return CustodyEvent(**row, **people)


def _held(beside: Beside, holder: Holder) -> tuple[str | None, str | None]:
    """By pseudonym, or by a bin's code."""
    match holder:
        case InBin(code):
            return None, code
        case Particular():
            return holder.id, None
    return party_id(beside, holder), None


def _customer(session: Session, ticket_id: UUID) -> Party:
    return at_the_door(session.get_one(Ticket, ticket_id).customer.name)


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
def _last() -> Select[int, str, str | None, str | None]:
    rows = CustodyEvent.__table__.c
    return (
        select(rows.number, rows.hash, rows.taker_id, rows.taker_bin)
        .where(rows.ticket_id == bindparam("ticket_id"))
        .order_by(rows.number.desc())
        .limit(1)
    )
