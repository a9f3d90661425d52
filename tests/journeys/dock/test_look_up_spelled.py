"""The table of spellings at the look-up: each finds its repair, is acted on where one device answers, else asked about."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import DeviceModel, KnownSerial
from app.tickets.states import State
from tests.journeys.dock.test_look_up import codes, find, person, repair
from tests.journeys.dock.test_look_up import session as session
from tests.kernel.spellings import NONE, PHONE, STRUCTURED, VACUUM, WASHER, WAYBILL


def register(session: Session, *serials: str) -> None:
    """More devices that the maker knows."""
    model = session.scalars(select(DeviceModel.id)).first()
    session.add_all(KnownSerial(serial=one, model_id=model, made_on=date(2020, 1, 1)) for one in serials)
    session.flush()


@pytest.mark.parametrize(
    ("told", "spellings"),
    [("NR5-0007", PHONE), ("TD21-K100", WASHER), ("BV9-0003", [*VACUUM, *STRUCTURED]), ("nr50007", PHONE)],
)
def test_every_spelling_finds_the_same_repair_and_is_certain(
    session: Session, told: str, spellings: list[str]
) -> None:
    whose = person(session, "+821055550001", "한지우")
    code = repair(session, whose, serial=told)
    repair(session, whose, serial="ZZ9-1111")
    for typed in spellings:
        found = find(session, typed)
        assert (typed, codes(found), found.certain) == (typed, [code], found.hits[0])


def test_every_wrapping_finds_the_parcel_or_offers_it(session: Session) -> None:
    whose = person(session, "+821055550001", "한지우")
    code = repair(session, whose, waybill="123456789012")
    repair(session, whose, waybill="999956789012")
    found = {typed: find(session, typed) for typed in WAYBILL}
    assert {typed: codes(one) for typed, one in found.items()} == {typed: [code] for typed in WAYBILL}
    guessed = [typed for typed, one in found.items() if one.certain is None]
    assert guessed == ["1027590111820004833123456789012"]  # the end of a longer number is chosen by a person


@pytest.mark.parametrize("typed", [*NONE, "없어요", "ㅜㅐㅜㄷ"])
def test_a_word_for_none_finds_no_device(session: Session, typed: str) -> None:
    repair(session, person(session, "+821055550001", "이수민"), serial="")
    repair(session, person(session, "+821055550002", "한지우"), serial="0000")
    assert codes(find(session, typed)) == []


@pytest.mark.parametrize(
    "typed", ["8801234567893", "8 801234 567893", "]E08801234567893", "(01)08801234567893"]
)
def test_a_products_number_told_as_serial_is_listed_and_never_acted_on(session: Session, typed: str) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), serial="8801234567893")
    found = find(session, typed)
    assert found.certain is None
    assert codes(found) == ([] if typed.startswith("(") else [code])


def test_the_name_of_the_model_told_as_serial_is_never_acted_on(session: Session) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), serial="다이슨 V11")
    for typed in ("다이슨 V11", "다이슨v11", "다이슨-V11"):
        found = find(session, typed)
        assert (codes(found), found.certain) == ([code], None)


def test_alike_is_not_the_same(session: Session) -> None:
    whose = person(session, "+821055550001", "한지우")
    one, other = repair(session, whose, serial="AB1-0007"), repair(session, whose, serial="ABI-0007")
    for typed, meant in (("AB1-0007", one), ("abi0007", other), ("S/N ABI-0007", other)):
        certain = find(session, typed).certain
        assert certain is not None
        assert certain.code == meant
    unclear = find(session, "ABl-0007")
    assert (set(codes(unclear)), unclear.certain) == ({one, other}, None)


def test_a_true_serial_may_begin_with_an_s(session: Session) -> None:
    whose = person(session, "+821055550001", "한지우")
    true, bare = repair(session, whose, serial="SBV9-0003"), repair(session, whose, serial="BV9-0003")
    assert [find(session, typed).certain.code for typed in ("SBV9-0003", "BV9-0003")] == [true, bare]  # type: ignore[union-attr]
    both = find(session, "SN SBV9-0003")
    assert true in codes(both)


def test_what_the_maker_knows_as_another_device_is_not_acted_on(session: Session) -> None:
    code = repair(session, person(session, "+821055550001", "한지우"), serial="ABI-0007")
    found = find(session, "AB1-0007")
    assert found.certain == found.hits[0]  # nobody else answers
    register(session, "AB1-0007")
    found = find(session, "AB1-0007")
    assert (codes(found), found.certain) == ([code], None)


def test_an_old_repair_spelled_exactly_does_not_hide_the_open_one(session: Session) -> None:
    whose = person(session, "+821055550001", "한지우")
    old = repair(session, whose, serial="QZ7-0100", state=State.CLOSED)
    new = repair(session, whose, serial="QZ7-O100")
    found = find(session, "QZ7-0100")
    assert (codes(found), found.certain) == ([new, old], None)


@pytest.mark.parametrize(
    "typed",
    [
        "HTTPS://SHOP.EXAMPLE/B/50%",
        "HTTPS://SHOP.EXAMPLE/B/%E0%A4%A",
        "/B/%00",
        "/B/%ED%A0%80",
        "{",
        "http://[",
    ],
)
def test_nothing_that_is_scanned_ends_in_an_error(session: Session, typed: str) -> None:
    assert codes(find(session, typed)) == []
