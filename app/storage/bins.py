"""Bins of the store: how many fit, what lies in each since when, and counts that find what is missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.custody.models import CustodyEvent, Particular
from app.custody.parties import shown_words
from app.dock.found_again import touched
from app.dock.models import DockTask, TaskKind
from app.dock.rules import listed
from app.dock.scanning import bin_meant, bins_alike, read_bin, read_bins
from app.kernel.entering import can_be_seen, nothing_came, read_whole, short_enough
from app.kernel.errors import Conflict, FieldRefused, NotFound
from app.kernel.i18n import Text, text
from app.kernel.ids import read_ticket_code, spell_code
from app.storage.models import Bin, Sighting, StockCount
from app.tickets.models import Ticket

MOST = 999  # devices in one bin
_NOTE_ROOM = 120  # characters
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_unnamed = (DockTask.kind == TaskKind.UNKNOWN_PARCEL, DockTask.settled_at.is_(None))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A bin with how many lie in it."""

    code: str
    note: str
    capacity: int | None
    holds: int

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes in."""
        return self.capacity is not None and self.holds >= self.capacity


@dataclass(frozen=True, slots=True)
class Content:
    """One device that lies in a bin by the books: since when, and who put it there."""

    ticket: Ticket
    since: datetime | None
    by: str | Text


def holds(session: Session, bin_code: str) -> int:
    """How many lie in a bin by the books: devices, and parcels nobody can name."""
    devices = select(func.count()).select_from(Ticket).where(Ticket.bin_code == bin_code)
    aside = select(func.count()).select_from(DockTask).where(*_unnamed, DockTask.bin_code == bin_code)
    return session.scalar(select(devices.scalar_subquery() + aside.scalar_subquery())) or 0


def shelves(session: Session) -> list[Shelf]:
    """All bins by code, each with how many lie in it. One query."""
    devices = select(Ticket.bin_code.label("code")).where(Ticket.bin_code.is_not(None))
    there = devices.union_all(select(DockTask.bin_code.label("code")).where(*_unnamed)).subquery()
    inside = select(there.c.code, func.count().label("holds")).group_by(there.c.code).subquery()
    rows = session.execute(
        select(Bin, func.coalesce(inside.c.holds, 0))
        .outerjoin(inside, inside.c.code == Bin.code)
        .order_by(Bin.code)
    )
    return [Shelf(shelf.code, shelf.note, shelf.capacity, count) for shelf, count in rows]


def contents(session: Session, bin_code: str) -> list[Content]:
    """What lies in a bin by the books, the longest there first. Two queries."""
    tickets = session.scalars(select(Ticket).where(Ticket.bin_code == bin_code)).all()
    stored = session.execute(
        select(CustodyEvent.ticket_id, CustodyEvent.at, Particular.words)
        .join(Particular, Particular.id == CustodyEvent.actor_id)
        .where(
            CustodyEvent.ticket_id.in_([ticket.id for ticket in tickets]),
            CustodyEvent.taker_bin == bin_code,
            CustodyEvent.giver_bin.is_distinct_from(bin_code),  # counts and photos move nothing
        )
        .order_by(CustodyEvent.number)
    )
    last = {row.ticket_id: (row.at, shown_words(row.words)) for row in stored}  # the newest of each wins
    found = [Content(ticket, *last.get(ticket.id, (None, ""))) for ticket in tickets]
    return sorted(found, key=lambda one: (one.since is None, one.since, one.ticket.code))


def parcels(session: Session, bin_code: str) -> Sequence[DockTask]:
    """The parcels nobody can name that were put aside there, as the tasks they are, the oldest first."""
    return session.scalars(
        select(DockTask)
        .where(*_unnamed, DockTask.bin_code == bin_code)
        .order_by(DockTask.opened_at, DockTask.id)
    ).all()


def check_room(session: Session, shelf: Bin) -> None:
    """Keep others from the bin until the transaction ends. Raises FieldRefused "bin_full" where no more goes in,
    with what lies there and where there is room."""
    if shelf.capacity is None:
        return
    session.execute(select(Bin.code).where(Bin.code == shelf.code).with_for_update())
    if holds(session, shelf.code) < shelf.capacity:
        return
    codes = [text(spell_code(one.ticket.code)) for one in contents(session, shelf.code)]
    nameless = [text("an unknown parcel") for _ in parcels(session, shelf.code)]
    raise FieldRefused(
        text(
            "Bin %(bin)s is full: %(there)s. The next free one is %(free)s.",
            bin=shelf.code,
            there=listed([*codes, *nameless][:3]),
            free=next_free(session, shelf.code) or "-",
        ),
        code="bin_full",
        field="bin",
    )


def next_free(session: Session, after: str) -> str | None:
    """A bin that still takes one, the next by code, else the first."""
    free = [shelf.code for shelf in shelves(session) if not shelf.is_full and shelf.code != after]
    return next((code for code in free if code > after), free[0] if free else None)


def open_count(session: Session, bin_code: str) -> StockCount | None:
    """The count of that bin that was begun and not finished."""
    return session.scalars(
        select(StockCount)
        .where(StockCount.bin_code == bin_code, StockCount.finished_at.is_(None))
        .order_by(StockCount.started_at.desc())
    ).first()


def count_under_way(session: Session, bin_code: str) -> StockCount:
    """The same; raises Conflict "no_count" where the bin is not being counted."""
    count = open_count(session, bin_code)
    if count is None:
        raise Conflict(
            text("Bin %(bin)s is not being counted. Scan its label first.", bin=bin_code), code="no_count"
        )
    return count


def count_by_id(session: Session, count_id: UUID) -> StockCount:
    """One count, or raises NotFound."""
    count = session.get(StockCount, count_id)
    if count is None:
        raise NotFound(text("This count is not there. Open the bin and count it again."))
    return count


def seen(session: Session, count_id: UUID) -> Sequence[Sighting]:
    """What was seen in a count, in that order."""
    return session.scalars(select(Sighting).where(Sighting.count_id == count_id).order_by(Sighting.at)).all()


def misplaced(session: Session) -> Sequence[DockTask]:
    """Open tasks about devices that a count did not find and nobody has had in hand since, the oldest first."""
    return session.scalars(select(DockTask).where(*_lost()).order_by(DockTask.opened_at)).all()


def count_misplaced(session: Session) -> int:
    """How many those are."""
    return session.scalar(select(func.count()).select_from(DockTask).where(*_lost())) or 0


def _lost() -> tuple[ColumnElement[bool], ...]:
    return DockTask.kind == TaskKind.MISSING, DockTask.settled_at.is_(None), ~touched()


def put_up(session: Session, *, code: str, note: str, capacity: str) -> Bin:
    """A new bin, by the code as its label will print it. Raises FieldRefused naming the field."""
    plain = read_bin(code)
    if not _CODE.fullmatch(plain) or read_ticket_code(plain) is not None:
        raise FieldRefused(
            text("Use up to 20 letters, digits and dashes that are no repair's code, such as A-01."),
            field="code",
        )
    if session.get(Bin, plain) is not None:
        raise FieldRefused(
            text("There is a bin %(bin)s already. Choose another code.", bin=plain), field="code"
        )
    note = short_enough(note, most=_NOTE_ROOM, field="note")
    shelf = Bin(code=plain, note=note, capacity=_read_capacity(capacity))
    session.add(shelf)
    session.flush()
    return shelf


def change(shelf: Bin, *, note: str, capacity: str) -> None:
    """Its note and how many fit; what lies there stays, even where that is more. Raises FieldRefused."""
    shelf.note = short_enough(note, most=_NOTE_ROOM, field="note")
    shelf.capacity = _read_capacity(capacity)


def find(session: Session, typed: str) -> Bin | None:
    """The bin with that label, however it was typed or scanned."""
    codes, alike = read_bins(typed[:80]), bins_alike(typed[:80])
    up = {shelf.code: shelf for shelf in session.scalars(select(Bin).where(Bin.code.in_([*codes, *alike])))}
    meant = bin_meant(codes, alike, up)
    return up[meant] if meant else None


def no_such_bin(typed: str) -> Text:
    """What to do about a label nobody put up."""
    if not can_be_seen(typed):
        return nothing_came()
    return text("There is no bin “%(typed)s”. Scan the label on the shelf, or choose one.", typed=typed[:20])


def _read_capacity(typed: str) -> int | None:
    plain = typed.strip()
    if not plain:
        return None
    number = read_whole(plain, least=1, most=MOST)
    if number is None:
        raise FieldRefused(
            text("Write a number from 1 to %(most)d, or leave it empty where many fit.", most=MOST),
            field="capacity",
        )
    return number


def bins(session: Session) -> Sequence[Bin]:
    """All bins, by code."""
    return session.scalars(select(Bin).order_by(Bin.code)).all()
