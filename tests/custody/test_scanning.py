"""Scans as they really arrive: Hangul mode, full-width, whole addresses, any case."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.custody.scanning import as_keys, read_bin, read_scan
from app.kernel.ids import new_ticket_code, spell_code
from tests.custody.hangul_mode import type_in_hangul_mode

CODES = st.builds(new_ticket_code)
HOST = "HTTPS://FIX.EXAMPLE"


def test_the_known_case_from_the_field() -> None:
    assert as_keys("꼐-7ㅏ2ㅡ") == "RP-7K2M"


@given(CODES, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), st.booleans())
def test_every_code_survives_a_keyboard_in_hangul_mode(code: str, case: object, dashes: bool) -> None:
    typed = case(spell_code(code) if dashes else code)  # type: ignore[operator]
    assert read_scan(type_in_hangul_mode(typed)) == code


@given(CODES, st.sampled_from([str.upper, str.lower]))
def test_so_does_the_whole_address(code: str, case: object) -> None:
    address = case(f"{HOST}/Q/{code}")  # type: ignore[operator]
    assert read_scan(address) == read_scan(type_in_hangul_mode(address)) == code


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:/.", max_size=40))
def test_hangul_mode_is_undone_exactly_whatever_was_typed(keys: str) -> None:
    garbled = type_in_hangul_mode(keys)
    assert as_keys(garbled) == keys.upper()
    assert as_keys(unicodedata.normalize("NFD", garbled)) == keys.upper()


@given(CODES)
def test_the_other_spellings(code: str) -> None:
    spelled = spell_code(code)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in spelled)
    for typed in (
        code,
        code.lower(),
        spelled,
        f"  {spelled}\n",
        wide,
        spelled.replace("-", " "),
        spelled.replace("-", "—"),
    ):
        assert read_scan(typed) == code
    assert read_scan(f"https://fix.example/q/{spelled.lower()}?lang=ko") == code


@pytest.mark.parametrize(
    "typed", ["", " ", "A-01", "hello", "https://fix.example/t/abc", "김하늘", "0" * 11 + "1", "😀"]
)
def test_what_is_no_code_is_not_guessed(typed: str) -> None:
    assert read_scan(typed) is None


@pytest.mark.parametrize("typed", ["A-01", " a-01 ", "ㅁ-01", "Ａ－０１"])
def test_a_bin_label_is_read_the_same_way(typed: str) -> None:
    assert read_bin(typed) == "A-01"
