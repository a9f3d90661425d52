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
from app.custody.chain import BEFORE_THE_FIRST, seal, sealed_text
from app.custody.models import BizStep, CustodyEvent
from app.custody.service import SEALED, record, verify
from app.kernel.actor import Actor, Role
from app.kernel.db import Database
from app.tickets.models import Ticket
from tests.acts import split_act
from tests.asked import asked
from tests.custody import intruder
from tests.custody.devices import authorised, the
from tests.shop import Shop

CLERK = Actor(role=Role.WAREHOUSE, name="이수민", channel="staff")
NOW = datetime(2026, 11, 23, 1, 0, 0, 123456, tzinfo=UTC)


def _add(session: Session, ticket_id: UUID, step: BizStep = BizStep.STORING, **more: Any) -> CustodyEvent:
    facts: dict[str, Any] = {"place": "dock", "giver": "이수민", "taker": "A-01", "actor": CLERK, "now": NOW}
    act, rest = split_act(facts | more)
    return record(session, act, ticket_id=ticket_id, step=step, **rest)


@pytest.fixture
def chain(shop: Shop) -> UUID:
    """Three hand-overs of one device."""
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        _add(session, ticket_id, BizStep.RECEIVING, giver="김하늘", taker="이수민")
        _add(session, ticket_id, BizStep.INSPECTING, evidence={"photos": ["ab" * 32], "삼성": [1, None]})
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


def test_rows_from_before_there_were_device_times_keep_their_hash() -> None:
    """The hash of a row as it was written in production before `device_at` and `undoes` came."""
    row: dict[str, Any] = {
        "id": UUID(int=1),
        "ticket_id": UUID(int=2),
        "number": 1,
        "step": BizStep.RECEIVING,
        "at": NOW,
        "place": "dock",
        "giver": "김하늘",
        "taker": "이수민",
        "role": Role.WAREHOUSE,
        "actor": "이수민",
        "evidence": {"photos": []},
        "previous_hash": BEFORE_THE_FIRST,
        "device_at": None,
        "undoes": None,
    }
    assert sealed_text(row) == (
        '{"actor":"이수민","at":"2026-11-23T01:00:00.123456+00:00","evidence":{"photos":[]},"giver":"김하늘",'
        '"id":"00000000-0000-0000-0000-000000000001","number":1,"place":"dock","previous_hash":"'
        + "0"
        * 64
        + '",'
        '"role":"warehouse","step":"receiving","taker":"이수민","ticket_id":"00000000-0000-0000-0000-000000000002"}'
    )
    assert seal(row) == hashlib.sha256(sealed_text(row).encode()).hexdigest()
    others = [row | {"device_at": NOW}, row | {"undoes": 1}, row | {"device_at": NOW, "undoes": 1}]
    assert len({seal(one) for one in (row, *others)}) == 4


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
    "giver": "somebody",
    "taker": "nobody",
    "role": Role.MANAGER,
    "actor": "somebody else",
    "evidence": {},
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
    "device_at": NOW,
    "undoes": 1,
}


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("column", [*OTHER, "id", "ticket_id"])
def test_a_change_of_any_column_of_any_row_is_found(
    shop: Shop, chain: UUID, number: int, column: str
) -> None:
    if column == "ticket_id":
        value: Any = authorised(shop, phone="+821087654321")
    elif column == "evidence" and number != 2:
        value = {"photos": []}
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


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    number=st.integers(1, 3),
    column=st.sampled_from(["place", "giver", "taker", "actor", "previous_hash", "hash"]),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60),
)
def test_whatever_is_written_instead_is_found(
    sqlite_shop: Shop, number: int, column: str, value: str
) -> None:
    ticket_id = authorised(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        for taker in ("이수민", "A-01", "B-02"):
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
            _add(session, ticket_id, taker=f"A-{turn:02}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(scan, range(24)))
    with shop.database.reading() as session:
        assert [row.number for row in queries.of_ticket(session, ticket_id)] == list(range(1, 25))
        assert verify(session, ticket_id) is None


def test_names_longer_than_a_row_holds_are_cut_and_still_verify(shop: Shop, chain: UUID) -> None:
    with shop.database.transaction() as session:
        _add(session, chain, taker="가" * 200)
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
    # the lock with what it protects, then twice the last row and the new one
    assert [one.split()[0] for one in statements] == ["SELECT", "SELECT", "INSERT", "SELECT", "INSERT"]


def test_who_gave_it_is_whoever_had_it_by_the_books(shop: Shop) -> None:
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        first = _add(session, ticket_id, giver=None, taker="이수민")
        second = _add(session, ticket_id, giver=None, taker="A-01")
        assert (first.giver, second.giver) == ("김하늘", "이수민")


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
            _wait_until_one_waits(session)
            ticket.story = "told by the first"
        assert waiting.result() == "told by the first"


def _wait_until_one_waits(session: Session) -> None:
    deadline = time.monotonic() + 20
    waiting = select(func.count()).select_from(text("pg_locks")).where(text("NOT granted"))
    while not session.scalar(waiting):
        assert time.monotonic() < deadline, "the second scan does not wait for the first"
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
