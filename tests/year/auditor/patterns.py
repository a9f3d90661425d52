"""A sentence with gaps, made into something that reads: `{due}` is a moment, `{window}` a courier's window …"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tests.year.auditor.claims import Says
from tests.year.auditor.dates import CLOCK, DAY, HOURS, MOMENT, WINDOW

CODE = r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"
SUM = r"[\d,]+(?:\.\d+)?(?:원| [A-Z]{3})"
ANY = r".+?"
LANGUAGES = ("en", "ko")
# The kinds of gaps by name; a name that stands here neither is free words: a name, a remark, a list.
KINDS: dict[str, dict[str, str]] = {
    "code": dict.fromkeys(LANGUAGES, CODE),
    "sum": dict.fromkeys(LANGUAGES, SUM),
    "cap": dict.fromkeys(LANGUAGES, SUM),
    "number": dict.fromkeys(LANGUAGES, r"\d+"),
    "clock": dict.fromkeys(LANGUAGES, CLOCK),
    "hours": dict.fromkeys(LANGUAGES, HOURS),
    "due": {language: f"(?:{WINDOW[language]}|{MOMENT[language]})" for language in LANGUAGES},
    "day": DAY,
    "window": WINDOW,
    "slots": {
        language: f"(?:{one}(?:, {one})*|none is open yet|아직 없음)" for language, one in WINDOW.items()
    },
    "phone": dict.fromkeys(LANGUAGES, r"[•\d+\-() ]+"),
}
_GAP = re.compile(r"\\\{(\w+)\\\}")
_OR = re.compile(r"\\\[([^\]\\]*)/([^\]\\]*)\\\]")  # Korean particles that follow the sound: [이/가]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages, any number of wordings each, and what it claims."""

    en: tuple[str, ...]
    ko: tuple[str, ...]
    says: tuple[Says, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as it was read: its claims, and the values in its gaps."""

    text: str
    says: tuple[Says, ...]
    values: dict[str, str]


def row(en: str | Sequence[str], ko: str | Sequence[str], *says: Says) -> Sentence:
    """One line of the table. Several wordings of one sentence are a list."""
    return Sentence(_all(en), _all(ko), says)


class Table:
    """Reads sentences of one kind (texts, or blocks of a page); what was read once is known."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._patterns = {
            language: [
                (re.compile(_regex(wording, language)), sentence.says)
                for sentence in sentences
                for wording in getattr(sentence, language)
            ]
            for language in LANGUAGES
        }
        self.read = lru_cache(maxsize=200_000)(self._read)

    def _read(self, text: str, language: str) -> Reading | None:
        """What it says, or None for a sentence that stands in no row."""
        for pattern, says in self._patterns[language]:
            if found := pattern.fullmatch(text):
                return Reading(text, says, {k: v for k, v in found.groupdict().items() if v is not None})
        return None


def masked(text: str) -> str:
    """The sentence without its numbers, dates and codes, so that one kind of it counts once."""
    text = re.sub(r"https?://\S+", "LINK", text)
    text = re.sub(CODE, "CODE", text)
    for language in LANGUAGES:
        text = re.sub(WINDOW[language], "WINDOW", text)
        text = re.sub(MOMENT[language], "MOMENT", text)
        text = re.sub(DAY[language], "DAY", text)
    return re.sub(r"\d[\d,.:]*", "0", text)


def _all(wordings: str | Sequence[str]) -> tuple[str, ...]:
    return (wordings,) if isinstance(wordings, str) else tuple(wordings)


def _regex(wording: str, language: str) -> str:
    seen: set[str] = set()

    def gap(found: re.Match[str]) -> str:
        name = found[1]
        pattern = KINDS.get(name, {}).get(language, ANY)
        if name in seen:
            return f"(?:{pattern})"
        seen.add(name)
        return f"(?P<{name}>{pattern})"

    escaped = re.escape(wording).replace(r"\ ", " ").replace(r"\/", "/")
    # A text that does not name its device is read all the same: what it leaves out is another breach.
    pattern = _GAP.sub(gap, _OR.sub(r"(?:\1|\2)", escaped))
    return pattern.replace(f" (?P<device>{ANY})", f"(?: (?P<device>{ANY}))?")
