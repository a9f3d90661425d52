"""What a reply is taken for: labelled examples in both languages, and a fuzz that finds no exception."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.ids import new_ticket_code, read_ticket_code, spell_code
from app.messaging.inbound import Command, Meaning, read

REAL = new_ticket_code()

EXAMPLES: dict[Command, tuple[str, ...]] = {
    Command.APPROVE: (
        "OK", "ok", "Ok", "oK", " ok ", "ok.", "OK!", "ok!!!", "「OK」", "ＯＫ", "ｏｋ", "o k", "OK 👍", "👍 ok", "okay",
        "Okay.", "OKAY please", "ok thanks", "ok, thank you", "approve", "APPROVE", "Approve!", "approved", "approve please",
        "승인", "승인.", "승인!", " 승인 ", "승 인", "승인합니다", "승인합니다.", "승인할게요", "승인해주세요", "승인 부탁해요",
        "네 승인", "네, 승인합니다", "예 승인합니다", "오케이", "오케이~", "“승인”", "승인😀", "승인\n", "1", "1.", "１", "①", "1번", "1️⃣",
        "ㅐㅏ", "tmddls", "okay 요", "OK\u200b", "ok\ufe0f",
    ),
    Command.DECLINE: (
        "DECLINE", "decline", "Decline.", "decline please", "declined", "refuse", "거절", "거절.", "거절합니다", "거절할게요",
        "거부", "거절 부탁드립니다", "2", "２", "2.", "2번", "②", "rjwjf", "네 거절합니다", "거 절", "ｄｅｃｌｉｎｅ",
    ),
    Command.STATUS: (
        "STATUS", "status", "Status?", "status please", "where", "where?", "상태", "상태?", "상태 ", "상황", "조회", "현황", "tkdxo",
        "ㄴㅅㅁ셔ㄴ", "ｓｔａｔｕｓ", "상 태",
    ),
    Command.MOVE: (
        "MOVE", "move", "Move!", "reschedule", "변경", "변경!", "변경해주세요", "변경 해주세요", "날짜 변경", "날짜변경", "시간변경",
        "qusrud", "ㅡㅐㅍㄷ",
    ),
    Command.HELP: ("HELP", "help", "help!", "Help please", "info", "도움", "도움말", "도움 요", "ehdna", "ㅗ디ㅔ"),
    Command.STOP: (
        "STOP", "stop", "Stop.", "STOP!!!", "please stop", "stop please", "stop all", "STOPALL", "stop it", "stop texting me",
        "stop these messages", "unsubscribe", "Unsubscribe me please", "opt out", "optout", "opt-out", "revoke", "수신거부",
        "수신 거부", "수신거부.", "수신거부 합니다", "수신거부해주세요", "문자 그만 보내세요", "문자거부", "이제 문자 보내지 마세요",
        "tntlsrjqn", "ㄴㅅ매", "ＳＴＯＰ", "OK 수신거부", "승인하고 수신거부", "STOP thanks",
    ),
    Command.MESSAGE: (
        "YES", "yes", "Yes please", "y", "네", "예", "넵", "CANCEL", "cancel", "취소", "END", "end", "QUIT", "quit", "START", "start",
        "unstop", "no", "아니요", "not ok", "is it ok?", "ok but when?", "OK 근데 언제요?", "승인하면 언제 오나요?",
        "don't stop the repair", "stop by tomorrow", "how much is it?", "언제 끝나요?", "전원이 안 켜져요", "", " ", "...", "👍", "🙂🙂",
        "still broken", "아직도 안 돼요", "helpful, thanks", "removed", "restatus", "상태가 안 좋아요", "1 or 2?", "12345", "010-1234-5678",
        "oker", "승인?거절?", "ok decline", "거절 승인", "\x00", "１２３", "hello", "STATUS of my life",
    ),
    Command.PICK: ("3", "9.", "３", "12", "3번"),
}  # fmt: skip
LABELLED = [(typed, command) for command, typings in EXAMPLES.items() for typed in typings]


def test_there_are_enough_examples() -> None:
    assert len(LABELLED) >= 150
    assert len({typed for typed, _ in LABELLED}) == len(LABELLED)


@pytest.mark.parametrize(("typed", "command"), LABELLED, ids=[repr(typed) for typed, _ in LABELLED])
def test_a_reply_is_taken_for_what_it_says(typed: str, command: Command) -> None:
    assert read(typed).command is command


WITH_CODE = (
    ("승인 {}", Command.APPROVE),
    ("{} 승인", Command.APPROVE),
    ("{}승인", Command.APPROVE),
    ("OK {}.", Command.APPROVE),
    ("ok({})", Command.APPROVE),
    ("{} 거절합니다", Command.DECLINE),
    ("status {}", Command.STATUS),
    ("{} move", Command.MOVE),
    ("{} 1", Command.APPROVE),
    ("{}", Command.PICK),
    ("#{}!", Command.PICK),
    ("{} 언제 오나요?", Command.MESSAGE),
)


@pytest.mark.parametrize(("pattern", "command"), WITH_CODE)
@pytest.mark.parametrize("spelling", ["plain", "dashed", "spaced", "lower", "full-width"])
def test_the_ticket_code_is_found_however_it_is_spelled(
    pattern: str, command: Command, spelling: str
) -> None:
    dashed = spell_code(REAL)
    written = {
        "plain": REAL,
        "dashed": dashed,
        "spaced": dashed.replace("-", " "),
        "lower": dashed.lower(),
        "full-width": "".join(chr(ord(char) + 0xFEE0) for char in REAL),
    }[spelling]
    meaning = read(pattern.format(written))
    assert (meaning.command, meaning.code) == (command, REAL)


def test_a_code_whose_check_letter_is_wrong_is_no_code() -> None:
    wrong = REAL[:-1] + next(char for char in "ABCDEFGH" if read_ticket_code(REAL[:-1] + char) is None)
    assert read(f"승인 {wrong}") == Meaning(Command.MESSAGE)


def test_opting_out_forgets_everything_else_that_was_said() -> None:
    assert read(f"{REAL} 수신거부") == Meaning(Command.STOP)


def test_a_number_is_kept_for_whoever_offered_a_list() -> None:
    assert read("2") == Meaning(Command.DECLINE, number=2)
    assert read("4번") == Meaning(Command.PICK, number=4)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=200))
def test_nothing_that_can_be_typed_breaks_the_reader(typed: str) -> None:
    assert isinstance(read(typed), Meaning)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="okOK승인거절12 .-!?stSTOP수신거부\u200b\ud800７ABCD", max_size=60))
def test_stop_words_inside_noise_never_become_an_approval(typed: str) -> None:
    if "수신거부" in typed.replace(" ", ""):
        assert read(typed).command is not Command.APPROVE
