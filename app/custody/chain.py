"""Reading chains again: what is missing, changed, or was written anew, in the ledger and beside it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Dialect, Row, Select, String, func, select, type_coerce
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.custody.models import CustodyEvent, Particular
from app.custody.parties import pseudonym
from app.custody.seal import BEFORE_THE_FIRST, SEALED, seal
from app.kernel.i18n import N_
from app.kernel.shapes import ShapeColumn
from app.tickets.models import Ticket

_AT_A_TIME = 1000  # rows in memory while all are read
_CHAINS_AT_A_TIME = 200
_HEADS_AT_A_TIME = 200
_UNREADABLE = object()


class Fault(StrEnum):
    """What does not fit about a row."""

    MISSING = "missing"
    CHANGED = "changed"
    UNLINKED = "unlinked"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"
    OTHER_WORDS = "other_words"


FAULT_LABEL: dict[Fault, str] = {
    Fault.MISSING: N_("the row is missing"),
    Fault.CHANGED: N_("the row was changed: its content and its hash do not agree"),
    Fault.UNLINKED: N_("its hash of the row before is not that row's: the row before was written again"),
    Fault.CUT_OFF: N_("the row was there when the list of last hashes was made, and is gone"),
    Fault.OTHER_WORDS: N_("a name, door or note beside the row is missing or is not what was sealed"),
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


def verify(session: Session, ticket_id: UUID) -> int | None:
    """The number of the first row that is missing or not as it was written; None where all agree."""
    checked = next(check(session, [ticket_id]), None)
    return checked.flaw.number if checked and checked.flaw else None


def check(session: Session, ticket_ids: Sequence[UUID] | None = None) -> Iterator[Checked]:
    """Read the chains of these repairs, or of all, one after the other; a thousand rows in memory at a time.

    A repair nobody touched yet is not among them. Rows cut off at the end leave no trace in a chain:
    `compare` with heads that were kept elsewhere finds them.
    """
    rows = _events_as_found().order_by(CustodyEvent.ticket_id, CustodyEvent.number)
    if ticket_ids is not None:
        rows = rows.where(CustodyEvent.ticket_id.in_(ticket_ids))
    found = session.execute(rows.execution_options(yield_per=_AT_A_TIME))
    chains = ((ticket_id, list(chain)) for ticket_id, chain in groupby(found, key=lambda row: row.ticket_id))
    while some := list(islice(chains, _CHAINS_AT_A_TIME)):
        beside = _beside(session, [ticket_id for ticket_id, _ in some])
        for ticket_id, chain in some:
            yield _checked(ticket_id, chain, beside[ticket_id])


def _checked(ticket_id: Any, chain: Iterable[Row[Any]], beside: frozenset[str]) -> Checked:
    code, rows, previous = "", 0, BEFORE_THE_FIRST
    flaw = None
    for rows, found in enumerate(chain, start=1):
        row = found._asdict()
        code = code or row["code"] or str(ticket_id)
        if flaw is None and (fault := _fault(row, rows, previous, beside)):
            flaw = Flaw(code, rows, fault)
        previous = row["hash"]
    return Checked(code, rows, flaw)


def _fault(row: Mapping[str, Any], number: int, previous: str, beside: frozenset[str]) -> Fault | None:
    if row["number"] != number:
        return Fault.MISSING
    try:
        agrees = row["hash"] == seal(row)
    except (TypeError, ValueError):  # what was written over it cannot even be sealed
        agrees = False
    if not agrees:
        return Fault.CHANGED
    if row["previous_hash"] != previous:
        return Fault.UNLINKED
    try:
        return None if _named(row) <= beside else Fault.OTHER_WORDS
    except (TypeError, AttributeError):  # sealed anew, and not as we seal
        return Fault.CHANGED


def _named(row: Mapping[str, Any]) -> set[str]:
    """The pseudonyms a row that agrees with its hash mentions."""
    people = {row[name] for name in ("door_id", "giver_id", "taker_id", "actor_id")} - {None}
    return people | set(row["evidence"].get("notes", {}).values())


def _beside(session: Session, ticket_ids: Sequence[Any]) -> Mapping[Any, frozenset[str]]:
    """The pseudonyms by repair whose words are those that were sealed, or were emptied."""
    rows = select(*_as_found(Particular, ("id", "ticket_id", "kind", "staff_id", "words", "salt")))
    sound: dict[Any, set[str]] = defaultdict(set)
    for row in session.execute(
        rows.where(Particular.ticket_id.in_([one for one in ticket_ids if isinstance(one, UUID)]))
    ):
        if (row.words is None and row.salt is None) or _agrees(row._asdict()):
            sound[row.ticket_id].add(row.id)
    return defaultdict(frozenset, {ticket_id: frozenset(ids) for ticket_id, ids in sound.items()})


def _agrees(row: Mapping[str, Any]) -> bool:
    return bool(row["id"] == pseudonym(row))


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


def _events_as_found() -> Select[Any]:
    """Rows as they are, with their repair's code, however much of them was spoilt."""
    columns = _as_found(CustodyEvent, (*SEALED, "hash"))
    return select(Ticket.code.label("code"), *columns).outerjoin(Ticket, Ticket.id == CustodyEvent.ticket_id)


def _as_found(table: type[CustodyEvent | Particular], names: Sequence[str]) -> list[ColumnElement[Any]]:
    columns = [table.__table__.c[name] for name in names]
    return [type_coerce(one, _AsFound(_kept_as(one.type))).label(one.name) for one in columns]


def _kept_as(meant: TypeEngine[Any]) -> TypeEngine[Any]:
    """Evidence as its JSON: what is hashed is what stands there, and not what we make of it."""
    return JSON() if isinstance(meant, ShapeColumn) else meant


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
