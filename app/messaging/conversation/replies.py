"""What a reply means: a table of words in two languages, read the same however a thumb typed them.

Pure: text in, meaning out. Which ticket is meant, and what is done, is decided by whoever calls. A command is
the whole reply, a ticket code and courtesy aside; one word among others commands nothing. Where it is not plain
what was said, it is a message to the technician: a person reading it costs less than a repair nobody wanted.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.hangul_keyboard import as_keys
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
# The words, written without their spaces; `+` stands for any of the endings below, or none.
WORDS: dict[Command, str] = {
    C.STATUS: "status where whereisit 상태 상태요 상태확인 상태조회 상태알려주세요 진행상황 진행상태 수리상태 상황 현황 조회",
    C.APPROVE: "ok+ okay+ approve approved iapprove approveit approvethequote 승인+ 오케이+",
    C.DECLINE: "decline declined idecline declineit declinethequote 거절+",
    C.MOVE: "move reschedule 변경+ 날짜변경+ 시간변경+ 일정변경+",
    C.HELP: "help helpme info 도움 도움요 도움말 도움요청 도와주세요",
    C.STOP: "stop stopall unsubscribe optout revoke 수신거부+ 수신거절+ 문자거부+ 문자그만",
}
# Endings that do it or ask for it now. Not 해요, 할까요 (may ask us), 했어요 (done elsewhere?), 안·못·하면 (not yet).
ENDINGS = "요 이요 합니다 할게요 할께요 할게 하겠습니다 함 해주세요 해주십시오 해줘 드립니다 입니다 바랍니다"
NUMBERS = {1: C.APPROVE, 2: C.DECLINE}
BEFORE = "please pls hi hello 안녕하세요 네 넵 예"
AFTER = (
    "please pls thanks thankyou verymuch thx 감사합니다 고맙습니다 수고하세요 "
    "부탁해요 부탁드려요 부탁드립니다 잘부탁드립니다"
)
# Providers and the law own these: no meaning of ours, and beside STOP they take nothing from it.
OWNED = "yes cancel end quit start unstop"
LEAVE_ME = (
    "all now it this these those the your any more anymore again ever immediately text texts texting sms message "
    "messages messaging sending send me my from of to spam spamming contacting you thank very much"
)
# Opting out wins also inside a sentence, where it cannot mean anything else: not where it is denied or taken back
# ("수신거부 안 했는데요"), and not where our own help text comes back quoted ("수신거부로 중단").
NO_TEXTS_KO = re.compile(
    r"수신거[부절](?!안(?:했|할|합|함)|아니|아닙|취소|해제|풀|로중단(?!해|하))"
    r"|문자(?:[를는좀도]|이제|더이상|제발)*(?:그만(?!큼)|(?:보내지|하지)(?:좀)?(?:마|말))"
)
NO_TEXTS_EN = re.compile(r"\b(?:unsubscribe|stop (?:texting|messaging|spamming)|opt (?:me )?out)\b(?! of)")
DENIED_EN = re.compile(r"\b(?:don ?t|didn ?t|never|(?<!can )not) (?:want to )?(?:unsubscribe|stop|opt)\b")
# Beside a decision these make it a question or its opposite.
ASKED = re.compile(r"[?¿؟‽❓❔]")
CONTRARY = re.compile(r"[👎🙅🚫⛔🛑❌❎✖✕✗✘×✋🤔]")

_NUMBER = re.compile(r"([1-9][0-9]?)(?:번(?:이?요)?)?")
_SIGNED = re.compile(r"[-−–+%/=<>×$₩€£¥]")  # "-1", "1/2" and "$1" choose nothing
_NUMBERED = re.compile(r"([12])번?(?=\D)(.+)")  # "1. 승인", copied from a list
_CODE = re.compile(r"(?<![0-9a-z])[0-9a-z]{4}(?:[\W_]{0,3}[0-9a-z]{4}){2}(?![0-9a-z])")


def read(typed: str) -> Meaning:
    """What the sender of `typed` wants. Never raises, whatever was typed."""
    plain = _plain(typed)
    if _opts_out(_words(plain)):
        return Meaning(C.STOP)
    found = None
    for code, rest in _readings(plain):
        if meaning := _meaning(code, rest):
            return meaning if _certain(meaning.command, plain) else Meaning(C.MESSAGE, code)
        found = found or code
    return Meaning(C.MESSAGE, found)


def _opts_out(words: list[str]) -> bool:
    """Whether a sentence ends our texts, or the words do, whatever code or number stands beside them."""
    english = DENIED_EN.sub("", " ".join(words))
    if NO_TEXTS_KO.search("".join(words)) or NO_TEXTS_EN.search(english):
        return True
    return _command([word for word in words if word.isalpha()]) is C.STOP


def _meaning(code: str | None, rest: str) -> Meaning | None:
    """The command that `rest` is, or the choice, with the code that stood beside it."""
    words = _words(rest)
    if command := _command(words):
        return Meaning(command, None if command is C.STOP else code)
    number = _NUMBER.fullmatch(words[0]) if len(words) == 1 else None
    if number and not _SIGNED.search(rest):
        return Meaning(NUMBERS.get(int(number[1]), C.PICK), code, int(number[1]))
    return Meaning(C.PICK, code) if code and not words else None


def _certain(command: Command, plain: str) -> bool:
    """Whether nothing beside a decision or a choice asks or contradicts; other commands harm nobody."""
    unsure = ASKED.search(plain) or (command is C.APPROVE and CONTRARY.search(plain))
    return not unsure or command not in (C.APPROVE, C.DECLINE, C.PICK)


def _command(words: list[str]) -> Command | None:
    """The command that the words are as they stand, else as the other mode of the keyboard would show them."""
    keys = _words(as_keys(" ".join(words)).casefold())
    return _as_it_stands(words) or _as_it_stands(keys) or _SLIPPED.said("".join(words))


def _as_it_stands(words: list[str]) -> Command | None:
    if not _STOPS.isdisjoint(words) and _BESIDE_STOP.issuperset(words):
        return C.STOP
    joined = "".join(words)
    if numbered := _NUMBERED.fullmatch(joined):
        command = _SPELLED.said(numbered[2])
        return command if command is NUMBERS[int(numbered[1])] else None
    return _SPELLED.said(joined)


def _plain(typed: str) -> str:
    """Full-width and composed forms folded (Unicode NFKC), lower case, invisible characters gone."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    hidden = ("Cf", "Cs", "Mn")
    return "".join(c for c in folded if c not in "\u115f\u1160" and unicodedata.category(c) not in hidden)


def _words(plain: str) -> list[str]:
    """Letters and digits in runs; punctuation, symbols and emoji only separate."""
    return "".join(char if char.isalnum() else " " for char in plain).split()


def _readings(plain: str) -> Iterator[tuple[str | None, str]]:
    """The text as it stands, then without each ticket code that can be found in it.

    One word in 37 of that length agrees with its check letter by chance, so whoever calls must find the ticket,
    too. A code typed in Hangul mode must hold a digit: Korean words come apart into as many letters.
    """
    yield None, plain
    for text, in_hangul_mode in ((plain, False), (as_keys(plain).casefold(), True)):
        start = -1
        while match := _CODE.search(text, start + 1):
            start = match.start()  # "okay 7K2M 4Q9T XB5X": the first of four words may be none of the code
            code = read_ticket_code("".join(_words(match[0])))
            if code and (not in_hangul_mode or re.search(r"\d", match[0])):
                yield code, f"{text[: match.start()]} {text[match.end() :]}"


class _Phrases:
    """The table in one spelling; finds the one command in a text whose spaces are gone."""

    def __init__(self, spell: Callable[[str], Iterable[str]]) -> None:
        self._commands = {word: command for command, row in WORDS.items() for word in spell(row)}
        self._command = re.compile("|".join(sorted(self._commands, key=len, reverse=True)))
        before, after = "|".join(spell(BEFORE)), "|".join(spell(AFTER))
        self._courtesy = re.compile(f"(?:{before})*(.*?)(?:{after})*")

    def said(self, joined: str) -> Command | None:
        """The command that is the whole of the text, once or more often; two that differ are none."""
        spoken = self._courtesy.fullmatch(joined) if len(joined) <= 60 else None
        words = self._command.findall(spoken[1]) if spoken else []
        meant = {self._commands[word] for word in words}
        return meant.pop() if spoken and "".join(words) == spoken[1] and len(meant) == 1 else None


def _spelled(row: str) -> list[str]:
    endings = ENDINGS.split()
    return [word.rstrip("+") + end for word in row.split() for end in ["", *endings * word.endswith("+")]]


def _slipped(row: str) -> list[str]:
    return [as_keys(word).casefold() for word in _spelled(row) if not re.search("[a-z]", word)]


_SPELLED, _SLIPPED = _Phrases(_spelled), _Phrases(_slipped)
_STOPS = set(_spelled(WORDS[C.STOP]))
_BESIDE_STOP = {word for row in (*WORDS.values(), BEFORE, AFTER, OWNED, LEAVE_ME) for word in _spelled(row)}
