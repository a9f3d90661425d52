"""Finding what was scanned or typed: code, bin, waybill, serial, phone number or name; the surest first.

A scan is nearly always a code, and one look into one index finds that. Everything else that a text can be is
asked for in one statement, each by its own index, and the surest that finds anything counts. However long the
history, no look goes through more than `MOST` rows of an index.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.courier.trips.models import CourierJob
from app.customers.models import Customer
from app.customers.phones import read_phone
from app.dock.scanning import Scanned, read_anything
from app.kernel.errors import FieldRefused
from app.storage.models import Bin
from app.tickets.models import Ticket
from app.tickets.states import FINAL, State

Matched = Literal["code", "waybill", "serial", "phone", "name"]
Repairs = Select[UUID, str, State, str, datetime, str]
LIMIT = 20
MOST = 1_000  # serials or people with one beginning; whoever types so little gets the first ones
SHORTEST_SERIAL, SHORTEST_WAYBILL, SHORTEST_NAME = 5, 8, 2
_TICKET = (Ticket.id, Ticket.code, Ticket.state, Ticket.model_name, Ticket.opened_at)
_LIKE_A_NUMBER = re.compile(r"[+(]?\d[\d\s().·-]*")
_PHONE_END = re.compile(r"\d{4}")
_AFTER_ALL = "\U0010ffff"  # sorts after every character, by bytes


@dataclass(frozen=True, slots=True)
class Hit:
    """One repair that could be meant, and by what."""

    ticket_id: UUID
    code: str
    state: State
    model: str
    customer: str
    matched: Matched


@dataclass(frozen=True, slots=True)
class Found:
    """What could be meant. `certain` may be acted on by a scan; from the others a person chooses.

    `more` says that there are more than are listed.
    """

    hits: tuple[Hit, ...] = ()
    certain: Hit | None = None
    bin_code: str | None = None
    more: bool = False


def look_up(session: Session, typed: str, *, region: str, limit: int = LIMIT) -> Found:
    """What the typed or scanned text can mean; open repairs before closed ones, the newest first.

    `region` (ISO 3166) is assumed for phone numbers without a country. One query for a code, at most four.
    """
    scanned = read_anything(typed)
    if scanned.ticket_code is not None:
        found = _found(session, [("code", _repairs(Ticket.code == scanned.ticket_code))], limit)
        if found.hits:
            return replace(found, certain=found.hits[0])
    if _is_bin(session, scanned.bin_code):
        return Found(bin_code=scanned.bin_code)
    found = _found(session, _exact(scanned, region), limit)
    if found.hits:
        return replace(found, certain=_certain(found))
    return _found(session, _beginning(scanned), limit)


def _is_bin(session: Session, code: str) -> bool:
    room = 0 < len(code) <= 20
    return room and session.scalar(select(Bin.code).where(Bin.code == code)) is not None


def _exact(scanned: Scanned, region: str) -> list[tuple[Matched, Repairs]]:
    """What the whole text can be, the surest first; names count with their beginning, as people type them."""
    ways: list[tuple[Matched, Repairs]] = []
    serial, name, number = scanned.serial_key, scanned.name_key, scanned.number
    if len(scanned.waybill) >= SHORTEST_WAYBILL:
        carried = select(CourierJob.ticket_id).where(CourierJob.waybill == scanned.waybill)
        ways.append(("waybill", _repairs(Ticket.id.in_(carried))))
    if len(serial) >= SHORTEST_SERIAL:
        ways.append(("serial", _repairs(Ticket.serial_key == serial)))
    if _PHONE_END.fullmatch(number):
        ways.append(("phone", _repairs(Customer.phone_end == number)))
    elif (phone := _phone(number, region)) is not None:
        ways.append(("phone", _repairs(Customer.phone == phone)))
    if len(name) >= SHORTEST_NAME and not name.isdigit():
        people = select(Customer.id, Customer.name).where(_begins(Customer.name_key, name))
        first = people.order_by(Customer.name_key).limit(MOST).subquery()
        ways.append(("name", select(*_TICKET, first.c.name).join(first, Ticket.customer_id == first.c.id)))
    return ways


def _beginning(scanned: Scanned) -> list[tuple[Matched, Repairs]]:
    """What is left where nothing has the whole text: a serial of which only the beginning was legible."""
    serial = scanned.serial_key
    if len(serial) < SHORTEST_SERIAL:
        return []
    first = (
        select(Ticket.id).where(_begins(Ticket.serial_key, serial)).order_by(Ticket.serial_key).limit(MOST)
    )
    return [("serial", _repairs(Ticket.id.in_(first)))]


def _repairs(condition: ColumnElement[bool]) -> Repairs:
    return select(*_TICKET, Customer.name).join(Customer, Ticket.customer_id == Customer.id).where(condition)


def _begins(key: InstrumentedAttribute[str], beginning: str) -> ColumnElement[bool]:
    return and_(key >= beginning, key < beginning + _AFTER_ALL)


def _phone(typed: str, region: str) -> str | None:
    if not _LIKE_A_NUMBER.fullmatch(typed):
        return None
    try:
        return read_phone(typed, region)
    except FieldRefused:
        return None


def _found(session: Session, ways: list[tuple[Matched, Repairs]], limit: int) -> Found:
    """What the first of the ways that finds anything finds. One query, or none."""
    if not ways:
        return Found()
    every = (way.add_columns(literal(place).label("place")) for place, (_, way) in enumerate(ways))
    one = union_all(*every).subquery()
    rows = session.execute(
        select(one)
        .order_by(one.c.place, one.c.state.in_(FINAL), one.c.opened_at.desc(), one.c.id.desc())
        .limit(limit + 1)
    ).all()
    same = [row for row in rows if row.place == rows[0].place]
    hits = tuple(
        Hit(row.id, row.code, row.state, row.model_name, row.name, ways[row.place][0]) for row in same[:limit]
    )
    return Found(hits, more=len(same) > limit)


def _certain(found: Found) -> Hit | None:
    """The one repair that is meant: the only open one, as an old one of the same device is over.

    A phone number or a name is a person's, who may have sent several devices: those are never certain.
    """
    open_ones = [hit for hit in found.hits if hit.state not in FINAL]
    sure = len(open_ones) == 1 and open_ones[0].matched in ("waybill", "serial")
    return open_ones[0] if sure else None
