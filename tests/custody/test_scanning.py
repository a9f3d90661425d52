"""Scans as they really arrive: Hangul mode, full-width, whole addresses, any case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.custody.scanning import read_bin, read_scan
from app.kernel.ids import new_ticket_code, spell_code
from tests.custody.hangul_mode import type_in_hangul_mode

CODES = st.builds(new_ticket_code)
HOST = "HTTPS://FIX.EXAMPLE"


@given(CODES, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), st.booleans())
def test_every_code_survives_a_keyboard_in_hangul_mode(code: str, case: object, dashes: bool) -> None:
    typed = case(spell_code(code) if dashes else code)  # type: ignore[operator]
    assert read_scan(type_in_hangul_mode(typed)) == code


@given(CODES, st.sampled_from([str.upper, str.lower]))
def test_so_does_the_whole_address(code: str, case: object) -> None:
    address = case(f"{HOST}/Q/{code}")  # type: ignore[operator]
    assert read_scan(address) == read_scan(type_in_hangul_mode(address)) == code


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
