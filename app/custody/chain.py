"""The seal of each row, and reading chains again: what is missing, changed, or was written anew.

A row's hash covers all its other columns and, through `previous_hash`, every row before it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import batched, groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, Row, Select, func, select, tuple_, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.custody.models import CustodyEvent
from app.kernel.i18n import N_
from app.tickets.models import Ticket

BEFORE_THE_FIRST = "0" * 64
SEALED = (
    "id", "ticket_id", "number", "step", "at", "place", "giver", "taker", "role", "actor", "evidence",
    "previous_hash", "device_at", "undoes",
)  # fmt: skip
# Columns that came later: left out of the seal while they are empty, so that rows from before keep theirs.
# Nothing can hide there: a row's names are part of what is hashed, so a value put in afterwards changes the hash,
# and so does one taken out; no two different rows have the same text.
_WHERE_FILLED = frozenset({"device_at", "undoes"})
_AT_A_TIME = 1000  # rows in memory while all are read
_HEADS_AT_A_TIME = 200
UNREADABLE = "unreadable"


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
    return hashlib.sha256(sealed_text(row).encode(errors="surrogatepass")).hexdigest()


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


def _checked(ticket_id: UUID | str, chain: Iterable[Row[Any]]) -> Checked:
    code, rows, previous = "", 0, BEFORE_THE_FIRST
    flaw = None
    for rows, found in enumerate(chain, start=1):  # noqa: B007 - the count is wanted after the loop
        row = found._asdict()
        code = code or row["code"] or str(ticket_id)
        if flaw is None and (fault := _fault(row, rows, previous)):
            flaw = Flaw(code, rows, fault)
        previous = row["hash"]
    return Checked(code, rows, flaw)


def _fault(row: Mapping[str, Any], number: int, previous: str) -> Fault | None:
    if row["number"] != number:
        return Fault.MISSING
    if row["hash"] != seal(row):
        return Fault.CHANGED
    return Fault.UNLINKED if row["previous_hash"] != previous else None


def heads(session: Session) -> Iterator[Head]:
    """The last row of every repair, by code."""
    last = (
        select(CustodyEvent.ticket_id, func.max(CustodyEvent.number).label("number"))
        .group_by(CustodyEvent.ticket_id)
        .subquery()
    )
    rows = (
        select(Ticket.code, CustodyEvent.number, CustodyEvent.hash)
        .join(last, (last.c.ticket_id == CustodyEvent.ticket_id) & (last.c.number == CustodyEvent.number))
        .join(Ticket, Ticket.id == CustodyEvent.ticket_id)
        .order_by(Ticket.code)
    )
    for row in session.execute(rows.execution_options(yield_per=_AT_A_TIME)):
        yield Head(row.code, row.number, row.hash)


def compare(session: Session, kept: Iterable[Head]) -> Iterator[Flaw]:
    """Which of the rows in a kept list are gone or have another hash now.

    A chain that is whole and still has the hash that was kept is, up to there, the chain of that time.
    """
    for some in batched(kept, _HEADS_AT_A_TIME):
        found = session.execute(
            select(Ticket.code, CustodyEvent.number, CustodyEvent.hash)
            .join(Ticket, Ticket.id == CustodyEvent.ticket_id)
            .where(tuple_(Ticket.code, CustodyEvent.number).in_([(head.code, head.number) for head in some]))
        )
        now = {(row.code, row.number): row.hash for row in found}
        for head in some:
            if (hash_now := now.get((head.code, head.number))) != head.hash:
                yield Flaw(head.code, head.number, Fault.CUT_OFF if hash_now is None else Fault.REWRITTEN)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


class _AsFound(TypeDecorator[Any]):
    """A column whose value may have been spoilt: what cannot be read is told, not raised.

    SQLite keeps any text in any column, and one such row must not keep the others from being checked.
    """

    impl = TypeEngine
    cache_ok = True

    def __init__(self, meant: TypeEngine[Any]) -> None:
        self.impl = self.impl_instance = meant

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return value
