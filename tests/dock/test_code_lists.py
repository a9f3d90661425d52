"""Lists as people paste them, from a mail, a sheet or a chat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dock.code_lists import split_codes
from app.kernel.ids import new_ticket_code, spell_code

ONE, TWO = "7QZWAYM290KP", new_ticket_code()


@pytest.mark.parametrize(
    "between",
    ["\n", "\r\n", ",", ", ", ";", "\t", " ", "  ", "，", "、", "；", "､", "\u3000", "\u2028", "•", "|"],
)
@pytest.mark.parametrize(
    "spelled", [str, spell_code, str.lower, lambda code: spell_code(code).replace("-", " ")]
)
def test_codes_are_told_apart_whatever_stands_between(between: str, spelled: object) -> None:
    words = [spelled(ONE), spelled(TWO), spelled(ONE)]  # type: ignore[operator]
    pasted = between.join(words)
    assert [word.split() for word in split_codes(pasted)] == [word.split() for word in words]
    assert len(split_codes(pasted, ours_only=True)) == 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("NR5 0007", ["NR5 0007"]),
        ("S/N NR5-0007", ["S/N NR5-0007"]),
        ("6780 1234 5678", ["6780 1234 5678"]),
        ("123456789012 1/2", ["123456789012 1/2"]),
        ("678012345678 678012345679", ["678012345678", "678012345679"]),
        ("NR5-0007 BV9-0003", ["NR5-0007", "BV9-0003"]),
        ("한 지우", ["한 지우"]),
        (" , ;\n", []),
    ],
)
def test_a_space_inside_of_something_is_no_end(typed: str, words: list[str]) -> None:
    assert split_codes(typed) == words


def test_where_only_our_codes_are_wanted_bins_are_told_apart_by_spaces() -> None:
    assert split_codes("A-01 A-02、B-11", ours_only=True) == ["A-01", "A-02", "B-11"]


@given(st.text(max_size=200))
def test_nothing_is_lost_and_nothing_empty_comes(typed: str) -> None:
    words = split_codes(typed)
    assert all(word.strip() == word != "" for word in words)
    assert "".join(filter(str.isalnum, "".join(words))) == "".join(filter(str.isalnum, typed))
