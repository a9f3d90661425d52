"""The chain of custody: gapless, sealed, and any hand laid on it later is found."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.custody import queries, service
from app.custody.chain import verify
from app.custody.evidence import Evidence, Found
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import InBin, ParticularKind, at_the_door, party_of
from app.custody.seal import BEFORE_THE_FIRST, SEALED, seal, sealed_text
from app.custody.service import record
from app.kernel.actor import Actor, Role
from app.kernel.db import Database
from app.tickets.models import Ticket
from tests.acts import split_act
from tests.asked import asked
from tests.custody import intruder
from tests.custody.devices import authorised, the
from tests.patience import HANGS
from tests.shop import Shop

CLERK = Actor(role=Role.WAREHOUSE, name="이수민", channel="staff")
SUMIN = party_of(CLERK)
NOW = datetime(2026, 11, 23, 1, 0, 0, 123456, tzinfo=UTC)


def _add(session: Session, ticket_id: UUID, step: BizStep = BizStep.STORING, **more: Any) -> CustodyEvent:
    facts: dict[str, Any] = {
        "place": "dock",
        "giver": SUMIN,
        "taker": InBin("A-01"),
        "actor": CLERK,
        "now": NOW,
    }
    act, rest = split_act(facts | more)
    return record(session, act, ticket_id=ticket_id, step=step, **rest)


@pytest.fixture
def chain(shop: Shop) -> UUID:
    """Three hand-overs of one device."""
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        _add(session, ticket_id, BizStep.RECEIVING, giver=at_the_door("김하늘"), taker=SUMIN)
        _add(
            session,
            ticket_id,
            BizStep.INSPECTING,
            evidence=Evidence(photos=("ab" * 32,), accessories=("케이스",)),
        )
        _add(session, ticket_id, now=NOW + timedelta(seconds=1))
    return ticket_id


def test_every_hand_over_gets_the_next_number_and_the_hash_of_the_one_before(shop: Shop, chain: UUID) -> None:
    with shop.database.reading() as session:
        rows = queries.of_ticket(session, chain)
        assert [row.number for row in rows] == [1, 2, 3]
        assert [row.previous_hash for row in rows] == [BEFORE_THE_FIRST, rows[0].hash, rows[1].hash]
        assert verify(session, chain) is None


def test_a_ticket_nobody_touched_has_nothing_wrong(shop: Shop) -> None:
    ticket_id = authorised(shop)
    with shop.database.reading() as session:
        assert verify(session, ticket_id) is None
        assert queries.holder(session, the(session, ticket_id)) == "김하늘"


def test_the_seal_covers_every_column() -> None:
    assert {*SEALED, "hash"} == set(CustodyEvent.__table__.columns.keys())


GOLDEN: dict[str, Any] = {
    "id": UUID(int=1),
    "ticket_id": UUID(int=2),
    "number": 1,
    "step": BizStep.INSPECTING,
    "at": NOW,
    "place": "dock",
    "door_id": None,
    "giver_id": "11" * 32,
    "giver_bin": None,
    "taker_id": None,
    "taker_bin": "A-01",
    "role": Role.WAREHOUSE,
    "actor_id": "22" * 32,
    "evidence": Evidence(
        photos=("ab" * 32,),
        notes={ParticularKind.REMARK: "33" * 32},
        found=Found(accessories=("charger",), parcel="as_declared", battery="fine"),
    ),
    "previous_hash": BEFORE_THE_FIRST,
    "device_at": None,
    "undoes": None,
    "adds_to": None,
}


def test_the_form_that_is_hashed_never_changes() -> None:
    """Written down once, letter by letter: rows that are in custody keep their hash."""
    assert sealed_text(GOLDEN) == (
        f'{{"actor_id":"{"22" * 32}","at":"2026-11-23T01:00:00.123456+00:00","evidence":{{"found":{{"accessories":'
        f'["charger"],"battery":"fine","parcel":"as_declared"}},"notes":{{"remark":"{"33" * 32}"}},"photos":'
        f'["{"ab" * 32}"],"version":1}},"giver_id":"{"11" * 32}","id":"00000000-0000-0000-0000-000000000001",'
        f'"number":1,"place":"dock","previous_hash":"{"0" * 64}","role":"warehouse","step":"inspecting",'
        '"taker_bin":"A-01","ticket_id":"00000000-0000-0000-0000-000000000002"}'
    )
    assert seal(GOLDEN) == hashlib.sha256(sealed_text(GOLDEN).encode()).hexdigest()
    assert seal(GOLDEN) == "481e961c7eb745f9f561f6dafc581b9bdbb39025f7ec40bef8c4bb47637fed07"


def test_what_is_left_out_while_empty_gives_another_hash_once_it_is_there() -> None:
    others = [
        GOLDEN | {"device_at": NOW},
        GOLDEN | {"undoes": 1},
        GOLDEN | {"adds_to": 1},
        GOLDEN | {"door_id": "1"},
    ]
    assert len({seal(one) for one in (GOLDEN, *others)}) == 5


@pytest.mark.parametrize("column", ["device_at", "undoes"])
def test_what_is_left_out_of_a_seal_while_empty_cannot_be_emptied_either(shop: Shop, column: str) -> None:
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        _add(session, ticket_id)
        _add(session, ticket_id, device_at=NOW - timedelta(minutes=3), undoes=1)
        assert verify(session, ticket_id) is None
        with intruder.at_work(session):
            session.execute(update(CustodyEvent).where(CustodyEvent.number == 2).values({column: None}))
        assert verify(session, ticket_id) == 2


def test_nothing_in_the_house_changes_or_removes_a_row() -> None:
    assert {
        name for name in vars(service) if name.startswith(("update", "delete", "change", "remove"))
    } == set()


OTHER: dict[str, Any] = {
    "number": 9,
    "step": BizStep.SHIPPING,
    "at": NOW + timedelta(microseconds=1),
    "place": "elsewhere",
    "role": Role.MANAGER,
    "evidence": Evidence(),
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
    "device_at": NOW,
    "undoes": 1,
    "adds_to": 1,
}


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("column", [*OTHER, "id", "ticket_id"])
def test_a_change_of_any_column_of_any_row_is_found(
    shop: Shop, chain: UUID, number: int, column: str
) -> None:
    if column == "ticket_id":
        value: Any = authorised(shop, phone="+821087654321")
    elif column == "evidence" and number != 2:
        value = Evidence(job="P1")
    else:
        value = uuid4() if column == "id" else OTHER[column]
    row = (CustodyEvent.ticket_id == chain) & (CustodyEvent.number == number)
    with shop.database.transaction() as session:
        with intruder.at_work(session):
            session.execute(update(CustodyEvent).where(row).values({column: value}))
        found = [verify(session, chain)] + ([verify(session, value)] if column == "ticket_id" else [])
    # Moving the last row away shortens this chain, and stands out in the other.
    expected = [None if number == 3 else number, 1] if column == "ticket_id" else [number]
    assert found == expected


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("who", ["giver", "taker", "actor", "door"])
def test_somebody_else_in_any_row_is_found(shop: Shop, chain: UUID, number: int, who: str) -> None:
    """Another of the people who are known on this repair, or a bin."""
    with shop.database.transaction() as session:
        customer = queries.of_ticket(session, chain)[0].giver_id
        other = (
            {f"{who}_id": None, f"{who}_bin": "Z-99"}
            if who in ("giver", "taker")
            else {f"{who}_id": customer}
        )
        with intruder.at_work(session):
            row = (CustodyEvent.ticket_id == chain) & (CustodyEvent.number == number)
            session.execute(update(CustodyEvent).where(row).values(other))
        assert verify(session, chain) == number


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    number=st.integers(1, 3),
    column=st.sampled_from(["place", "previous_hash", "hash"]),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60),
)
def test_whatever_is_written_instead_is_found(
    sqlite_shop: Shop, number: int, column: str, value: str
) -> None:
    ticket_id = authorised(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        for taker in (SUMIN, InBin("A-01"), InBin("B-02")):
            _add(session, ticket_id, taker=taker)
        row = queries.of_ticket(session, ticket_id)[number - 1]
        same = getattr(row, column) == value
        with intruder.at_work(session):
            session.execute(update(CustodyEvent).where(CustodyEvent.id == row.id).values({column: value}))
        assert verify(session, ticket_id) == (None if same else number)


@pytest.mark.parametrize("number", [1, 2])
def test_a_row_taken_out_leaves_a_gap(shop: Shop, chain: UUID, number: int) -> None:
    with shop.database.transaction() as session:
        with intruder.at_work(session):
            session.execute(
                delete(CustodyEvent).where(CustodyEvent.ticket_id == chain, CustodyEvent.number == number)
            )
        assert verify(session, chain) == number


def test_many_at_once_leave_no_gap_and_no_double(shop: Shop) -> None:
    ticket_id = authorised(shop)

    def scan(turn: int) -> None:
        with shop.database.transaction() as session:
            _add(session, ticket_id, taker=InBin(f"A-{turn:02}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(scan, range(24)))
    with shop.database.reading() as session:
        assert [row.number for row in queries.of_ticket(session, ticket_id)] == list(range(1, 25))
        assert verify(session, ticket_id) is None


def test_names_of_any_length_verify(shop: Shop, chain: UUID) -> None:
    with shop.database.transaction() as session:
        _add(session, chain, taker=at_the_door("가" * 200))
    with shop.database.reading() as session:
        assert verify(session, chain) is None


def test_a_scan_that_has_the_device_in_hand_does_not_ask_for_the_lock_again(shop: Shop) -> None:
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        ticket = the(session, ticket_id)
        with asked(shop.database.engine) as statements:
            service.take_in_hand(session, ticket)
            _add(session, ticket_id)
            _add(session, ticket_id)
    # the lock with what it protects; twice the last row, the people and the new row; once the clerk, who is new
    said = [
        f"{one.split()[0]} {'particulars' * ('FROM custody_particulars' in one)}".strip()
        for one in statements
    ]
    first, second = (
        ["SELECT", "SELECT particulars", "INSERT", "INSERT"],
        ["SELECT", "SELECT particulars", "INSERT"],
    )
    assert said == ["SELECT", *first, *second]


def test_who_gave_it_is_whoever_had_it_by_the_books(shop: Shop) -> None:
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        first = _add(session, ticket_id, giver=None, taker=SUMIN)
        second = _add(session, ticket_id, giver=None, taker=InBin("A-01"))
        assert (first.giver_name, second.giver_name) == ("김하늘", "이수민")


def test_a_scan_that_waited_for_another_sees_what_that_one_did(
    postgres_database: Database, tmp_path: Path
) -> None:
    shop = Shop(postgres_database, tmp_path)
    ticket_id = authorised(shop)

    def second_scan(code: str) -> str:
        with shop.database.transaction() as session:
            ticket = service.with_code_in_hand(session, code)
            assert ticket is not None
            return ticket.story

    with ThreadPoolExecutor(1) as pool:
        with shop.database.transaction() as session:
            ticket = the(session, ticket_id)
            service.take_in_hand(session, ticket)
            waiting = pool.submit(second_scan, ticket.code)
            wait_until_one_waits(session)
            ticket.story = "told by the first"
        assert waiting.result() == "told by the first"


def wait_until_one_waits(session: Session) -> None:
    """Until another transaction waits for a lock, on PostgreSQL."""
    deadline = time.monotonic() + HANGS
    waiting = select(func.count()).select_from(text("pg_locks")).where(text("NOT granted"))
    while not session.scalar(waiting):
        assert time.monotonic() < deadline, "the second does not wait for the first"
        time.sleep(0.01)


def test_no_ticket_has_that_code(shop: Shop) -> None:
    with shop.database.transaction() as session:
        assert service.with_code_in_hand(session, "NOSUCHCODE00") is None


def test_a_lock_that_went_with_its_savepoint_is_taken_again(
    postgres_database: Database, tmp_path: Path
) -> None:
    shop = Shop(postgres_database, tmp_path)
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        savepoint = session.begin_nested()
        service.take_in_hand(session, the(session, ticket_id))
        savepoint.rollback()
        _add(session, ticket_id)
        with shop.database.transaction() as other, pytest.raises(OperationalError):
            other.execute(select(Ticket.id).where(Ticket.id == ticket_id).with_for_update(nowait=True))


def test_of_two_tickets_in_hand_each_is_locked(postgres_database: Database, tmp_path: Path) -> None:
    shop = Shop(postgres_database, tmp_path)
    first, second = authorised(shop), authorised(shop)
    with shop.database.transaction() as session:
        service.take_in_hand(session, the(session, first))
        _add(session, second)
        for ticket_id in (first, second):
            with shop.database.transaction() as other, pytest.raises(OperationalError):
                other.execute(select(Ticket.id).where(Ticket.id == ticket_id).with_for_update(nowait=True))
