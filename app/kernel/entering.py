"""Text and numbers from outside, as the house takes them: without what nobody can see or no database holds.

Every edge reads through here, and only here: forms, addresses, headers, JSON, texts by SMS, file names, the command
line. What can be seen stays as it was typed, character by character; it is only put together one way (NFC, UAX #15).
"""

import re
import unicodedata

from app.kernel.errors import FieldRefused
from app.kernel.i18n import Text, text

# What comes along unseen: control characters, halves of characters, noncharacters, and signs that only steer how
# others are drawn (direction, invisible joins, marks of byte order). Emoji and some scripts need U+200C and U+200D.
_GONE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17))
    + "]"
)
# Of flags, or stray.
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ONE_SPACE = re.compile(r"[\n\t]+")
_WITHOUT_SHAPE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
_UNSEEN_IN_NUMBERS = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # fillers of Hangul, the empty pattern of Braille
# On one letter: UAX #15, stream-safe text; no script needs more, and sorting them takes its time.
MOST_MARKS = 30
_UNSEEN_BY_SCANNERS = re.compile(
    "[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
LONGEST_SCAN = 200  # characters of a scan, or of what is typed instead of one, that are looked at


def entered(typed: str) -> str:
    """As it is kept: lines end in one way, nothing unseen is left; '' where nothing of it could be seen."""
    if typed.isascii() and typed.isprintable():
        return typed if typed.strip() else ""
    typed = _TAGS.sub(r"\1", _GONE.sub("", _LINE_END.sub("\n", typed)))
    typed = unicodedata.normalize("NFC", _with_few_marks(typed))
    return typed if can_be_seen(typed) else ""


def entered_line(typed: str) -> str:
    """The same for what stands on one line: a line end pasted along is a space, none at its ends."""
    return _ONE_SPACE.sub(" ", entered(typed)).strip()


def scanned(typed: str) -> str:
    """What a scanner or a thumb sent: the control characters between readings stay, they say where each ends."""
    return unicodedata.normalize(
        "NFC", _with_few_marks(_UNSEEN_BY_SCANNERS.sub("", typed.replace("\0", " ")))
    )


def can_be_seen(typed: str) -> bool:
    """Whether somebody who looks at it sees anything at all."""
    return any(unicodedata.category(char) not in _WITHOUT_SHAPE and char not in _BLANK for char in typed)


def nothing_came() -> Text:
    """What is said of a scan in which nothing can be read: quoted, it would be an empty pair of marks."""
    return text("Nothing readable came. Scan the label again, or type the code.")


def short_enough(typed: str, *, most: int, field: str) -> str:
    """What was typed, without spaces around it. Raises FieldRefused where it is longer than `most` characters."""
    trimmed = typed.strip()
    if len(trimmed) > most:
        raise FieldRefused(too_long(trimmed, most), code="too_long", field=field)
    return trimmed


def too_long(typed: str, most: int) -> Text:
    """What is said of text that is longer than `most` characters."""
    return text(
        "This is %(count)s characters long, %(most)s fit here. Shorten it.", count=len(typed), most=most
    )


def narrow(typed: str) -> str:
    """Numbers as they are read, whichever way they were typed or pasted: narrow digits, nothing unseen among them.

    Only what is a digit becomes one: 15² is not 152, nor are ①, ½ and ⒈ a one with something around it.
    """
    shown = (c for c in typed if unicodedata.category(c) not in _UNSEEN_IN_NUMBERS)
    folded = unicodedata.normalize("NFKC", "".join(_as_no_digit(c) for c in shown))
    return "".join(str(unicodedata.decimal(char, char)) for char in folded)


def _as_no_digit(char: str) -> str:
    """The character, or a sign that is read as nothing where folding would make digits of what is none."""
    if char.isascii() or unicodedata.decimal(char, None) is not None:
        return char
    return "\N{REPLACEMENT CHARACTER}" if re.search(r"\d", unicodedata.normalize("NFKC", char)) else char


def read_whole(typed: str, *, least: int = 0, most: int) -> int | None:
    """A whole number in digits of any width, None for anything else or beyond the bounds.

    Counts the digits before it reads them: Python refuses to read thousands of them, a database far fewer.
    """
    digits = narrow(typed[: len(str(most)) + 100]).strip()
    if len(typed) > len(str(most)) + 100 or not (digits.isascii() and digits.isdigit()):
        return None
    return value if least <= (value := int(digits)) <= most else None


def _with_few_marks(typed: str) -> str:
    if typed.isascii() or len(typed) <= MOST_MARKS:
        return typed
    kept, marks = [], 0
    for char in typed:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
