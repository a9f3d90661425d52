"""What a reply means: a table of words in two languages, read the same however a thumb typed them.

Pure: text in, meaning out. Which ticket is meant, and what is done, is decided by whoever calls. A command is
the whole reply, a ticket code and courtesy aside; one word among others commands nothing. Where it is not plain
what was said, it is a message to the technician: a person reading it costs less than a repair nobody wanted.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.kernel.hangul_keyboard import as_keys
from app.messaging.conversation import opting_out
from app.messaging.conversation.reactions import is_reaction
from app.messaging.conversation.typed import plain, readings, signs, without_accents, words
from app.messaging.conversation.vocabulary import (
    AFTER,
    BEFORE,
    FITS,
    LEAVE_ME,
    LETTERS,
    NUMBERS,
    OWNED,
    TALK_YES,
    THANKS,
    WORDS,
    Command,
    spelled,
)

__all__ = ["Command", "Meaning", "opts_out_only", "read"]
C = Command
LONGEST = 4000  # characters that are looked through


@dataclass(frozen=True, slots=True)
class Meaning:
    """What somebody said. `code` is a whole ticket code found in it, `place` a line of a list we sent (1: the first).

    Of a decision: `talk` where the word is also said to anything else (OK, 1, 2; not 승인, decline), `thanks` where
    thanks stand beside it, as at the end of a talk.
    """

    command: Command
    code: str | None = None
    place: int | None = None
    talk: bool = False
    thanks: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    command: Command
    talk: bool = False
    thanks: bool = False


# Beside a decision these make it a question, something quoted, or its opposite.
ASKED = re.compile(r"[?¿؟‽❓❔]|^\s*>")
UNHAPPY = re.compile(r"×|[:=;]['’]?-?[(\[/\\|<]|;;|-_+-|>_+<|=_+=")
_NUMBER = re.compile(r"([12])(?:번(?:이?요)?)?")
_SIGNED = re.compile(r"[-−–+%/=<>×$₩€£¥#@^&]")
_NUMBERED = re.compile(r"([12])번?(?=\D)(.+)")  # "1. 승인", copied from a list
_LETTER = re.compile(rf"([{''.join(''.join(names) for names in LETTERS)}])(?:번(?:이?요)?|요|이요)?")
_LETTERED = re.compile(r"[\s(\[「]*([a-d가나다라])(?:[)\].:,」]|번)*\s+(.+)", re.DOTALL)
_BEHIND = re.compile(r"(.+?)\s+[(\[「]*([a-d가나다라])(?:[)\].:,」!~]|번)*\s*", re.DOTALL)


def read(typed: str) -> Meaning:
    """What the sender of `typed` wants. Never raises, whatever was typed; who writes a long letter tells a person."""
    if len(typed) > LONGEST:
        return Meaning(C.MESSAGE)
    if is_reaction(typed):
        return Meaning(C.REACTION)
    text = plain(typed)
    if opting_out.in_a_sentence(text) or _opts_out(text):
        return Meaning(C.STOP)
    found = None
    for code, rest in readings(text):
        if meaning := _meaning(code, rest):
            return meaning if _certain(meaning.command, text) else Meaning(C.MESSAGE, code)
        found = found or code
    return Meaning(C.MESSAGE, found)


def opts_out_only(typed: str) -> bool:
    """Whether an opt-out is all there is, so that nobody need read the rest."""
    said = _command([word for word in words(plain(typed)) if word.isalpha()])
    return said is not None and said.command is C.STOP


def _opts_out(text: str) -> bool:
    """Whether the words end our texts, whatever code or number stands beside them."""
    said = _command([word for word in words(text) if word.isalpha()])
    return said is not None and said.command is C.STOP


def _meaning(code: str | None, rest: str) -> Meaning | None:
    """The command that `rest` is, or the choice, with the code that stood beside it."""
    said = words(rest)
    if command := _command(said):
        code = None if command.command is C.STOP else code
        return Meaning(command.command, code, talk=command.talk, thanks=command.thanks)
    number = _NUMBER.fullmatch(said[0]) if len(said) == 1 else None
    if number and not _SIGNED.search(rest):
        return Meaning(NUMBERS[int(number[1])], code, talk=True)
    letter = _LETTER.fullmatch(said[0]) if len(said) == 1 and code is None else None
    if letter and not _SIGNED.search(rest):
        return Meaning(C.PICK, place=_place(letter[1]))
    if code and not said:
        return Meaning(C.PICK, code)
    return _lettered(rest) if code is None else None


def _lettered(rest: str) -> Meaning | None:
    """A decision about one line of a list: "B 승인", "ok (a)"."""
    rest = " ".join(rest.split())  # thousands of spaces would be tried in every way
    for pattern, letter, other in ((_LETTERED, 1, 2), (_BEHIND, 2, 1)):
        if match := pattern.fullmatch(rest):
            said = _command(words(match[other]))
            if said and said.command in (C.APPROVE, C.DECLINE):
                return Meaning(said.command, place=_place(match[letter]), talk=said.talk, thanks=said.thanks)
    return None


def _place(letter: str) -> int:
    return next(place for place, names in enumerate(LETTERS, start=1) if letter in names)


def _certain(command: Command, text: str) -> bool:
    """Whether nothing beside a decision or a choice asks or contradicts; other commands harm nobody."""
    if command not in (C.APPROVE, C.DECLINE, C.PICK):
        return True
    if ASKED.search(text) or (command is C.APPROVE and UNHAPPY.search(text)):
        return False
    return command is C.PICK or signs(text) <= FITS[command]


def _command(said: list[str]) -> _Said | None:
    """The command that the words are as they stand, else as the other mode of the keyboard would show them."""
    keys = words(as_keys(" ".join(said)).casefold())
    return _as_it_stands(said) or _as_it_stands(keys) or _SLIPPED.said("".join(said))


def _as_it_stands(said: list[str]) -> _Said | None:
    said = [without_accents(word) for word in said]
    if not _STOPS.isdisjoint(said) and _BESIDE_STOP.issuperset(said):
        return _Said(C.STOP)
    joined = "".join(said)
    if numbered := _NUMBERED.fullmatch(joined):
        spoken = _SPELLED.said(numbered[2])
        return spoken if spoken and spoken.command is NUMBERS[int(numbered[1])] else None
    return _SPELLED.said(joined)


class _Phrases:
    """The table in one spelling; finds the one command in a text whose spaces are gone."""

    def __init__(self, spell: Callable[[str], Iterable[str]]) -> None:
        self._commands = {word: command for command, row in WORDS.items() for word in spell(row)}
        self._talk = set(spell(TALK_YES))
        self._thanks = re.compile("|".join(spell(THANKS)) or "(?!)")
        self._command = re.compile("|".join(sorted(self._commands, key=len, reverse=True)))
        before, after = "|".join(spell(BEFORE)), "|".join(spell(AFTER))
        self._courtesy = re.compile(f"(?:{before})*(.*?)((?:{after})*)")

    def said(self, joined: str) -> _Said | None:
        """The command that is the whole of the text, once or more often; two that differ are none."""
        spoken = self._courtesy.fullmatch(joined) if len(joined) <= 60 else None
        found = self._command.findall(spoken[1]) if spoken else []
        meant = {self._commands[word] for word in found}
        if not spoken or "".join(found) != spoken[1] or len(meant) != 1:
            return None
        command = meant.pop()
        talk = command is C.APPROVE and self._talk.issuperset(found)
        thanks = command in (C.APPROVE, C.DECLINE) and self._thanks.search(spoken[2]) is not None
        return _Said(command, talk, thanks)


def _slipped(row: str) -> list[str]:
    return [as_keys(word).casefold() for word in spelled(row) if not re.search("[a-z]", word)]


_SPELLED, _SLIPPED = _Phrases(spelled), _Phrases(_slipped)
_STOPS = set(spelled(WORDS[C.STOP]))
_BESIDE_STOP = {word for row in (*WORDS.values(), BEFORE, AFTER, OWNED, LEAVE_ME) for word in spelled(row)}
