"""A shop with a long history: very many repairs, written past the stories as fast as the database takes rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.catalogue.models import DeviceModel
from app.courier.slots.models import Slot, Zone
from app.courier.trips.models import CourierJob
from app.courier.trips.states import JobState
from app.custody.whereabouts import IN_HOUSE
from app.customers.models import Address, Customer
from app.kernel.db import Base, make_engine
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id, new_ticket_code, plain_name
from app.kernel.serials import fold_serial
from app.storage.models import Bin
from app.tickets.legs import Leg
from app.tickets.models import Evidence, Ticket
from app.tickets.states import FINAL, Disposition, State
from bench.shops import Build, demo_shop
from tests.databases import MONDAY

AT_ONCE = 20_000  # rows a transaction
OPEN_ONE_IN, OPEN_AT_MOST = 10, 20_000  # history grows with the years, the work on the shelves does not
SQLITE_KIB = 500_000  # its usual two megabytes would be read and written again for nearly every row
BIN_HOLDS, SLOT_HOLDS = 20, 50
OPEN = tuple(state for state in State if state not in FINAL | {State.ON_HOLD})
OVER = (*[State.CLOSED] * 8, State.CANCELLED, State.EXPIRED)
BEFORE_PICKUP = frozenset(
    {State.REQUESTED, State.NEEDS_INFO, State.OFFERED, State.PARTS_HOLD, State.AUTHORISED}
)
FAMILIES = "김이박최정강조윤장임한오서신권황안송전홍"
PER_MILLE = (
    215,
    147,
    84,
    47,
    43,
    24,
    21,
    21,
    20,
    17,
    15,
    15,
    15,
    13,
    13,
    13,
    12,
    12,
    11,
    10,
)  # census of 2015
SYLLABLES = "민서지현수영준은정하윤우진혜연경호성아유원재희주선"
Row = dict[str, Any]

TICKET: Row = {
    "version": 9,
    "held_from": None,
    "hold_reason": "",
    "due_at": None,
    "warned_due_at": None,
    "priority": 0,
    "owner_id": None,
    "language": Language.KO,
    "symptom_id": None,
    "story": "흡입이 약합니다.",
    "evidence": Evidence.SERIAL,
    "accessories": [],
    "prepared": [],
    "link_number": 1,
    "re_repair_of_id": None,
}
JOB: Row = {
    "version": 4,
    "attempt": 1,
    "carrier": "own_fleet",
    "carrier_reference": None,
    "run_id": None,
    "stop_number": None,
    "failure": None,
    "handed_to": "",
}


def many(count: int) -> Build:
    """The demo shop after `count` repairs for six customers to every ten; all but the newest are over.

    Each has a pickup with a waybill, each that went back a return, each in the house a bin. What happened on the
    way (steps, hand-overs, texts) is not written: no search reads it.
    """

    def build(url: str) -> None:
        demo_shop(url)
        engine = make_engine(url)
        with engine.connect() as connection:
            _write(connection, count, Random(count))
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        engine.dispose()

    build.__name__ = f"many_{count}"  # names the template
    return build


def _write(connection: Connection, count: int, chance: Random) -> None:
    """Table after table, in the order in which they point at each other."""
    models = [tuple(row) for row in connection.execute(select(DeviceModel.id, DeviceModel.name_ko))]
    zone = connection.scalars(select(Zone.id).order_by(Zone.name)).first()
    connection.rollback()
    _trust(connection)
    opened = min(-(-count // OPEN_ONE_IN), OPEN_AT_MOST)
    bins = [f"D{number // 100:02}-{number % 100:02}" for number in range(-(-opened // BIN_HOLDS))]
    people = [(new_row_id(), new_row_id()) for _ in range(max(1, count * 6 // 10))]
    slots = [new_row_id() for _ in range(-(-count // SLOT_HOLDS))]
    _fill(connection, Bin, {"note": "", "capacity": None}, ({"code": code} for code in bins))
    _fill(connection, Customer, {"language": Language.KO, "verified_at": MONDAY}, _customers(people, chance))
    _fill(
        connection,
        Address,
        {"recipient": "받는 분", "postcode": "04524", "line1": "세종대로 110", "line2": "", "entry_note": ""},
        ({"id": address, "customer_id": person} for person, address in people),
    )
    full = {
        "zone_id": zone,
        "leg": Leg.INBOUND,
        "time_zone": "Asia/Seoul",
        "capacity": SLOT_HOLDS,
        "booked": SLOT_HOLDS,
    }
    _fill(connection, Slot, full, _slots(slots))
    tickets = _tickets(count, opened, people, models, bins, chance)
    numbered = enumerate(tickets)
    while some := list(islice(numbered, AT_ONCE)):
        _fill(connection, Ticket, TICKET, (ticket for _, ticket in some))
        jobs = (job for number, ticket in some for job in _jobs(number, ticket, slots[number // SLOT_HOLDS]))
        _fill(connection, CourierJob, JOB, jobs)


def _customers(people: Sequence[tuple[UUID, UUID]], chance: Random) -> Iterator[Row]:
    for number, (person, _) in enumerate(people):
        phone, name = phone_of(number), name_by(chance)
        yield {
            "id": person,
            "phone": phone,
            "phone_end": phone[-4:],
            "name": name,
            "name_key": plain_name(name),
        }


def phone_of(number: int) -> str:
    """The mobile number of the customer with that number, in no order that an index could see."""
    return f"+82{1020000000 + number * 7919 % 70_000_000}"


def name_by(chance: Random) -> str:
    """A Korean name as often as it is met: a fifth are Kims."""
    family = chance.choices(FAMILIES, PER_MILLE)[0]
    return f"{family}{chance.choice(SYLLABLES)}{chance.choice(SYLLABLES)}"


def _slots(slots: Sequence[UUID]) -> Iterator[Row]:
    for hours, slot in zip(range(len(slots), 0, -1), slots, strict=True):
        starts = MONDAY - timedelta(hours=hours)
        yield {
            "id": slot,
            "day": starts.date(),
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=1),
            "cutoff_at": starts,
        }


def _tickets(
    count: int,
    opened: int,
    people: Sequence[tuple[UUID, UUID]],
    models: Sequence[Sequence[Any]],
    bins: Sequence[str],
    chance: Random,
) -> Iterator[Row]:
    """The oldest first: most are their customer's first, the others are by anybody who came before."""
    for number in range(count):
        newest = number * len(people) // count
        whose = newest if chance.random() < 0.6 else chance.randint(0, newest)
        state = OPEN[number % len(OPEN)] if number >= count - opened else OVER[number % len(OVER)]
        (person, address), (model, model_name) = people[whose], models[whose % len(models)]
        serial = serial_of(whose) if whose % 5 else ""
        at = MONDAY - timedelta(minutes=count - number)
        yield {
            "id": new_row_id(),
            "code": new_ticket_code(),
            "state": state,
            "customer_id": person,
            "address_id": address,
            "model_id": model,
            "model_name": model_name,
            "serial": serial,
            "serial_key": fold_serial(serial),
            "bin_code": bins[number % len(bins)] if state in IN_HOUSE else None,
            "disposition": Disposition.REPAIRED if state is State.CLOSED else None,
            "opened_at": at,
            "closed_at": at if state in FINAL else None,
        }


def serial_of(number: int) -> str:
    """The serial of a customer's device, with dashes as makers print them."""
    return f"KX-{number * 7919 % 100_000_000:08}-{number % 7}"


def _jobs(number: int, ticket: Row, slot: UUID) -> Iterator[Row]:
    """The way in, and the way out of what went back; its state says how far either is."""
    state, at = ticket["state"], ticket["opened_at"]
    if state in BEFORE_PICKUP:
        return
    yield _job(
        number,
        ticket,
        Leg.INBOUND,
        JobState.BOOKED if state is State.INBOUND else JobState.COLLECTED,
        slot,
        at,
    )
    if state is State.OUTBOUND or state is State.DELIVERED or state is State.CLOSED:
        on = JobState.EN_ROUTE if state is State.OUTBOUND else JobState.DELIVERED
        yield _job(number, ticket, Leg.OUTBOUND, on, slot, at)


def _job(number: int, ticket: Row, leg: Leg, state: JobState, slot: UUID, at: datetime) -> Row:
    return {
        "id": new_row_id(),
        "ticket_id": ticket["id"],
        "leg": leg,
        "slot_id": slot,
        "state": state,
        "our_reference": f"{ticket['code']}-{'P' if leg is Leg.INBOUND else 'R'}1",
        "waybill": waybill_of(number, leg),
        "created_at": at,
        "finished_at": at if state in (JobState.COLLECTED, JobState.DELIVERED) else None,
    }


def waybill_of(number: int, leg: Leg) -> str:
    """The twelve digits a carrier gave to that ticket's parcel."""
    return str((4 if leg is Leg.INBOUND else 6) * 10**11 + number * 7919)


def _trust(connection: Connection) -> None:
    """Rows that are right by construction need not be compared with what they point at."""
    driver: Any = connection.connection.driver_connection
    if _copies(connection):
        driver.execute("SET session_replication_role = replica")
        driver.commit()
        return
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", f"cache_size=-{SQLITE_KIB}"):
        driver.execute(f"PRAGMA {pragma}")


def _copies(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _fill(connection: Connection, model: type[Base], same: Row, rows: Iterable[Row]) -> None:
    """Write rows that have the columns of `same` in common, a transaction for every so many."""
    table = model.__table__
    same = _usual(table) | same
    kinds = [column.type.dialect_impl(connection.dialect) for column in table.columns]
    process = [kind.bind_processor(connection.dialect) for kind in kinds]
    names = [column.name for column in table.columns]

    def plain(row: Row) -> tuple[Any, ...]:
        full = same | row
        return tuple(to(full[name]) if to else full[name] for name, to in zip(names, process, strict=True))

    left = map(plain, rows)
    while some := list(islice(left, AT_ONCE)):
        _insert(connection, table.name, names, some)
        connection.commit()


def _usual(table: Table) -> Row:
    """What a column holds that nobody speaks of."""
    defaults = {column.name: column.default for column in table.columns if column.nullable or column.default}
    return {
        name: default.arg if isinstance(default, ScalarElementColumnDefault) else None
        for name, default in defaults.items()
    }


def _insert(
    connection: Connection, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    columns = ", ".join(names)
    if not _copies(connection):
        places = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(rows))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
