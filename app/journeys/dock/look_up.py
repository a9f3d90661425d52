"""Finding what was scanned or typed: code, bin, waybill, serial, phone number or name; the surest first.

A scan is nearly always a code, and one look into one index finds that. Everything else that a text can be is
asked for in one statement, each by its own index, and the surest that finds anything counts: what was typed as it
stands before what is cut out of it, and that before the end of a longer number. However long the history, no look goes
through more than `MOST` rows of an index.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.catalogue.serials import devices_read, is_part_of_name
from app.courier.trips.models import CourierJob
from app.customers.models import Customer
from app.customers.phones import read_phone
from app.dock.results import Device
from app.dock.scanning import Scanned, bin_meant, read_anything, read_scan
from app.kernel.errors import FieldRefused
from app.kernel.serials import Names, SerialRead, answering, fold_serial, plain_serial
from app.storage.models import Bin
from app.tickets.models import Ticket
from app.tickets.states import FINAL, State

Matched = Literal["code", "waybill", "serial", "phone", "name"]
Repairs = Select[UUID, str, State, str, datetime, str, str]
LIMIT = 20
MOST = 1_000  # serials or people with one beginning; whoever types so little gets the first ones
SHORTEST_SERIAL, SHORTEST_WAYBILL, SHORTEST_NAME = 5, 8, 2
_TICKET = (Ticket.id, Ticket.code, Ticket.state, Ticket.model_name, Ticket.opened_at, Ticket.serial)
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
    serial: str = ""

    @property
    def device(self) -> Device:
        """The repair in the words people know it by."""
        return Device(self.code, self.model, self.customer)


@dataclass(frozen=True, slots=True)
class Found:
    """What could be meant. `certain` may be acted on by a scan; from the others a person chooses.

    `more` says that there are more than are listed.
    """

    hits: tuple[Hit, ...] = ()
    certain: Hit | None = None
    bin_code: str | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing the text can be; `sure`: a repair found so may be acted on."""

    matched: Matched
    repairs: Repairs
    sure: bool = False


def look_up(
    session: Session, typed: str, *, region: str, limit: int = LIMIT, seen: Select[UUID] | None = None
) -> Found:
    """What the typed or scanned text can mean; open repairs before closed ones, the newest first.

    `region` (ISO 3166) is assumed for phone numbers without a country; `seen` are the only repairs that are found.
    One query for a code, at most four.
    """
    code = read_scan(typed)
    if code is not None:
        found, _ = _found(session, [_Way("code", _repairs(Ticket.code == code))], limit, seen)
        if found.hits:
            return replace(found, certain=found.hits[0])
    scanned = read_anything(typed)
    up = _bins_up(session, scanned)
    shelf = bin_meant(scanned.bin_codes, (), up)
    if shelf is not None:
        return Found(bin_code=shelf)
    found, way = _found(session, _exact(scanned, region), limit, seen)
    alike = bin_meant((), scanned.bins_alike, up)
    if way is None and alike is not None:
        return Found(bin_code=alike)
    if way is None:
        return _found(session, _beginning(scanned), limit, seen)[0]
    if way.matched == "serial":
        return _of_serial(session, found, scanned.serial)
    return replace(found, certain=_only_open(found.hits) if way.sure else None)


def _bins_up(session: Session, scanned: Scanned) -> set[str]:
    """Which of the bins that this can mean are there."""
    codes = (*scanned.bin_codes, *scanned.bins_alike)
    return set(session.scalars(select(Bin.code).where(Bin.code.in_(codes)))) if codes else set()


def _exact(scanned: Scanned, region: str) -> list[_Way]:
    """What the whole text can be, the surest first; names count with their beginning, as people type them."""
    bare, others = scanned.waybills[:1], scanned.waybills[1:]
    serials = [key for key in scanned.serial.keys if len(key) >= SHORTEST_SERIAL]
    name, number = scanned.name_key, scanned.number
    ways: list[_Way] = []
    for one in bare:
        ways.append(_Way("waybill", _carried([one.number]), sure=one.sure))
    if serials:
        ways.append(_Way("serial", _repairs(Ticket.serial_key.in_(serials)), sure=True))
    if _PHONE_END.fullmatch(number):
        ways.append(_Way("phone", _repairs(Customer.phone_end == number)))
    elif (phone := _phone(number, region)) is not None:
        ways.append(_Way("phone", _repairs(Customer.phone == phone)))
    for sure in (True, False):
        if wrapped := [one.number for one in others if one.sure is sure]:
            ways.append(_Way("waybill", _carried(wrapped), sure=sure))
    if len(name) >= SHORTEST_NAME and not name.isdigit():
        people = select(Customer.id, Customer.name).where(_begins(Customer.name_key, name))
        first = people.order_by(Customer.name_key).limit(MOST).subquery()
        named = select(*_TICKET, first.c.name).join(first, Ticket.customer_id == first.c.id)
        ways.append(_Way("name", named))
    return ways


def _beginning(scanned: Scanned) -> list[_Way]:
    """What is left where nothing has the whole text: a serial of which only the beginning was legible."""
    serial = scanned.serial.key
    if len(serial) < SHORTEST_SERIAL:
        return []
    first = (
        select(Ticket.id).where(_begins(Ticket.serial_key, serial)).order_by(Ticket.serial_key).limit(MOST)
    )
    return [_Way("serial", _repairs(Ticket.id.in_(first)))]


def _repairs(condition: ColumnElement[bool]) -> Repairs:
    return select(*_TICKET, Customer.name).join(Customer, Ticket.customer_id == Customer.id).where(condition)


def _carried(numbers: list[str]) -> Repairs:
    return _repairs(Ticket.id.in_(select(CourierJob.ticket_id).where(CourierJob.waybill.in_(numbers))))


def _begins(key: InstrumentedAttribute[str], beginning: str) -> ColumnElement[bool]:
    return and_(key >= beginning, key < beginning + _AFTER_ALL)


def _phone(typed: str, region: str) -> str | None:
    if not _LIKE_A_NUMBER.fullmatch(typed):
        return None
    try:
        return read_phone(typed, region)
    except FieldRefused:
        return None


def _found(
    session: Session, ways: list[_Way], limit: int, seen: Select[UUID] | None
) -> tuple[Found, _Way | None]:
    """What the first of the ways that finds anything finds, and that way. One query, or none."""
    if not ways:
        return Found(), None
    every = (way.repairs.add_columns(literal(place).label("place")) for place, way in enumerate(ways))
    one = union_all(*every).subquery()
    rows = session.execute(
        (select(one) if seen is None else select(one).where(one.c.id.in_(seen)))
        .order_by(one.c.place, one.c.state.in_(FINAL), one.c.opened_at.desc(), one.c.id.desc())
        .limit(limit + 1)
    ).all()
    if not rows:
        return Found(), None
    way = ways[rows[0].place]
    same = [row for row in rows if row.place == rows[0].place]
    hits = tuple(
        Hit(row.id, row.code, row.state, row.model_name, row.name, way.matched, row.serial)
        for row in same[:limit]
    )
    return Found(hits, more=len(same) > limit), way


def _of_serial(session: Session, found: Found, read: SerialRead) -> Found:
    """Repairs by a serial in some spelling; certain where one device answers, here and in the maker's records.

    As it was typed before what was cut out of it. A number that every device of a model has is never certain.
    """
    typed_so = tuple(hit for hit in found.hits if fold_serial(hit.serial) == read.key)
    hits = typed_so or found.hits
    devices = {plain_serial(serial) for serial in answering(read, {hit.serial for hit in hits})}
    hit = _only_open([one for one in hits if plain_serial(one.serial) in devices])
    if hit is None or len(devices) != 1 or found.more or _names_none(read, hit):
        return replace(found, hits=hits)
    # By another spelling: the records may know a device of that one, too.
    if devices != {read.readings[0].plain}:
        known = devices_read(session, read).devices
        if any(plain_serial(one.serial) not in devices for one in known):
            return replace(found, hits=hits)
    return replace(found, hits=hits, certain=hit)


def _names_none(read: SerialRead, hit: Hit) -> bool:
    return read.names is not Names.DEVICE or is_part_of_name(read.typed, hit.model)


def _only_open(hits: Iterable[Hit]) -> Hit | None:
    """The one repair that is meant: the only open one, as an old one of the same device is over."""
    open_ones = [hit for hit in hits if hit.state not in FINAL]
    return open_ones[0] if len(open_ones) == 1 else None
