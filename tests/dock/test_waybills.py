"""A carrier's number out of whatever its label wraps around it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.dock.waybills import Waybill, read_waybills
from app.kernel.ids import plain_waybill
from tests.kernel.spellings import WAYBILL

NUMBER = "123456789012"


@pytest.mark.parametrize(
    "typed",
    [
        *WAYBILL,
        *["]C1A123456789012B", "d123456789012a", "0000123456789012", "]C1(00)123456789012", "(401)123456789012"],
        *['{"waybill":"123456789012"}', '{"trackingNo":123456789012}', "운송장 123456789012", "송장번호: 1234-5678-9012"],
        *["HTTPS://TRACE.EXAMPLE/P/123456789012/", "https://t.example/#no=123456789012", "123456789012 (2/3)", "123456789012 2개"],
        *["l2345678901Z".replace("Z", "2"), "I23456789O12", "ㅁ123456789012ㅁ", "１２３４５６７８９０１２", "123456789012\t123456789012"],
    ],
)  # fmt: skip
def test_the_number_is_among_the_readings(typed: str) -> None:
    assert NUMBER in [one.number for one in read_waybills(typed)]


@pytest.mark.parametrize(
    "typed", ["A123456789012A", "00123456789012", "42004524123456789012", "123456789012 1/2"]
)
def test_what_a_wrapping_says_is_sure(typed: str) -> None:
    assert Waybill(NUMBER, sure=True) in read_waybills(typed)


def test_the_end_of_a_longer_number_is_a_guess_and_never_the_whole() -> None:
    first, *others = read_waybills("1027590111820004833123456789012")
    assert first == Waybill("1027590111820004833123456789012", sure=True)
    assert Waybill(NUMBER, sure=False) in others


@given(st.text(max_size=200))
@example("420" + "9" * 197)
@example("A-" * 100)
@example("1" * 200)
def test_any_text_is_taken(typed: str) -> None:
    read = read_waybills(typed)
    assert len({one.number for one in read}) == len(read) <= 60
    assert all(plain_waybill(one.number) == one.number for one in read)
