"""Whether a text in the place of a serial is talk around one: it may deny it or name several, and then somebody is asked.

Pure, over the narrow capitals of the serial reader. Labels and symbols are no talk; a sentence with one number in it
is, but nothing speaks against that number.
"""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import pairwise

from app.kernel.barcodes import is_gtin
from app.kernel.hangul_keyboard import as_keys
from app.kernel.serial_words import OTHER_LABEL, PLAIN_LABEL


class Talk(Enum):
    """How much stands around it."""

    NONE = 0
    AROUND = 1  # "my serial is ABC1234 thanks"
    UNCLEAR = 2  # "not 12345", "ABC-1234 ABC-1235", "no serial, model 12345"


_BEFORE, _BEHIND = r"(?:^|(?<=[\s(,;:/]))", r"(?=[\s),;:.!?/]|$)"
_DENIES = re.compile(
    rf"{_BEFORE}(?:NOT|ISN'?T|NO LONGER|NO (?:SERIAL|S/N|SN|NUMBER|LABEL|STICKER)|WITHOUT|OLD|OLDER|PREVIOUS|FORMER|WRONG|LOST|MAYBE|PERHAPS|PROBABLY|EITHER|EXCEPT"
    rf"|INSTEAD|I THINK|I GUESS|ANOTHER|OTHER ONE|CAN'?T|CANNOT|DON'?T|WAS){_BEHIND}|\S\s+OR\s+\S"
    r"|아니(?!요$)|아님|아닌|또는|혹은|이거나|인지|예전|옛날|이전\s|구형|전에\s|잃어|분실|말고|틀린|잘못|아마|것\s?같"
)
_MODEL = re.compile(rf"{_BEFORE}(?:MODEL|모델)(?:\s*(?:명|번호|NO\.?|NUMBER|NAME))?[\s:.#=]")
_AROUND = re.compile(
    rf"{_BEFORE}(?:MY \w+ IS|THIS IS|IT IS|IT'?S|(?:IT|LABEL|STICKER|BACK|BOX) (?:SAYS|READS)|IS THE (?:SERIAL|NUMBER)|THANKS|THANK YOU|PLEASE|HELLO){_BEHIND}"
    r"|입니다|이에요|예요|이요$|이고요|인데|감사|부탁|안녕|라고|적혀|써\s?있"
)
_APART = re.compile(r"[,;|(]|\s/\s")
_NUMBERED = re.compile(r"(?=[0-9A-Z_./-]*\d)[0-9A-Z][0-9A-Z_./-]{3,}[0-9A-Z]")
_ALIKE = str.maketrans("OIL", "011")
_JAMO = re.compile("[\u1100-\u11ff\u3131-\u318e]")
_NO_SERIAL = re.compile(
    r"(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?|[\d./-]+(?:V|VAC|VDC|HZ|A|MA|MAH|W|KW|WH|KG|CM|MM|GB|TB|L)"
)
_OTHER_BEFORE = re.compile(
    r"(?:MODEL|MOD|TYPE|M/N|P/N|PART|EAN|UPC|SKU|LOT|FCC ID|모델|형명|품번)(?:\s*(?:NO|NUMBER|NAME|명|번호))?[\s:.#=]*$"
)
# Between two groups of one serial nobody writes a word.
_WORD_BETWEEN = re.compile(
    rf"[가-힣]|{_BEFORE}(?:AND|ALSO|PLUS|FRONT|BACK|TOP|BOTTOM|FIRST|SECOND|INSIDE|OUTSIDE|OTHER){_BEHIND}"
)


def talk_around(shown: str) -> Talk:
    """How much of it is talk; a label's other fields are none where the serial stands behind S/N."""
    if OTHER_LABEL.match(shown):
        return Talk.NONE
    label, value = _behind_label(shown)
    if _DENIES.search(shown) or numbers_apart(shown):
        return Talk.UNCLEAR
    if _MODEL.search(shown) and not (label and re.search(r"\d", value.split(",")[0])):
        return Talk.UNCLEAR
    return Talk.AROUND if _AROUND.search(shown) else Talk.NONE


def only_number(shown: str) -> str:
    """The one word of the talk that can be a serial; '' where none or several can."""
    found = set(_NUMBERED.findall(shown))
    return found.pop() if len(found) == 1 else ""


def numbers_apart(shown: str) -> tuple[str, ...]:
    """The different numbers that stand here, each once, where it is more than one device's; else nothing.

    Groups of one serial with spaces between them (`RF8N 3000 ABCD`, `AB12 34567`) are one; so is one spelled twice.
    """
    if OTHER_LABEL.match(shown):
        return ()
    if not _JAMO.search(shown):
        return _apart(shown)
    return _apart(as_keys(shown))  # typed in Hangul mode


def _apart(shown: str) -> tuple[str, ...]:
    label, value = _behind_label(shown)
    found = list(_numbers(shown))
    whole = _different(number for number, _, _ in found)
    if len(whole) < 2:
        return ()
    parts = [_NUMBERED.findall(part) for part in _APART.split(value.split(",")[0] if label else value)]
    if len(apart := _different(part[0] for part in parts if part)) > 1:
        return tuple(apart)
    like_another = [one for one in whole if any(_of_two_devices(one, other, label) for other in whole)]
    if like_another:
        return tuple(like_another)
    between = (shown[one[2] : other[1]] for one, other in pairwise(found))
    return tuple(whole) if not label and any(map(_WORD_BETWEEN.search, between)) else ()


def _behind_label(shown: str) -> tuple[bool, str]:
    """Whether something says S/N, and what stands behind it on its line; else all of it."""
    label = next((found for found in PLAIN_LABEL.finditer(shown) if found.end()), None)
    return label is not None, re.split(r"[;\n\t]", shown[label.end() :], maxsplit=1)[0] if label else shown


def _numbers(shown: str) -> Iterator[tuple[str, int, int]]:
    """What can be a serial, with its place; dates, volts and watts, article numbers and what is called so are none."""
    for found in _NUMBERED.finditer(shown):
        halves = found[0].split("/")
        if len(halves) == 2 and min(map(len, halves)) > 4 and _shape(halves[0]) == _shape(halves[1]):
            yield halves[0], found.start(), found.start()
            yield halves[1], found.end(), found.end()
        elif not (
            _NO_SERIAL.fullmatch(found[0])
            or is_gtin(found[0])
            or _OTHER_BEFORE.search(shown[: found.start()])
        ):
            yield found[0], *found.span()


def _different(numbers: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for number in numbers:
        first.setdefault(_bare(number).translate(_ALIKE), number)
    return list(first.values())


def _of_two_devices(one: str, other: str, labelled: bool) -> bool:
    """Whether each is long enough to be a serial by itself; behind S/N only one that is built the same way counts."""
    if one is other:
        return False
    shortest = min(len(_bare(one)), len(_bare(other)))
    mixed = not (_bare(one).isdecimal() or _bare(other).isdecimal())
    if _shape(one) == _shape(other):
        return shortest >= (6 if mixed else 8)
    return not labelled and shortest >= (7 if mixed else 8) and not (one.isdecimal() and other.isdecimal())


def _shape(number: str) -> str:
    return re.sub("[A-Z]", "A", re.sub(r"\d", "9", number))


def _bare(number: str) -> str:
    return "".join(filter(str.isalnum, number))
