"""A text typed in the wrong mode of the Korean keyboard gives back the keys that were pressed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.hangul_keyboard import as_keys
from tests.dock.hangul_mode import type_in_hangul_mode

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=20)


@pytest.mark.parametrize(
    ("shown", "keys"),
    [
        ("꼐-7ㅏ2ㅡ", "RP-7K2M"),  # a scanner, in the field
        ("승인", "TMDDLS"),
        ("수신거부", "TNTLSRJQN"),
        ("ㅐㅏ", "OK"),
        ("ㄴㅅㅐㅔ", "STOP"),
        ("값을 뭐", "RKQTDMF ANJ"),
        ("ＯＫ", "OK"),
        ("ﾡ", "R"),
        ("ok 😀", "OK 😀"),
    ],
)
def test_the_keys_behind_what_is_shown(shown: str, keys: str) -> None:
    assert as_keys(shown) == keys


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:/.", max_size=40))
def test_hangul_mode_is_undone_exactly_whatever_was_typed(keys: str) -> None:
    garbled = type_in_hangul_mode(keys)
    assert as_keys(garbled) == keys.upper()
    assert as_keys(unicodedata.normalize("NFD", garbled)) == keys.upper()


@given(SYLLABLES, SYLLABLES)
def test_keys_follow_each_other_as_the_syllables_do(first: str, second: str) -> None:
    assert as_keys(first + second) == as_keys(first) + as_keys(second)
    assert as_keys(first).isascii()
