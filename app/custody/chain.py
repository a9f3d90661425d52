"""The seal of each row, and reading chains again: what is missing, changed, or was written anew.

A row's hash covers all its other columns and, through `previous_hash`, every row before it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, Row, Select, String, func, select, type_coerce
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.custody.models import CustodyEvent
from app.kernel.i18n import N_
from app.tickets.models import Ticket

BEFORE_THE_FIRST = "0" * 64
SEALED = (
    "id",
    "ticket_id",
    "number",
    "step",
    "at",
    "place",
    "giver",
    "taker",
    "role",
    "actor",
    "evidence",
    "previous_hash",
    "device_at",
    "undoes",
)
# Columns that came later: left out of the seal while they are empty, so that rows from before keep theirs.
# Nothing can hide there: a row's names are part of what is hashed, so a value put in afterwards changes the hash,
# and so does one taken out; no two different rows have the same text.
_WHERE_FILLED = frozenset({"device_at", "undoes"})
_AT_A_TIME = 1000  # rows in memory while all are read
_HEADS_AT_A_TIME = 200
_UNREADABLE = object()


class Fault(StrEnum):
    """What does not fit about a row."""

    MISSING = "missing"
    CHANGED = "changed"
    UNLINKED = "unlinked"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"


FAULT_LABEL: dict[Fault, str] = {
    Fault.MISSING: N_("the row is missing"),
    Fault.CHANGED: N_("the row was changed: its content and its hash do not agree"),
    Fault.UNLINKED: N_("its hash of the row before is not that row's: the row before was written again"),
    Fault.CUT_OFF: N_("the row was there when the list of last hashes was made, and is gone"),
    Fault.REWRITTEN: N_("the row has another hash than when the list of last hashes was made"),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first row of a chain that does not fit. `code` is the repair's, or its row id where it has none."""

    code: str
    number: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Checked:
    """One repair's chain as it was read: how many rows, and the first that does not fit."""

    code: str
    rows: int
    flaw: Flaw | None


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a repair at some time, to be kept where the database's owner cannot write."""

    code: str
    number: int
    hash: str


def sealed_text(row: Mapping[str, Any]) -> str:
    """What is hashed: the sealed columns as JSON, names sorted, no spaces, letters as they are.

    Instants are UTC with microseconds; `device_at` and `undoes` are left out where there is none.
    """
    plain = {name: _plain(row[name]) for name in SEALED if name not in _WHERE_FILLED or row[name] is not None}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(row: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the sealed text as UTF-8."""
    return hashlib.sha256(sealed_text(row).encode()).hexdigest()


def verify(session: Session, ticket_id: UUID) -> int | None:
    """The number of the first row that is missing or not as it was written; None where all agree."""
    checked = next(check(session, [ticket_id]), None)
    return checked.flaw.number if checked and checked.flaw else None


def check(session: Session, ticket_ids: Sequence[UUID] | None = None) -> Iterator[Checked]:
    """Read the chains of these repairs, or of all, one after the other; a thousand rows in memory at a time.

    A repair nobody touched yet is not among them. Rows cut off at the end leave no trace in a chain:
    `compare` with heads that were kept elsewhere finds them.
    """
    rows = _as_found().order_by(CustodyEvent.ticket_id, CustodyEvent.number)
    if ticket_ids is not None:
        rows = rows.where(CustodyEvent.ticket_id.in_(ticket_ids))
    found = session.execute(rows.execution_options(yield_per=_AT_A_TIME))
    for ticket_id, chain in groupby(found, key=lambda row: row.ticket_id):
        yield _checked(ticket_id, chain)


def _checked(ticket_id: Any, chain: Iterable[Row[Any]]) -> Checked:
    code, rows, previous = "", 0, BEFORE_THE_FIRST
    flaw = None
    for rows, found in enumerate(chain, start=1):
        row = found._asdict()
        code = code or row["code"] or str(ticket_id)
        if flaw is None and (fault := _fault(row, rows, previous)):
            flaw = Flaw(code, rows, fault)
        previous = row["hash"]
    return Checked(code, rows, flaw)


def _fault(row: Mapping[str, Any], number: int, previous: str) -> Fault | None:
    if row["number"] != number:
        return Fault.MISSING
    try:
        agrees = row["hash"] == seal(row)
    except (TypeError, ValueError):  # what was written over it cannot even be sealed
        agrees = False
    if not agrees:
        return Fault.CHANGED
    return Fault.UNLINKED if row["previous_hash"] != previous else None


def heads(session: Session) -> Iterator[Head]:
    """The last row of every repair, by code."""
    other = aliased(CustodyEvent)
    # One step in the index for each repair, whatever the planner believes of the table's size.
    last = select(func.max(other.number)).where(other.ticket_id == Ticket.id).scalar_subquery()
    rows = (
        select(Ticket.code, CustodyEvent.number, CustodyEvent.hash)
        .join(CustodyEvent, (CustodyEvent.ticket_id == Ticket.id) & (CustodyEvent.number == last))
        .order_by(Ticket.code)
    )
    for found in session.execute(rows.execution_options(yield_per=_AT_A_TIME)):
        yield Head(found.code, found.number, found.hash)


def compare(session: Session, kept: Iterable[Head]) -> Iterator[Flaw]:
    """Which of the rows in a kept list are gone or have another hash now.

    A chain that is whole and still has the hash that was kept is, up to there, the chain of that time.
    """
    left = iter(kept)
    while some := list(islice(left, _HEADS_AT_A_TIME)):
        found = session.execute(
            select(Ticket.code, CustodyEvent.number, CustodyEvent.hash)
            .join(Ticket, Ticket.id == CustodyEvent.ticket_id)
            # Not by pairs: SQLite takes no index for those, and this reads few rows too many.
            .where(
                Ticket.code.in_([head.code for head in some]),
                CustodyEvent.number.in_({head.number for head in some}),
            )
        )
        now = {(row.code, row.number): row.hash for row in found}
        for head in some:
            if (hash_now := now.get((head.code, head.number))) != head.hash:
                yield Flaw(head.code, head.number, Fault.CUT_OFF if hash_now is None else Fault.REWRITTEN)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def _as_found() -> Select[Any]:
    """Rows as they are, with their repair's code, however much of them was spoilt."""
    table = CustodyEvent.__table__.c
    columns = [type_coerce(table[name], _AsFound(table[name].type)).label(name) for name in (*SEALED, "hash")]
    return select(Ticket.code.label("code"), *columns).outerjoin(Ticket, Ticket.id == CustodyEvent.ticket_id)


class _AsFound(TypeDecorator[Any]):
    """Reads a column of the type `meant`; what is not of that type is told apart instead of raised.

    SQLite keeps any text in any column, and one such row must not keep the others from being checked.
    """

    impl = String
    cache_ok = True

    def __init__(self, meant: TypeEngine[Any]) -> None:
        super().__init__()
        self.meant = meant

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(self.meant)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:
        read = self.meant.dialect_impl(dialect).result_processor(dialect, coltype)
        if read is None:
            return None

        def careful(value: Any) -> Any:
            try:
                return read(value)
            except (ValueError, LookupError, TypeError, AttributeError):
                return _UNREADABLE

        return careful
