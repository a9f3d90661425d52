"""What a reply means: a table of words in two languages, read the same however a thumb typed them.

Pure: text in, meaning out. Which ticket is meant, and what is done, is decided by whoever calls. Words that
providers and the law own (YES, START, CANCEL, END, QUIT …) mean nothing of ours; opting out always wins.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.ids import read_ticket_code


class Command(StrEnum):
    """What a reply can ask for; PICK is nothing but a code or a number, MESSAGE is anything else."""

    STATUS = "status"
    APPROVE = "approve"
    DECLINE = "decline"
    MOVE = "move"
    HELP = "help"
    STOP = "stop"
    PICK = "pick"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`code` is a whole ticket code found in the text; `number` is set where the text was just a number."""

    command: Command
    code: str | None = None
    number: int | None = None


C = Command
WORDS: dict[Command, tuple[str, ...]] = {
    C.STATUS: ("status", "where", "상태", "상황", "조회", "현황"),
    C.APPROVE: ("ok", "okay", "approve", "approved", "승인", "승인합니다", "승인할게요", "승인해주세요", "오케이"),
    C.DECLINE: ("decline", "declined", "refuse", "거절", "거절합니다", "거절할게요", "거부"),
    C.MOVE: ("move", "reschedule", "변경", "변경해주세요", "날짜변경", "시간변경"),
    C.HELP: ("help", "info", "도움", "도움말"),
    C.STOP: (
        "stop", "stopall", "stop all", "unsubscribe", "opt out", "optout", "revoke",
        "수신거부", "수신 거부", "문자거부", "문자 거부", "문자그만",
    ),
}  # fmt: skip
NUMBERS = {1: C.APPROVE, 2: C.DECLINE}
# On a keyboard left in the other mode the same keys give these.
SLIPPED = {
    "tmddls": C.APPROVE,  # 승인
    "rjwjf": C.DECLINE,  # 거절
    "tkdxo": C.STATUS,  # 상태
    "qusrud": C.MOVE,  # 변경
    "ehdna": C.HELP,  # 도움
    "tntlsrjqn": C.STOP,  # 수신거부
    "ㅐㅏ": C.APPROVE,  # ok
    "ㄴㅅ매": C.STOP,  # stop
    "ㄴㅅㅁ셔ㄴ": C.STATUS,  # status
    "ㅡㅐㅍㄷ": C.MOVE,  # move
    "ㅗ디ㅔ": C.HELP,  # help
}
# Opting out wins also inside a sentence, where it cannot mean anything else.
STOP_ANYWHERE = re.compile(r"수신\s*거부|unsubscribe|문자\s*(?:보내지|그만)")
LEAVE_ME = {
    "all",
    "now",
    "it",
    "this",
    "these",
    "texts",
    "text",
    "texting",
    "sms",
    "messages",
    "sending",
    "me",
}
COURTESY = {
    "please",
    "pls",
    "thanks",
    "thank",
    "you",
    "요",
    "네",
    "예",
    "부탁해요",
    "부탁드립니다",
    "해주세요",
}
_NUMBER = re.compile(r"(\d{1,2})번?", re.ASCII)
_CODE = re.compile(r"(?<![0-9a-z])[0-9a-z]{4}([-.·–—_ ]?)[0-9a-z]{4}\1[0-9a-z]{4}(?![0-9a-z])")


def read(typed: str) -> Meaning:
    """What the sender of `typed` wants. Never raises, whatever was typed."""
    plain = _plain(typed)
    if STOP_ANYWHERE.search(plain):
        return Meaning(C.STOP)
    code, rest = _take_code(plain)
    words = _words(rest)
    said = " ".join(words)
    command = _command(words)
    if command is not None:
        return Meaning(command, None if command is C.STOP else code)
    if not words and code:
        return Meaning(C.PICK, code)
    if number := _NUMBER.fullmatch(said):
        return Meaning(NUMBERS.get(int(number[1]), C.PICK), code, int(number[1]))
    return Meaning(C.MESSAGE, code)


def _command(words: list[str]) -> Command | None:
    """The command that the words are, courtesy and stray spaces aside; None where they say more than that."""
    bare = [word for word in words if word not in COURTESY]
    for said in (" ".join(words), " ".join(bare), "".join(bare)):
        if said in COMMANDS:
            return COMMANDS[said]
    if bare and bare[0] in WORDS[C.STOP] and set(bare[1:]) <= LEAVE_ME:
        return C.STOP
    return None


def _plain(typed: str) -> str:
    """Full-width and composed forms folded (Unicode NFKC), lower case, invisible characters gone."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(char for char in folded if unicodedata.category(char) not in ("Cf", "Cs", "Mn"))


def _take_code(plain: str) -> tuple[str | None, str]:
    """A ticket code whose check letter agrees, and the text without it.

    One word in 37 of that length agrees by chance, so whoever calls must find the ticket, too.
    """
    start = 0
    while match := _CODE.search(plain, start):
        code = read_ticket_code(match[0])
        if code is not None:
            return code, f"{plain[: match.start()]} {plain[match.end() :]}"
        start = match.start() + 1  # "stop 7K2M 4Q9T XB3H": the first of four words may be none of the code
    return None, plain


def _words(plain: str) -> list[str]:
    """Letters and digits in runs; punctuation, symbols and emoji only separate."""
    return "".join(char if char.isalnum() else " " for char in plain).split()


COMMANDS = {
    _plain(word): command
    for word, command in [*((word, c) for c, words in WORDS.items() for word in words), *SLIPPED.items()]
}
