"""Finding what was scanned or typed: code, bin, waybill, serial, phone number or name; the surest first.

Each kind is one look into an index, and the first that finds anything ends the search: a scan is nearly always
a code, and a code is found by the first.
"""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from app.courier.models import CourierJob
from app.custody.models import Bin
from app.custody.scanning import Scanned, read_anything
from app.customers.models import Customer
from app.customers.phones import read_phone
from app.kernel.errors import FieldRefused
from app.tickets.models import Ticket
from app.tickets.states import FINAL, State

Matched = Literal["code", "waybill", "serial", "phone", "name"]
LIMIT = 20
SHORTEST_SERIAL, SHORTEST_WAYBILL, SHORTEST_NAME, PHONE_END = 5, 8, 2, 4
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


def id_of_code(session: Session, code: str) -> UUID | None:
    """The repair with that plain code."""
    return session.scalar(select(Ticket.id).where(Ticket.code == code))


def look_up(session: Session, typed: str, *, region: str, limit: int = LIMIT) -> Found:
    """What the typed or scanned text can mean; open repairs before closed ones, the newest first.

    `region` (ISO 3166) is assumed for phone numbers without a country. At most six queries, one for a code.
    """
    scanned = read_anything(typed)
    if scanned.ticket_code is not None:
        found = _hits(session, Ticket.code == scanned.ticket_code, "code", limit)
        if found.hits:
            return replace(found, certain=found.hits[0])
    if 0 < len(scanned.bin_code) <= 20 and session.get(Bin, scanned.bin_code) is not None:
        return Found(bin_code=scanned.bin_code)
    for matched, condition in _ways(scanned, region):
        found = _hits(session, condition, matched, limit)
        if found.hits:
            return replace(found, certain=_certain(found)) if matched in ("waybill", "serial") else found
    return Found()


def _ways(scanned: Scanned, region: str) -> list[tuple[Matched, ColumnElement[bool]]]:
    """The conditions worth asking for, the surest first."""
    ways: list[tuple[Matched, ColumnElement[bool]]] = []
    serial, name = scanned.serial_key, scanned.name_key
    if len(scanned.waybill) >= SHORTEST_WAYBILL:
        travelled = exists().where(CourierJob.ticket_id == Ticket.id, CourierJob.waybill == scanned.waybill)
        ways.append(("waybill", travelled))
    if len(serial) >= SHORTEST_SERIAL:
        ways.append(("serial", Ticket.serial_key == serial))
    digits = scanned.number.replace(" ", "")
    if len(digits) == PHONE_END and digits.isascii() and digits.isdigit():
        ways.append(("phone", Customer.phone_end == digits))
    elif (phone := _phone(scanned.number, region)) is not None:
        ways.append(("phone", Customer.phone == phone))
    if len(name) >= SHORTEST_NAME and not name.isdigit():
        ways.append(("name", and_(Customer.name_key >= name, Customer.name_key < name + _AFTER_ALL)))
    return ways


def _phone(typed: str, region: str) -> str | None:
    try:
        return read_phone(typed, region)
    except FieldRefused:
        return None


def _hits(session: Session, condition: ColumnElement[bool], matched: Matched, limit: int) -> Found:
    rows = session.execute(
        select(Ticket.id, Ticket.code, Ticket.state, Ticket.model_name, Customer.name)
        .join(Customer, Ticket.customer_id == Customer.id)
        .where(condition)
        .order_by(Ticket.state.in_(FINAL), Ticket.opened_at.desc(), Ticket.id.desc())
        .limit(limit + 1)
    ).all()
    hits = tuple(
        Hit(row.id, row.code, State(row.state), row.model_name, row.name, matched) for row in rows[:limit]
    )
    return Found(hits, more=len(rows) > limit)


def _certain(found: Found) -> Hit | None:
    """The one repair that is meant: the only open one, as an old one of the same device is over."""
    open_ones = [hit for hit in found.hits if hit.state not in FINAL]
    return open_ones[0] if len(open_ones) == 1 else None
