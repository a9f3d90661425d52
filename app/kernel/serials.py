"""A serial number as people type it and scanners read it: everything it can mean, the plainest reading first.

One device has one serial, but forty spellings: with dashes or without, O for 0, in Hangul mode, behind `S/N`, inside a GS1
symbol. A true serial may just as well begin with S, or hold both O and 0. So nothing is rewritten: there are readings in
order, and `answering` chooses among what is registered. Where two devices answer, both are given, and somebody is asked.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.barcodes import is_gtin, read_symbol, without_aim
from app.kernel.entering import LONGEST_SCAN
from app.kernel.hangul_keyboard import as_keys
from app.kernel.key_places import by_place
from app.kernel.serial_talk import Talk, numbers_apart, only_number, talk_around
from app.kernel.serial_words import BARE_LABELS, OTHER_LABEL, PLAIN_LABEL, says_none

LONGEST_KEY = 60
MOST_WORDS = 4  # of a sentence
SHORTEST = 3  # letters and digits of what is taken out of something longer
# Drawn alike on labels and screens: folded to one of them, also where it stands in a Cyrillic or Greek font.
_ALIKE = str.maketrans(
    "OILØАВЕКМНОРСТХУІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "0110ABEKMH0PCTXY1SJABEZH1KMN0PTYX",
)
_RUN = re.compile(r"[0-9A-Z](?:[0-9A-Z/_. \-]*[0-9A-Z])?")
_LINE = re.compile(r"[;,|\n\t\x1d]")
_DASHES = "\u2212\u2043\u02d7"  # minus, bullet and modifier that look like one; the others are dashes by their class
_AROUND = " \t\n\"'*()[]{}<>“”‘’.,:;#"
_TWICE = re.compile(r"(.{4,}?)\1+")


class Names(StrEnum):
    """What a text in the place of a serial says."""

    NOTHING = "nothing"  # empty, or a word for "none"
    PRODUCT = "product"  # a number that every device of the model has
    UNCLEAR = "unclear"  # words around it deny it, or it names several
    DEVICE = "device"


class How(StrEnum):
    """How a reading came about."""

    TYPED = "typed"
    STRIPPED = "stripped"  # without what stood before or around it
    CARRIED = "carried"  # out of a symbol that says which of its fields is the serial
    WITHIN = "within"  # a word of a sentence
    BY_PLACE = "by_place"  # by the keys, of a computer set to another country's keyboard


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was meant, perhaps; `plain` are its letters and digits, `key` the same with look-alikes folded."""

    spelled: str
    plain: str
    key: str
    how: How


@dataclass(frozen=True, slots=True)
class SerialRead:
    """All readings in order. `marked`: something stood around it that is no part of a serial; `talk`: words did.

    `apart` are the numbers of a text that holds those of several devices.
    """

    typed: str
    names: Names
    readings: tuple[Reading, ...] = ()
    marked: bool = False
    talk: Talk = Talk.NONE
    apart: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The folded spellings to look for, each once."""
        return tuple(dict.fromkeys(reading.key for reading in self.readings))

    @property
    def key(self) -> str:
        """The folded spelling of the text itself; '' where it says that there is none."""
        return self.readings[0].key if self.readings else ""


def plain_serial(serial: str) -> str:
    """Letters and digits alone, in narrow capitals; Hangul as the keys that were pressed."""
    return "".join(filter(str.isalnum, map(_narrow, as_keys(_bare(serial)))))


def fold_serial(serial: str) -> str:
    """As serials are compared: look-alikes are one letter. Folding again changes nothing."""
    return plain_serial(serial).translate(_ALIKE)[:LONGEST_KEY]


def tidy_serial(typed: str) -> str:
    """As it is kept where no record spells it: narrow capitals, without spaces and what stood around it.

    '' where it says that there is none, or talks of none that could be told from the words around it.
    """
    read = read_serial(typed)
    if not read.readings or read.names is Names.NOTHING:
        return ""
    if read.talk is Talk.UNCLEAR:
        return ""
    if read.talk is Talk.AROUND:
        return only_number(_shown(typed))
    within = [one for one in read.readings[1:] if one.how in (How.CARRIED, How.STRIPPED)]
    spelled = within[0].spelled if read.marked and within else read.typed
    tidy = unicodedata.normalize("NFC", "".join(_shown(spelled).split()))
    return tidy[:LONGEST_KEY].strip(_AROUND)


def read_serial(typed: str) -> SerialRead:
    """Everything that was typed can mean. Any text is taken, none raises."""
    typed = typed[:LONGEST_SCAN]
    shown = _shown(typed)
    if _is_none(shown):
        return SerialRead(typed, Names.NOTHING)
    symbol = [(value, How.CARRIED) for text in (typed, as_keys(typed)) for value in read_symbol(text).serials]
    labelled = [(value, How.STRIPPED) for value in _labelled(shown)]
    bare = [(value, How.STRIPPED) for value in _stripped(shown)]
    words = [(value, How.WITHIN) for value in _words(shown)]
    by_keys = [(value, How.BY_PLACE) for value in by_place(typed)] if _betrays(typed) else []
    readings = _readings([(typed, How.TYPED), *symbol, *labelled, *bare, *words, *by_keys])
    marked = bool(symbol or labelled) or without_aim(as_keys(typed)) != as_keys(typed)
    talk = Talk.NONE if symbol else talk_around(shown)
    if talk is Talk.UNCLEAR:
        return SerialRead(typed, Names.UNCLEAR, readings, marked, talk, numbers_apart(shown))
    product = not symbol and not labelled and _is_product(typed, shown)
    return SerialRead(typed, Names.PRODUCT if product else Names.DEVICE, readings, marked, talk)


def answering(read: SerialRead, registered: Collection[str]) -> list[str]:
    """The registered serials that answer to what was read; one may be acted on, of several somebody is asked.

    One that is spelled like that answers alone; so does one with the very letters and digits of what was typed, if
    that is all that was typed. Otherwise all that any reading fits, letter by letter rather than by look-alikes.
    What only another keyboard would make of it answers where nothing else does.
    """
    if not read.readings:
        return []
    spelled = {serial: plain_serial(serial) for serial in registered}
    exact = [serial for serial in spelled if serial == read.typed]
    if exact:
        return exact
    same = [serial for serial, plain in spelled.items() if plain == read.readings[0].plain]
    if same and not read.marked:
        return same
    for places in (False, True):
        readings = [one for one in read.readings if (one.how is How.BY_PLACE) is places]
        if found := _spelled_as(readings, spelled):
            return found
    return []


def _spelled_as(readings: Iterable[Reading], spelled: dict[str, str]) -> list[str]:
    found: dict[str, None] = {}
    for reading in readings:
        same = [serial for serial, plain in spelled.items() if plain == reading.plain]
        alike = [serial for serial, plain in spelled.items() if fold_serial(plain) == reading.key]
        found |= dict.fromkeys(same or alike)
    return list(found)


def same_serial(one: str, other: str) -> bool:
    """Whether two texts can be the same serial. A word that two sentences share is none for that."""
    first, second = read_serial(one), read_serial(other)
    if first.key in second.keys or second.key in first.keys:
        return True
    whole = [
        {each.key for each in read.readings if each.how in (How.CARRIED, How.STRIPPED)}
        for read in (first, second)
    ]
    return not whole[0].isdisjoint(whole[1])


def _readings(found: Iterable[tuple[str, How]]) -> tuple[Reading, ...]:
    """Each plain spelling once; what is taken out of a longer text must be long enough to name anything."""
    kept: dict[str, Reading] = {}
    for text, how in found:
        plain = plain_serial(text)
        if plain and (how is How.TYPED or len(plain) >= SHORTEST):
            kept.setdefault(plain, Reading(text, plain, fold_serial(plain), how))
    return tuple(kept.values())


def _labelled(shown: str) -> Iterator[str]:
    """What stands behind "S/N" and its like, to the end of the line, and its first word."""
    for text in dict.fromkeys((shown, as_keys(shown))):
        for found in PLAIN_LABEL.finditer(text):
            value = _LINE.split(text[found.end() :], maxsplit=1)[0].strip()
            if found.end() and value:
                yield value
                yield value.split()[0]


def _stripped(shown: str) -> Iterator[str]:
    """Without a scanner's signs and the data identifier; read twice, once."""
    bare = without_aim(as_keys(shown))
    plain = plain_serial(bare)
    yield bare
    if twice := _TWICE.fullmatch(plain):
        yield twice[1]
        plain = twice[1]
    for label in BARE_LABELS:
        rest = plain.removeprefix(label)
        if rest != plain and (label.isalpha() or not rest.isdecimal()):
            yield rest


def _words(shown: str) -> list[str]:
    """The longest parts of a sentence that can be serials."""
    runs = [*_RUN.findall(shown), *_RUN.findall(shown.replace(" ", "\n"))]
    numbered = {
        run for run in runs if len(run) > SHORTEST and any(map(str.isdecimal, run)) and not _is_none(run)
    }
    return sorted(numbered, key=lambda run: (-len(run), run))[:MOST_WORDS]


def _is_none(shown: str) -> bool:
    """Also in Hangul mode: `ㅜㅐㅜㄷ` is "none"."""
    letters = "".join(filter(str.isalnum, shown.casefold()))
    return says_none(letters) or says_none("".join(filter(str.isalnum, as_keys(shown).casefold())))


def _is_product(typed: str, shown: str) -> bool:
    if OTHER_LABEL.match(shown):
        return True
    return is_gtin(plain_serial(without_aim(as_keys(typed)))) or bool(read_symbol(typed).products)


def _betrays(typed: str) -> bool:
    """Whether it has characters that stand on no label of a device."""
    return any(
        (not char.isspace() and not char.isascii()) or char in "&\"'(=$"
        for char in unicodedata.normalize("NFKC", typed)
    )


def _shown(typed: str) -> str:
    """Narrow capitals, every dash the same, nothing unseen, what separates fields and readings left where it is."""
    narrow = unicodedata.normalize("NFKC", typed).upper()
    return "".join(
        "-" if char in _DASHES or unicodedata.category(char) == "Pd" else char
        for char in narrow
        if char in "\n\t\x1d\x1e\x04" or unicodedata.category(char)[0] != "C"
    )


def _bare(serial: str) -> str:
    """Without marks above letters and what nobody sees."""
    return "".join(
        char for char in unicodedata.normalize("NFKD", serial) if unicodedata.category(char)[0] not in "MC"
    )


def _narrow(char: str) -> str:
    """One way to write a digit, whatever script it is of."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
