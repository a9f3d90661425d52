"""Whether a text in the place of a serial is talk around one: it may deny it or name several, and then somebody is asked.

Pure, over the narrow capitals of the serial reader. Labels and symbols are no talk; a sentence with one number in it
is, but nothing speaks against that number.
"""

import re
from enum import Enum

from app.kernel.serial_words import OTHER_LABEL, PLAIN_LABEL


class Talk(Enum):
    """How much stands around it."""

    NONE = 0
    AROUND = 1  # "my serial is ABC1234 thanks"
    UNCLEAR = 2  # "not 12345", "ABC-123 or RF8N30", "no serial, model 12345"


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


def talk_around(shown: str) -> Talk:
    """How much of it is talk; a label's other fields are none where the serial stands behind S/N."""
    if OTHER_LABEL.match(shown):
        return Talk.NONE
    label = next((found for found in PLAIN_LABEL.finditer(shown) if found.end()), None)
    value = re.split(r"[;\n\t]", shown[label.end() :], maxsplit=1)[0] if label else shown
    if _DENIES.search(shown) or _several(value.split(",")[0] if label else value):
        return Talk.UNCLEAR
    if _MODEL.search(shown) and not (label and re.search(r"\d", value.split(",")[0])):
        return Talk.UNCLEAR
    return Talk.AROUND if _AROUND.search(shown) else Talk.NONE


def only_number(shown: str) -> str:
    """The one word of the talk that can be a serial; '' where none or several can."""
    found = set(_NUMBERED.findall(shown))
    return found.pop() if len(found) == 1 else ""


def _several(value: str) -> bool:
    parts = [_NUMBERED.findall(part) for part in _APART.split(value)]
    return len({found[0] for found in parts if found}) > 1
