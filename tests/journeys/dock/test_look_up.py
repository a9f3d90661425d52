"""A scan or a few letters find the right repair: the surest kind first, open repairs before closed ones."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.courier.slots.models import Slot
from app.courier.trips.models import CourierJob
from app.courier.trips.states import JobState
from app.customers.models import Address, Customer
from app.journeys.dock.look_up import Found, look_up
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code, spell_code
from app.storage.models import Bin
from app.tickets.legs import Leg
from app.tickets.models import Evidence, Ticket
from app.tickets.states import State
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.shop import MONDAY, Shop

DAY = timedelta(days=1)


def person(session: Session, phone: str, name: str) -> Customer:
    """Somebody who has sent devices."""
    one = Customer(phone=phone, name=name, language=Language.KO, verified_at=MONDAY)
    session.add(one)
    session.flush()
    return one


def repair(
    session: Session,
    whose: Customer,
    *,
    state: State = State.REPAIRING,
    serial: str = "",
    opened: datetime = MONDAY,
    waybill: str = "",
) -> str:
    """One repair; returns its code."""
    home = Address(customer_id=whose.id, recipient=whose.name, postcode="04524", line1="세종대로 110")
    session.add(home)
    session.flush()
    ticket = Ticket(
        code=new_ticket_code(),
        state=state,
        customer_id=whose.id,
        address_id=home.id,
        language=Language.KO,
        model_name="다이슨 V11",
        evidence=Evidence.NONE,
        serial=serial,
        opened_at=opened,
    )
    session.add(ticket)
    session.flush()
    if waybill:
        _carried(session, ticket, waybill)
    return ticket.code


def _carried(session: Session, ticket: Ticket, waybill: str, leg: Leg = Leg.INBOUND) -> None:
    slot_id = session.scalars(select(Slot.id)).first()
    session.add(
        CourierJob(
            ticket_id=ticket.id,
            leg=leg,
            slot_id=slot_id,
            state=JobState.COLLECTED,
            carrier="own_fleet",
            our_reference=f"{ticket.code}-{leg}",
            waybill=waybill,
            created_at=MONDAY,
        )
    )
    session.flush()


@pytest.fixture
def session(shop: Shop) -> Iterator[Session]:
    """The shop's shelves, to put things on and search; closed without keeping anything."""
    with shop.database.reading() as opened:
        yield opened


@contextmanager
def asked(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent to the database meanwhile, with their values."""
    seen: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        seen.append((statement, values))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(connection, "before_cursor_execute", note)


def plans(session: Session, typed: str) -> list[str]:
    """How the database goes about each statement of a search."""
    with asked(session) as statements:
        find(session, typed)
    connection = session.connection()
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return [
        "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", values))
        for statement, values in statements
    ]


def find(session: Session, typed: str, *, limit: int = 20) -> Found:
    """What somebody in Korea finds."""
    return look_up(session, typed, region="KR", limit=limit)


def codes(found: Found) -> list[str]:
    """The repairs in the order in which they are listed."""
    return [hit.code for hit in found.hits]


def test_a_code_finds_its_repair_however_it_arrives_also_when_that_is_over(session: Session) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), state=State.CLOSED)
    for typed in (code, spell_code(code).lower(), f"HTTPS://FIX.EXAMPLE/Q/{code}", f"]Q1{code}{code}\r"):
        found = find(session, type_in_hangul_mode(typed))
        assert (codes(found), found.certain, found.more) == ([code], found.hits[0], False)
        hit = found.hits[0]
        assert (hit.matched, hit.state, hit.model, hit.customer) == (
            "code",
            State.CLOSED,
            "다이슨 V11",
            "한지우",
        )


def test_a_code_that_nobody_has_finds_nothing(session: Session) -> None:
    assert find(session, new_ticket_code()) == Found()


@pytest.mark.parametrize(
    "typed", ["A-01", "ㅁ-01", "https://fix.example/b/a-01", "A-01A-01", "A01", "A 01", "A-1", "보관함 A-01"]
)
def test_a_bins_label_is_a_bin(session: Session, typed: str) -> None:
    assert find(session, typed) == Found(bin_code="A-01")


def test_a_place_that_is_no_bin_is_nothing(session: Session) -> None:
    assert find(session, "Z-99") == Found()


@pytest.mark.parametrize(
    "typed", ["678012345678", "6780-1234-5678", "]C1678012345678\r\n", "６７８０１２３４５６７８"]
)
def test_a_waybill_is_certain_where_one_open_repair_has_it(session: Session, typed: str) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), waybill="678012345678")
    found = find(session, typed)
    assert codes(found) == [code]
    assert found.certain == found.hits[0]
    assert found.hits[0].matched == "waybill"


@pytest.mark.parametrize("printed", ["6780-1234-5678", "6780 1234 5678", " 6780–1234–5678", "6780.1234.5678"])
@pytest.mark.parametrize("typed", ["678012345678", "6780-1234-5678", "6780–1234–5678"])
def test_a_waybill_is_found_however_the_carrier_prints_it(session: Session, printed: str, typed: str) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), waybill=printed)
    found = find(session, typed)
    assert (codes(found), found.certain) == ([code], found.hits[0])


@pytest.mark.parametrize("typed", ["1Z999AA10123456784", "1z 999 aa1 01 2345 6784", "]C11Z999AA10123456784"])
def test_a_waybill_in_small_letters_is_the_same_waybill(session: Session, typed: str) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), waybill="1z-999aa1-0123456784")
    assert codes(find(session, typed)) == [code]


def test_a_waybill_that_went_both_ways_lists_its_repair_once(session: Session) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), waybill="678012345678")
    ticket = session.scalars(select(Ticket).where(Ticket.code == code)).one()
    _carried(session, ticket, "678012345678", Leg.OUTBOUND)
    assert codes(find(session, "678012345678")) == [code]


def test_a_waybill_of_two_open_repairs_is_for_a_person_to_decide(session: Session) -> None:
    whose = person(session, "+821055550001", "한지우")
    both = {repair(session, whose, waybill="678012345678") for _ in range(2)}
    found = find(session, "678012345678")
    assert (set(codes(found)), found.certain) == (both, None)


@pytest.mark.parametrize(
    "typed", ["KX-9F00213", "kx9f00213", "KX 9F00213", type_in_hangul_mode("kx-9f00213")]
)
def test_a_serial_means_the_open_repair_of_that_device(session: Session, typed: str) -> None:
    whose = person(session, "+821055550001", "한지우")
    old = repair(session, whose, serial="KX-9F00213", state=State.CLOSED, opened=MONDAY - 9 * DAY)
    new = repair(session, whose, serial="kx9f00213")
    found = find(session, typed)
    assert codes(found) == [new, old]
    assert found.certain == found.hits[0]


def test_a_serial_whose_repairs_are_all_over_is_listed_and_not_acted_on(session: Session) -> None:
    code = repair(
        session, person(session, "+821055550001", "한지우"), serial="KX-9F00213", state=State.EXPIRED
    )
    found = find(session, "KX9F00213")
    assert (codes(found), found.certain) == ([code], None)


def test_the_legible_beginning_of_a_serial_is_enough_to_choose_but_never_to_act(session: Session) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), serial="KX-9F00213")
    found = find(session, "KX9F0")
    assert (codes(found), found.certain) == ([code], None)
    assert find(session, "KX9F") == Found()
    whole = repair(session, person(session, "+821055550002", "이수민"), serial="KX9F0")
    assert codes(find(session, "KX9F0")) == [whole]


@pytest.mark.parametrize(
    "typed", ["010-5555-0001", "01055550001", "+82 10 5555 0001", "０１０－５５５５－０００１", "0001"]
)
def test_a_phone_number_or_its_end_lists_and_is_never_acted_on(session: Session, typed: str) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"))
    found = find(session, typed)
    assert (codes(found), found.certain) == ([code], None)
    assert found.hits[0].matched == "phone"


@pytest.mark.parametrize("typed", ["한지우", "한지", "한 지우", "한지우\r\n"])
def test_a_korean_name_is_not_taken_for_keys(session: Session, typed: str) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"))
    repair(session, person(session, "+821055550002", "한지민" if "우" in typed else "한가람"))
    found = find(session, typed)
    assert (codes(found), found.certain) == ([code], None)
    assert found.hits[0].matched == "name"


@pytest.mark.parametrize("typed", ["Maria Santos", "maria", "MARIAS", "ＭＡＲＩＡ"])
def test_a_latin_name_is_found_in_any_case(session: Session, typed: str) -> None:
    code = repair(session, person(session, "+821055550001", "Maria Santos"))
    assert codes(find(session, typed)) == [code]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("José Núñez", "jose nunez"),
        ("Jose Nunez", "José"),
        ("Nguyễn Thị Đức", "nguyen thi duc"),
        ("Nguyễn Thị Đức", "Nguye\u0302\u0303n"),
        ("김 하늘", "김하늘"),
        ("김하늘", "김 하늘"),
        ("\u1100\u1175\u11b7 하늘", "김하늘"),
        ("O'Brien", "obrien"),
    ],
)
def test_a_name_is_found_with_and_without_its_marks_and_spaces(
    session: Session, name: str, typed: str
) -> None:
    code = repair(session, person(session, "+821055550001", name))
    assert codes(find(session, typed)) == [code]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "한", "%", "_", "%%%%%%%%", "김\U0010ffff하늘", "'; --", "01", "\x00", "\ud800\udc00", "12345"],
)
def test_too_little_or_nonsense_finds_nothing(session: Session, typed: str) -> None:
    repair(session, person(session, "+821055550001", "한지우"))
    assert find(session, typed) == Found()


def test_the_surest_kind_wins_and_the_others_are_not_mixed_in(session: Session) -> None:
    whose = person(session, "+821055550001", "한지우")
    by_serial = repair(session, whose, serial="678012345678")
    assert codes(find(session, "678012345678")) == [by_serial]
    by_waybill = repair(session, whose, waybill="678012345678")
    assert codes(find(session, "678012345678")) == [by_waybill]


def test_open_repairs_come_first_then_the_newest_and_what_is_cut_is_said(session: Session) -> None:
    whose = person(session, "+821055550001", "한지우")
    ended = repair(session, whose, state=State.CANCELLED, opened=MONDAY)
    older, newer = (repair(session, whose, opened=MONDAY - days * DAY) for days in (9, 3))
    assert codes(find(session, "한지우")) == [newer, older, ended]
    two, all_three = find(session, "한지우", limit=2), find(session, "한지우", limit=3)
    assert (codes(two), two.more) == ([newer, older], True)
    assert all_three.more is False


def test_a_code_takes_one_query_and_nothing_more_than_four(session: Session) -> None:
    code = repair(
        session, person(session, "+821055550001", "한지우"), serial="KX-9F00213", waybill="678012345678"
    )
    session.add(Bin(code="Q-77"))
    session.flush()
    for typed, most in (
        (code, 1),
        ("Q-77", 1),
        ("678012345678", 2),
        ("KX9F00213", 2),
        ("01055550001", 2),
        ("한지우", 2),
        ("KX9F0", 3),
        (new_ticket_code(), 4),
    ):
        with asked(session) as statements:
            find(session, typed)
        assert len(statements) == most, (typed, statements)


@pytest.mark.parametrize("typed", ["7K2MRP00000W", "678012345678", "KX9F0", "01055550001", "0001", "한지"])
def test_no_table_is_gone_through_row_by_row(session: Session, typed: str) -> None:
    if session.connection().dialect.name == "postgresql":
        # So small, it would be quicker.
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
    for plan in plans(session, typed):
        assert not re.search(r"Seq Scan|SCAN (tickets|customers|courier_jobs|bins)\b", plan), plan
