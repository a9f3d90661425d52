"""What the gate makes of text and numbers from outside: one table, and what holds for any text at all."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.entering import (
    MOST_MARKS,
    can_be_seen,
    entered,
    entered_line,
    read_whole,
    scanned,
    short_enough,
)
from app.kernel.errors import FieldRefused
from tests.tiers import examples

FAMILY, ENGLAND = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f3f4\U000e0067\U000e0062\U000e007f"

# What arrives, and what is kept of it. Whatever stands on both sides the same way is as important.
TABLE = [
    ("화면이 꺼져요", "화면이 꺼져요"),
    ("  spaces   inside stay  ", "  spaces   inside stay  "),
    ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
    ("tab\tstays", "tab\tstays"),
    ("a\0b\x07c\x1bd\x7fe\x9ff", "abcdef"),
    ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),  # as macOS names files
    ("Jose\u0301", "José"),
    ("soft\u00adhyphen\u200band\u2060joins\ufeff", "softhyphenandjoins"),
    ("\u202egpj.exe\u202c \u2066x\u2069 \u200f", "gpj.exe x "),
    (FAMILY, FAMILY),  # held together by U+200D
    ("❤\ufe0f", "❤\ufe0f"),
    (ENGLAND, ENGLAND),  # spelled in tags
    ("tag\U000e0041\U000e0042ged", "tagged"),
    ("می\u200cخواهم", "می\u200cخواهم"),  # Persian needs U+200C
    ("half \ud800 a character\udfff\ufffe\U0001ffff", "half  a character"),
    ("a" + "\u0301\u0316" * 400, unicodedata.normalize("NFC", "a" + "\u0301\u0316" * (MOST_MARKS // 2))),
    ("張偉 髙橋 José 쀍 สมชาย 😀", "張偉 髙橋 José 쀍 สมชาย 😀"),
    *(
        (unseen, "")
        for unseen in ("", " \t\n", "\0", "\u200b\u200d", "\u3164\u115f", "\u2800", "\ufe0f", "\u0301")
    ),
]


@pytest.mark.parametrize(("typed", "kept"), TABLE)
def test_what_can_be_seen_stays_and_nothing_else(typed: str, kept: str) -> None:
    assert entered(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("A-01\r\n", "A-01"), ("one\ntwo", "one two"), ("  Kim  Minji\t", "Kim  Minji"), ("\u200b\n", "")],
)
def test_a_line_has_no_end_inside(typed: str, kept: str) -> None:
    assert entered_line(typed) == kept


def test_what_a_scanner_puts_between_readings_stays() -> None:
    assert scanned("]d2010880\x1d21SER\x1e\x04\r\0") == "]d2010880\x1d21SER\x1e\x04\r "
    assert scanned("R\u200bP\u202e-\ud8007\u00ad") == "RP-7"


@settings(max_examples=examples(50, 1000))
@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_whatever_arrives_is_whole_can_be_kept_and_is_the_same_the_second_time(typed: str) -> None:
    kept = entered(typed)
    kept.encode()  # no half of a character: every database and every provider takes it
    assert kept == "" or can_be_seen(kept)
    assert entered(kept) == kept == unicodedata.normalize("NFC", kept)
    assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in kept)
    line = entered_line(typed)
    assert entered_line(line) == line == line.strip()
    assert "\n" not in line
    assert "\0" not in scanned(scanned(typed))


@settings(max_examples=examples(50, 1000))
@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=60))
def test_no_character_that_can_be_seen_is_ever_lost(typed: str) -> None:
    assert entered(typed) == (unicodedata.normalize("NFC", typed) if can_be_seen(typed) else "")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", 1),
        (" 007 ", 7),
        ("１２", 12),
        ("100", 100),
        ("101", None),
        ("0", None),
        ("-1", None),
        ("1.0", None),
        ("٣", 3),
        ("", None),
        ("²", None),
        ("9" * 5000, None),
        ("0" * 5000, None),
        ("10" * 20, None),
    ],
)
def test_a_number_is_read_within_its_bounds_or_not_at_all(typed: str, number: int | None) -> None:
    assert read_whole(typed, least=1, most=100) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(typed: str) -> None:
    read = read_whole(typed, least=0, most=999)
    assert read is None or 0 <= read <= 999


def test_what_is_too_long_names_its_field_and_both_lengths() -> None:
    assert short_enough(" four ", most=4, field="note") == "four"
    with pytest.raises(FieldRefused, match="5 characters long, 4 fit") as no:
        short_enough("fives", most=4, field="note")
    assert (no.value.field, no.value.code) == ("note", "too_long")
