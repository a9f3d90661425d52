"""What many scans send: each text once, however many get it, and who gets none, with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.dock.results import Device
from app.edge.current import language
from app.kernel.i18n import N_, translate
from app.kernel.ids import spell_code
from app.messaging.sms.models import Sms
from app.web.previews import preview_of, price_of_all, without_code

TELLS_NOBODY = N_("No text is sent for this.")


@dataclass(frozen=True, slots=True)
class Alike:
    """One text, as it reads for all who get it; what is each one's own is an ellipsis, where several do.

    `parts` are the SMS segments of all of them, `price` what they cost, written for the reader, '' where nothing.
    """

    body: str
    language: str
    count: int
    parts: int
    price: str


@dataclass(frozen=True, slots=True)
class Untold:
    """A repair whose customer gets no text, and why, for the reader."""

    code: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class TextsOfMany:
    """All that go, the most frequent first, and those who get none."""

    alike: list[Alike]
    untold: list[Untold]

    @property
    def count(self) -> int:
        """How many texts go."""
        return sum(one.count for one in self.alike)

    @property
    def parts(self) -> int:
        """Their SMS segments."""
        return sum(one.parts for one in self.alike)


def texts_of_many(about: Iterable[tuple[Device | None, Sequence[Sms]]]) -> TextsOfMany:
    """Of rehearsed scans, each with its device and the texts it would send.

    Where none of them writes a text nobody expects one, and nobody is named.
    """
    groups: dict[tuple[str, str], list[Sms]] = {}
    untold = list[Untold]()
    writes = False
    for device, texts in about:
        writes = writes or bool(texts)
        against = [shown.against for sms in texts if (shown := preview_of(sms)).against]
        if device is not None and len(against) == len(texts):
            why = against[0] if against else translate(language(), TELLS_NOBODY)
            untold.append(Untold(spell_code(device.code), device.title, why))
        for sms in texts:
            shown = preview_of(sms)
            if not shown.against:
                groups.setdefault((shown.language, without_code(shown).body), []).append(sms)
    alike = [_alike(texts) for texts in groups.values()]
    alike.sort(key=lambda one: -one.count)
    return TextsOfMany(alike, untold if writes else [])


def _alike(texts: list[Sms]) -> Alike:
    first = preview_of(texts[0])
    return Alike(
        (without_code(first) if len(texts) > 1 else first).body,
        first.language,
        len(texts),
        sum(sms.segments for sms in texts),
        price_of_all(texts),
    )
