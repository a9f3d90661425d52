"""What of a person lies beside the ledger: added when a repair first meets it, and emptied when it has to go."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.custody.models import Particular
from app.custody.parties import NOTES, OF_THE_CUSTOMER, ParticularKind, Party, pseudonym

SALT_BYTES = 32  # a name is soon guessed, a name with 256 bits of chance is not


class Beside(NamedTuple):
    """The rows of one repair while something is recorded: found and added ones, by id."""

    ticket_id: UUID
    rows: dict[str, Particular]
    fresh: list[dict[str, Any]]


def open_beside(session: Session, ticket_id: UUID) -> Beside:
    """Read what the repair has. It must be in hand: nobody else adds to it meanwhile."""
    found = session.connection().execute(_of_ticket(), {"ticket_id": ticket_id})
    return Beside(ticket_id, {row.id: Particular(**row._mapping) for row in found}, [])


def party_id(beside: Beside, party: Party) -> str:
    """The pseudonym of somebody on this repair; the same as before while the name is the same."""
    wanted = (party.kind, party.name, party.staff_id)
    for row in beside.rows.values():
        if (row.kind, row.words, row.staff_id) == wanted:
            return row.id
    return _add(beside, party.kind, party.name, party.staff_id)


def note_ids(beside: Beside, notes: Mapping[ParticularKind, str]) -> dict[ParticularKind, str]:
    """A pseudonym for each text that is not empty; one of its own each time, whatever was typed before."""
    assert notes.keys() <= NOTES
    return {kind: _add(beside, kind, words, None) for kind, words in notes.items() if words}


def write_beside(session: Session, beside: Beside) -> None:
    """Keep what was added."""
    if beside.fresh:
        session.flush()
        session.connection().execute(insert(Particular), beside.fresh)


def of_ticket(session: Session, ticket_id: UUID) -> Sequence[Particular]:
    """All of one repair, in the order of their pseudonyms, which says nothing about when they came."""
    rows = select(Particular).where(Particular.ticket_id == ticket_id).order_by(Particular.id)
    return session.scalars(rows).all()


def empty_customer(session: Session, ticket_ids: Iterable[UUID], *, now: datetime) -> int:
    """Forget who stood at the doors of these repairs, where those are, and what was typed; how many rows."""
    return _empty(
        session,
        Particular.ticket_id.in_(list(ticket_ids)),
        Particular.kind.in_(OF_THE_CUSTOMER),
        now=now,
    )


def empty_staff(session: Session, staff_id: UUID, *, now: datetime) -> int:
    """Forget a colleague on all repairs; how many rows."""
    return _empty(session, Particular.staff_id == staff_id, now=now)


def _empty(session: Session, *which: ColumnElement[bool], now: datetime) -> int:
    session.flush()
    gone = {"words": None, "salt": None, "staff_id": None, "emptied_at": now}
    rows = update(Particular).where(*which, Particular.emptied_at.is_(None)).values(gone)
    return len(session.scalars(rows.returning(Particular.id)).all())


def _add(beside: Beside, kind: ParticularKind, words: str, staff_id: UUID | None) -> str:
    row: dict[str, Any] = {
        "ticket_id": beside.ticket_id,
        "kind": kind,
        "staff_id": staff_id,
        "words": words,
        "salt": secrets.token_hex(SALT_BYTES),
    }
    row["id"] = pseudonym(row)
    beside.rows[row["id"]] = Particular(**row)
    beside.fresh.append(row)
    return str(row["id"])


# Built once, as every scan sends it: building a statement costs more than sending it.
@cache
def _of_ticket() -> Select[Any]:
    columns = Particular.__table__.c
    return select(*columns).where(columns.ticket_id == bindparam("ticket_id"))
