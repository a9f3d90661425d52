"""Phone numbers are taken in any spelling, and told apart by whether a text can arrive."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.customers.phones import can_get_texts, read_mobile, read_phone, show_phone
from app.kernel.errors import FieldRefused


@pytest.mark.parametrize(
    "typed",
    [
        "010-1234-5678",
        "01012345678",
        "010 1234 5678",
        "+82 10-1234-5678",
        "010.1234.5678",
        "０１０－１２３４－５６７８",
        "(010) 1234-5678",
    ],
)
def test_any_common_spelling_means_the_same_phone(typed: str) -> None:
    assert read_phone(typed, "KR") == "+821012345678"


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert read_phone("+1 415 555 2671", "KR") == "+14155552671"
    assert can_get_texts("+14155552671")


@pytest.mark.parametrize("typed", ["02-312-3456", "1588-1234", "0507-1234-5678", "070-1234-5678"])
def test_a_number_no_text_can_reach_is_refused_with_the_remedy(typed: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_mobile(typed, "KR")
    assert no.value.code == "phone_without_texts"
    assert no.value.field == "phone"
    assert "Type a mobile number" in str(no.value.message)


@pytest.mark.parametrize(("typed", "code"), [("hello", "phone_unreadable"), ("010-12", "phone_unknown")])
def test_what_is_no_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_phone(typed, "KR")
    assert no.value.code == code


def test_a_number_is_shown_as_people_at_home_write_it() -> None:
    assert show_phone("+821012345678") == "010-1234-5678"


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    with suppress(FieldRefused):
        assert read_phone(typed, "KR").startswith("+")
