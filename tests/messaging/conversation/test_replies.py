"""What a reply is taken for: the labelled table in both languages, and whatever else can be typed."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.hangul_keyboard import as_keys
from app.kernel.ids import spell_code
from app.messaging.conversation.opting_out import lifts
from app.messaging.conversation.reactions import is_reaction, quoted_by
from app.messaging.conversation.replies import Command, Meaning, opts_out_only, read
from app.messaging.conversation.taking_back import TakesBack, takes_back
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.messaging.conversation.replies import DECISIONS_AND_COMMANDS
from tests.messaging.conversation.replies_about_texts import ABOUT_TEXTS
from tests.messaging.conversation.replies_in_talk import IN_TALK
from tests.ticket_codes import CODES

C = Command
GROUPS = (*DECISIONS_AND_COMMANDS, *ABOUT_TEXTS, *IN_TALK)
LABELLED = [(group, typed) for group in GROUPS for typed in group.replies.split(" | ")]


def test_a_reply_is_taken_for_what_it_says() -> None:
    meant = {(g.shows, typed): (g.command, g.code, g.place) for g, typed in LABELLED}
    found = {key: read(key[1]) for key in meant}
    wrong = {
        key: (it, meant[key]) for key, it in found.items() if (it.command, it.code, it.place) != meant[key]
    }
    assert wrong == {}  # (group, reply): (what it was taken for, what it says)


def test_the_table_is_large_balanced_and_says_nothing_twice() -> None:
    count = {tongue: sum(group.language == tongue for group, _ in LABELLED) for tongue in ("en", "ko", "any")}
    assert len(LABELLED) == len({typed for _, typed in LABELLED}) >= 900
    assert min(count["en"], count["ko"]) >= 450
    assert 0.75 < count["en"] / count["ko"] < 1.33
    assert {group.command for group in GROUPS} == set(Command)


def test_space_around_and_line_ends_say_nothing() -> None:
    for typed in ("", " ", "\n", "\t\r\n"):
        assert read(typed) == Meaning(C.MESSAGE)
    assert read(" \n 승인 \r\n").command is C.APPROVE


@pytest.mark.parametrize(
    "long", [f"a{' ' * 3_900}x", f"a{' ' * 60_000}x", "승인 " * 20_000, "stop " * 12_000]
)
def test_a_long_letter_is_for_a_person_and_holds_nobody_up(long: str) -> None:
    begun = process_time()
    assert read(long).command is C.MESSAGE
    assert process_time() - begun < 0.5, "seconds: tried in every way it took minutes"


@pytest.mark.parametrize(
    ("replies", "talk", "thanks"),
    [
        ("OK | okay | 오케이 | 1 | 2번 | OK 👍 | ㅐㅏ", True, False),
        ("ok thanks | OK, thank you! | 오케이 감사합니다", True, True),
        ("승인 | 승인합니다 | approve | OK 승인합니다 | 거절 | decline | tmddls | 1. 승인", False, False),
        ("승인합니다 감사합니다 | decline, thanks", False, True),
    ],
)
def test_a_word_said_to_anything_is_told_from_one_that_names_the_decision(
    replies: str, talk: bool, thanks: bool
) -> None:
    read_as = {typed: (read(typed).talk, read(typed).thanks) for typed in replies.split(" | ")}
    assert read_as == dict.fromkeys(read_as, (talk, thanks))


PLAINLY, PERHAPS, IN_DOUBT, NOT_AT_ALL = (
    TakesBack.PLAINLY,
    TakesBack.PERHAPS,
    TakesBack.IN_DOUBT,
    TakesBack.NO,
)
TAKING_BACK = (  # said after a yes; the corpus's lines of `replies_in_talk.py` and others
    (
        PLAINLY,
        "no wait | I changed my mind | cancel the repair | please stop the repair | stop the repair | don't repair it | do not fix it",
    ),
    (
        PLAINLY,
        "I pressed OK by mistake | I take that back | undo that | cancel my approval | sorry I meant decline | wrong button sorry",
    ),
    (
        PLAINLY,
        "승인 취소할게요 | 승인 취소 | 승인 철회합니다 | 수리 취소해 주세요 | 수리하지 마세요 | 수리 안 할래요 | 수리 중지해 주세요 | 아니요 취소요",
    ),
    (
        PLAINLY,
        "잘못 눌렀어요 | 실수로 보냈어요 | 마음이 바뀌었어요 | 생각이 바뀌었습니다 | 작업 멈춰주세요 | 진행하지 말아주세요 | 없던 일로 해주세요",
    ),
    (PLAINLY, "거절로 바꿀게요 | 안 할래요 | 하지 마세요 | 승인 안 할게요 | 수리는 일단 보류해 주세요"),
    (  # each of these was read as nothing at all, and the work went on
        PLAINLY,
        "고치지 마세요 | 그냥 반송해주세요 | 수리 원하지 않아요 | 승인해주지 마세요 | 2번이요 1번 아니고 | oops 2 | I said decline | Actually no | "
        "hold off on the repair | I don't want it repaired | decline instead | return it as is",
    ),
    (
        PLAINLY,
        "그냥 돌려주세요 | 안 고칠래요 | 고치지 말아주세요 | 수리 필요없어요 | 수리 없이 돌려보내 주세요 | 수리 포기할게요 | 수리 원치 않습니다 | 수리 안받을래요 | "
        "수리 취소 안 되나요? | 남편이 하지 말래요 | 승인 말고 거절이요 | 1번 말고 2번 | 안 고쳐도 돼요 | 뜯지 마세요 | 손대지 말아 주세요 | 승인 아니에요 | 승인이 아니라 거절입니다 | "
        "거절한다고 했는데요 | 반송 부탁드립니다 | 그대로 돌려보내 주세요 | 아니 2번이요 | 부품 교체하지 마세요 | 수리 못 하겠어요 | 포기합니다 | 승인한 거 취소",
    ),
    (
        PLAINLY,
        "just send it back | please send it back unrepaired | I don't want the repair anymore | please hold off | Not going ahead | actually, no thanks | "
        "on second thought no | stop everything | sorry wrong, 2 | 2 not 1 | I meant 2 | Can I cancel? | I'd like to cancel | I want to cancel please | call off the repair | "
        "please don't touch it | don't bother fixing it | no repair please | I no longer want it fixed | put it on hold | send my laptop back as is | not 1 but 2 | "
        "I wanted to decline | abort the job | don't need it fixed | send it back",
    ),
    (  # right after the yes, and nothing else said: stop, and let a person ask
        IN_DOUBT,
        "취소해 주실 수 있나요 | 취소 가능할까요 | 너무 비싸요 | 다시 생각해 볼게요 | 남편이랑 상의해 볼게요 | 배터리 말고 화면만요 | 아직은 하지 말고요 | 싫은데요 | 안 돼요 그 가격엔 | "
        "never mind | forget it | too expensive, no thanks | leave it | I'd rather not | my wife says no | not yet please | let me think about it | is it too late to cancel | not ok | "
        "what happens if I decline?",
    ),
    (
        PERHAPS,
        "no | nope | wait | Wait! | hold on | cancel | STOP | end | no thanks | 아니요 | 아뇨 | 잠깐만요 | 잠시만요 | 취소 | 취소해주세요 | 그만 | 중지 | 멈춰주세요",
    ),
    (
        NOT_AT_ALL,
        "ok | 승인 | thanks | when is it done? | don't stop the repair | please don't cancel it | 언제 되나요 | 그만큼 비싼가요 | 수리 언제 하나요",
    ),
    (
        NOT_AT_ALL,
        "취소 안 할게요 | 승인 취소하지 마세요 | 진행해 주세요 | 빨리 해주세요 | the repair took long | I have no time on Friday | 작업은 잘 되고 있나요",
    ),
    (
        NOT_AT_ALL,
        "don't cancel my repair | 수리 취소하지 마세요 | 취소 안 할게요 진행해주세요 | no problem | no rush | take your time | not urgent | I can't wait | call me back please | when do I get it back? | "
        "please don't call, text me | no worries, thank you | don't ring the bell | don't decline it | I will wait | thank you, 2 weeks is fine | stop by on Friday",
    ),
    (
        NOT_AT_ALL,
        "전화하지 마세요 문자로 주세요 | 걱정하지 마세요 | 문 앞에 두지 마세요 | 기다릴게요 | 기다리겠습니다 | 언제 돌려받나요 | 안 되면 연락 주세요 | 거절 아니에요 | 2번 말고 1번이요 | 수고하세요 | "
        "수리 시작하셨나요 | 작업 안 하고 계신가요 | 안녕하세요 | 아니면 금요일에 주세요 | 벨 누르지 마세요 | 2주 걸려도 괜찮아요",
    ),
)


def test_a_yes_taken_back_is_told_from_any_other_word() -> None:
    told = {typed: how for how, row in TAKING_BACK for typed in row.split(" | ")}
    assert {typed: takes_back(typed) for typed in told} == told


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text("취소승인안하지마no wait stop", max_size=60))
def test_nothing_that_can_be_typed_breaks_the_readers_beside_it(typed: str) -> None:
    assert takes_back(typed) in TakesBack
    assert is_reaction(typed) in (True, False)
    assert isinstance(quoted_by(typed), str)
    assert lifts(typed) in (True, False)
    assert opts_out_only(typed) in (True, False)


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("Liked “quote ₩250,000, valid unt…”", "quote ₩250,000, valid unt"),
        ("“수리 견적 250,000원”에 좋아요를 표시했습니다", "수리 견적 250,000원"),
        ('Loved "say "OK" now"', 'say "OK" now'),
        ("Loved an image", ""),
    ],
)
def test_what_was_tapped_on_is_known_by_its_beginning(typed: str, quoted: str) -> None:
    assert is_reaction(typed)
    assert quoted_by(typed) == quoted


@pytest.mark.parametrize(
    ("typed", "lifted"),
    [
        ("START | unstop | Yes | opt in | text me again | resume", True),
        (
            "수신동의 | 수신 동의합니다 | 수신거부 취소해 주세요 | 수신거부 해제 | 문자 다시 보내주세요 | 다시 받을게요",
            True,
        ),
        ("시작 | 시작요 | 다시 시작해 주세요 | 재개해 주세요 | 문자 시작", True),
        ("commencer | Démarrer | reprendre | iniciar | empezar | reanudar | darse de alta", True),
        (
            "ok | 승인 | 시작해 주세요 | 수리 시작해 주세요 | 언제 시작하나요 | yes please repair it | start the repair | 수신거부 | 문자 보내지 마세요",
            False,
        ),
    ],
)
def test_who_wants_texts_again_says_so_in_either_language(typed: str, lifted: bool) -> None:
    found = {one: lifts(one) for one in typed.split(" | ")}
    assert found == dict.fromkeys(found, lifted)


def test_only_an_opt_out_that_is_all_there_is_leaves_nothing_to_read() -> None:
    assert all(opts_out_only(typed) for typed in ("STOP", "수신거부 부탁드립니다", "그만", "stop texting me"))
    assert not any(
        opts_out_only(typed) for typed in ("승인하고 수신거부", "문자 보내지 말고 전화 주세요", "OK")
    )


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
    meaning = read(f"{spelled} {word[0]}" if before else f"{word[0]} {spelled}")
    assert (meaning.command, meaning.code) == (word[1], found)


@QUICK
@given(CODES.filter(lambda code: not code.isalpha()), st.booleans(), st.sampled_from(["승인", "ok", ""]))
def test_so_is_one_typed_in_hangul_mode(code: str, lower: bool, word: str) -> None:
    keys = f"{as_keys(word)} {spell_code(code)}"
    meaning = read(type_in_hangul_mode(keys.lower() if lower else keys))
    assert (meaning.command, meaning.code) == (C.APPROVE if word else C.PICK, code)


@QUICK
@given(st.sampled_from(OWNED), CASING, WIDTH, DECORATION, DECORATION, st.sampled_from(["", *OWNED]))
def test_words_that_are_not_ours_mean_nothing_of_ours(
    word: str, case: object, wide: object, before: str, after: str, other: str
) -> None:
    typed = before + wide(case(word)) + after  # type: ignore[operator]
    assert read(f"{typed} {other}").command in (C.MESSAGE, C.REACTION)  # “…” 🎉 quotes a text of ours
    assert read(type_in_hangul_mode(typed)).command in (C.MESSAGE, C.REACTION)


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
