"""A device's name as a text can carry it: whole words, so many as there is room, in the text's alphabet."""

from app.kernel.i18n import Language
from app.messaging.sms.writing import in_gsm

# Characters of a name in a text: Korean ones cost more than twice, and say as much in fewer.
MOST = {Language.EN: 20, Language.KO: 11}


def short_name(name: str, language: Language, *, most: int | None = None) -> str:
    """The words of a name that fit into `most` characters, the first one cut where it alone is longer.

    In an English text only such as its alphabet has: one other letter would more than halve what fits into a segment.
    Empty where none is left.
    """
    room = MOST[language] if most is None else most
    fits = ""
    for word in name.split():
        if language is Language.EN and not in_gsm(word):
            continue
        longer = f"{fits} {word}".strip()
        if len(longer) > room:
            break
        fits = longer
    said = fits or _first(name, language)[:room]
    return said if any(char.isalpha() for char in said) else ""


def _first(name: str, language: Language) -> str:
    words = (word for word in name.split() if language is Language.KO or in_gsm(word))
    return next(words, "")
