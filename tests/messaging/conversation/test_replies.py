"""What a reply is taken for: the labelled table in both languages, and whatever else can be typed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.hangul_keyboard import as_keys
from app.kernel.ids import new_ticket_code, spell_code
from app.messaging.conversation.replies import Command, Meaning, read
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.messaging.conversation.replies import GROUPS

C = Command
LABELLED = [(group, typed) for group in GROUPS for typed in group.replies.split(" | ")]


def test_a_reply_is_taken_for_what_it_says() -> None:
    meant = {(g.shows, typed): Meaning(g.command, g.code, g.number) for g, typed in LABELLED}
    wrong = {key: (read(key[1]), what) for key, what in meant.items() if read(key[1]) != what}
    assert wrong == {}  # (group, reply): (what it was taken for, what it says)


def test_the_table_is_large_balanced_and_says_nothing_twice() -> None:
    count = {tongue: sum(group.language == tongue for group, _ in LABELLED) for tongue in ("en", "ko", "any")}
    assert len(LABELLED) == len({typed for _, typed in LABELLED}) >= 320
    assert min(count["en"], count["ko"]) >= 160
    assert 0.75 < count["en"] / count["ko"] < 1.33
    assert {group.command for group in GROUPS} == set(Command)


def test_space_around_and_line_ends_say_nothing() -> None:
    for typed in ("", " ", "\n", "\t\r\n"):
        assert read(typed) == Meaning(C.MESSAGE)
    assert read(" \n 승인 \r\n").command is C.APPROVE


# ---- Whatever else can be typed ------------------------------------------------------------------------------

LATIN = {
    "status": C.STATUS,
    "ok": C.APPROVE,
    "approve": C.APPROVE,
    "decline": C.DECLINE,
    "move": C.MOVE,
    "help": C.HELP,
    "stop": C.STOP,
    "unsubscribe": C.STOP,
}
KOREAN = {
    "상태": C.STATUS,
    "승인": C.APPROVE,
    "거절": C.DECLINE,
    "변경": C.MOVE,
    "도움": C.HELP,
    "수신거부": C.STOP,
}
OPT_OUTS = (
    "stop",
    "stopall",
    "stop all",
    "unsubscribe",
    "opt out",
    "opt-out",
    "optout",
    "revoke",
    "수신거부",
    "수신 거부",
    "수신거절",
    "문자거부",
    "문자그만",
)
OWNED = ("yes", "cancel", "end", "quit", "start", "unstop", "네", "예", "넵", "아니요", "취소")
DECISIONS = (
    "ok",
    "okay",
    "approve",
    "승인",
    "승인합니다",
    "승인할게요",
    "오케이",
    "decline",
    "거절",
    "거절합니다",
)
# Each of these makes it more, or other, than the decision beside it.
MORE = (
    "but",
    "not",
    "no",
    "call me",
    "tomorrow",
    "if",
    "when",
    "don't",
    "only",
    "the screen",
    "first",
    "yes",
    "cancel",
    "전에",
    "전화주세요",
    "안",
    "못",
    "취소",
    "나중에",
    "근데",
    "언제",
    "아니요",
    "얼마",
    "배터리만",
)
DECORATION = st.text(" .,!~*()\"'“”「」·…\n👍🙏😀🙂❤️🎉\u200b", max_size=6)
CASING = st.sampled_from([str.lower, str.upper, str.title, str.swapcase, str.capitalize])
QUICK = settings(max_examples=120, deadline=None)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


WIDTH = st.sampled_from([str, full_width, lambda text: unicodedata.normalize("NFD", text)])
CODES = st.builds(new_ticket_code)
SPELLING = st.sampled_from(
    [
        str,
        spell_code,
        str.lower,
        full_width,
        lambda code: spell_code(code).replace("-", " "),
        lambda code: spell_code(code).replace("-", " - ").lower(),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.text("okstop승인수신거부ㅐㅏ12 .-?７kK2ABCD\u200b\ud800👎", max_size=60))
def test_nothing_that_can_be_typed_breaks_the_reader(typed: str) -> None:
    meaning = read(typed)
    assert meaning.command is not C.STOP or meaning == Meaning(C.STOP)


@pytest.mark.parametrize(
    "typed", ["ok" * 9000, "stop " * 4000, "7K2M" * 4000, "7K2M " * 4000, "네" * 9000, "문자를" * 9000]
)
def test_a_very_long_reply_is_read_at_once(typed: str) -> None:
    assert read(typed).command in (C.MESSAGE, C.STOP)


@QUICK
@given(st.sampled_from(OPT_OUTS), CASING, WIDTH, DECORATION, DECORATION, CODES, SPELLING, st.integers(0, 2))
def test_an_opt_out_wins_however_it_is_dressed_and_whatever_code_stands_beside_it(
    word: str, case: object, wide: object, before: str, after: str, code: str, spell: object, place: int
) -> None:
    spelled = spell(code)  # type: ignore[operator]
    dressed = before + wide(case(word)) + after  # type: ignore[operator]
    typed = (dressed, f"{spelled} {dressed}", f"{dressed} {spelled}")[place]
    assert read(typed) == Meaning(C.STOP)


@QUICK
@given(st.sampled_from([*(LATIN | KOREAN).items()]), CASING, WIDTH, DECORATION, DECORATION)
def test_a_command_survives_case_width_punctuation_and_emoji(
    word: tuple[str, Command], case: object, wide: object, before: str, after: str
) -> None:
    assert read(before + wide(case(word[0])) + after).command is word[1]  # type: ignore[operator]


@QUICK
@given(st.sampled_from([*LATIN.items()]), CASING, DECORATION, DECORATION)
def test_a_latin_command_survives_a_keyboard_in_hangul_mode(
    word: tuple[str, Command], case: object, before: str, after: str
) -> None:
    assert read(before + type_in_hangul_mode(case(word[0])) + after).command is word[1]  # type: ignore[operator]


@QUICK
@given(
    st.sampled_from([*KOREAN.items()]),
    st.sampled_from(["", "합니다", "할게요", "해 주세요", "부탁드립니다"]),
    DECORATION,
)
def test_a_korean_command_survives_a_keyboard_in_latin_mode(
    word: tuple[str, Command], end: str, after: str
) -> None:
    if end and word[1] in (C.STATUS, C.HELP):
        end = "부탁드립니다"
    assert read(as_keys(word[0] + end).lower() + after).command is word[1]


@QUICK
@given(CODES, SPELLING, st.sampled_from([*(LATIN | KOREAN).items()]), st.booleans())
def test_the_code_is_found_before_or_behind_a_command(
    code: str, spell: object, word: tuple[str, Command], before: bool
) -> None:
    spelled = spell(code)  # type: ignore[operator]
    found = None if word[1] is C.STOP else code
    assert read(f"{spelled} {word[0]}" if before else f"{word[0]} {spelled}") == Meaning(word[1], found)


@QUICK
@given(CODES.filter(lambda code: not code.isalpha()), st.booleans(), st.sampled_from(["승인", "ok", ""]))
def test_so_is_one_typed_in_hangul_mode(code: str, lower: bool, word: str) -> None:
    keys = f"{as_keys(word)} {spell_code(code)}"
    meaning = read(type_in_hangul_mode(keys.lower() if lower else keys))
    assert meaning == Meaning(C.APPROVE if word else C.PICK, code)


@QUICK
@given(st.sampled_from(OWNED), CASING, WIDTH, DECORATION, DECORATION, st.sampled_from(["", *OWNED]))
def test_words_that_are_not_ours_mean_nothing_of_ours(
    word: str, case: object, wide: object, before: str, after: str, other: str
) -> None:
    typed = before + wide(case(word)) + after  # type: ignore[operator]
    assert read(f"{typed} {other}") == Meaning(C.MESSAGE)
    assert read(type_in_hangul_mode(typed)).command is C.MESSAGE


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(DECISIONS),
    st.lists(st.sampled_from(MORE), min_size=1, max_size=4),
    st.integers(0, 4),
    CASING,
    st.sampled_from(["", "7K2M-4Q9T-XB5X "]),
)
def test_a_sentence_that_contains_a_decision_takes_none(
    word: str, more: list[str], place: int, case: object, code: str
) -> None:
    typed = code + " ".join([*more[:place], word, *more[place:]])
    assert read(case(typed)).command is C.MESSAGE  # type: ignore[operator]


@QUICK
@given(st.sampled_from(DECISIONS), DECORATION, st.sampled_from(["?", "？", "❓", "?!"]), DECORATION)
def test_a_question_decides_nothing(word: str, before: str, mark: str, after: str) -> None:
    assert read(word + before + mark + after).command is C.MESSAGE
