"""Two languages: sentences are English in the code, Korean in `app/translations/ko/*.po`.

Catalogues are compiled in memory when first used, so there is no build step to forget and a
background job can speak without a web request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.kernel.korean import resolve_particles

TRANSLATIONS = Path(__file__).parent.parent / "translations"


class Language(StrEnum):
    """The languages of the shop; both are first languages."""

    KO = "ko"
    EN = "en"


@dataclass(frozen=True)
class Text:
    """A sentence that is not in any language yet: its English id and the values it mentions.

    A value may itself be a Text.
    """

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return translate(Language.EN, self)


def text(msgid: str, **params: Any) -> Text:
    """Make a Text; placeholders are written `%(name)s`."""
    return Text(msgid, params)


def N_(msgid: str) -> str:  # noqa: N802 - the name every extraction tool knows
    """Mark a sentence for the catalogue without translating it here."""
    return msgid


def load_catalog(language: Language) -> Catalog:
    """All of one language's .po files as one catalogue."""
    merged = Catalog(locale=language.value, charset="utf-8")
    for path in sorted((TRANSLATIONS / language.value).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language.value):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    return merged


@cache
def _korean() -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, load_catalog(Language.KO))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(language: Language | str, sentence: Text | str, /, **params: Any) -> str:
    """The sentence in `language`, values filled in, Korean particles resolved."""
    values = params
    if isinstance(sentence, Text):
        values = dict(sentence.params)
        sentence = sentence.msgid
    korean = Language(language) is Language.KO
    template = _korean().gettext(sentence) if korean and sentence else sentence
    filled = {
        name: translate(language, value) if isinstance(value, Text) else value
        for name, value in values.items()
    }
    result = template % filled if filled else template
    return resolve_particles(result) if korean else result
