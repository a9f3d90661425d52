"""A text that arrived, read: of which repair, in which language, what it claims."""

import re
from dataclasses import dataclass
from datetime import datetime

from tests.year.auditor.patterns import CODE, Reading
from tests.year.auditor.sentences import STAGES, TEXTS
from tests.year.seen import Received

_LINK = re.compile(r"\s*https?://\S+\s*$")
_CODE = re.compile(CODE)


@dataclass(frozen=True, slots=True)
class Heard:
    """One text on a phone; `reading` is None where no row of the table knows it, `code` empty where it names none."""

    at: datetime
    number: str
    body: str  # without its link
    linked: bool
    language: str
    code: str
    reading: Reading | None

    def claims(self, claim: str) -> bool:
        """Whether it makes that claim."""
        return self.reading is not None and any(says.claim == claim for says in self.reading.says)


def hear(text: Received) -> Heard:
    """The text without its link, held against the table in both languages."""
    body = " ".join(_LINK.sub("", text.body).split())
    for language in ("en", "ko"):
        reading = TEXTS.read(body, language)
        if reading is not None and reading.values.get("stage", "Finished") in STAGES:
            code = reading.values.get("code", "")
            return Heard(text.at, text.number, body, body != text.body, language, _plain(code), reading)
    named = _CODE.search(body)
    guess = "ko" if re.search(r"[가-힣]{3}", body) else "en"
    return Heard(
        text.at, text.number, body, body != text.body, guess, _plain(named[0] if named else ""), None
    )


def _plain(code: str) -> str:
    return code.replace("-", "")
