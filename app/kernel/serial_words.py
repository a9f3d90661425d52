"""Words around and instead of a serial number: what says that there is none, what announces one, what is another number.

Tables of the serial reader. All of them are compared without case, spaces and marks.
"""

import re

from app.kernel.hangul_keyboard import as_keys

# The whole text, in letters alone: there is no serial, or it could not be read.
_NONE_ENGLISH = (
    "no|none|nil|null|nope|na|nothing|unknown|notknown|unreadable|illegible|(?:i)?(?:dont|donot)know|idk|dunno|noidea"
    "|notavailable|notapplicable|notreadable|(?:no|without)(?:a)?(?:serial|sn|number)(?:no|number)?|missing|lost|faded"
    "|(?:i)?(?:cant|cannot)(?:read|find|see)(?:it|the(?:serial|number|label))?|tbd|x+|empty|blank|notfound|nonumber"
)
_NONE_KOREAN = (
    "(?:(?:시리얼|일련|제조|제품)?(?:넘버|번호)?(?:가|이|는|은|를|을)?|잘|글씨가|라벨이|스티커가)*"
    "(?:모름|모르.*|몰라.*|몰름|모릅.*|없음|없어.*|없습.*|없다|없는.*|없네.*|안보.*|보이지않.*|확인(?:이)?(?:불가|안|못|어려).*"
    "|알수없.*|지워.*|떨어.*|기억(?:이)?안.*|해당(?:사항)?없.*|못찾.*|찾을수없.*|미상|불명|무|미확인)(?:요|[ㅠㅜㅋㅎᅲᅮᄏᄒ])*"
)
_NONE_ELSEWHERE = (
    "なし|無し|不明|わからない|无|無|没有|沒有|不知道|未知|không|khôngcó|ninguno|keine|inconnu|нет|неизвестно"
)
_IN_LATIN_MODE = as_keys(
    "모름|몰라|몰라요|모르겠음|모르겠어요|모릅니다|없음|없어요|없습니다|안보임|안보여요|확인불가|확인안됨"
).casefold()
_NONE = re.compile(f"(?:{_NONE_ENGLISH}|{_NONE_KOREAN}|{_NONE_ELSEWHERE}|{_IN_LATIN_MODE})")


def says_none(letters: str) -> bool:
    """Whether this, case-folded and without anything but letters and digits, says that there is no serial.

    Nothing at all and zeros alone say so, too.
    """
    return not letters.strip("0") or _NONE.fullmatch(letters) is not None


# What stands before a serial. The first group is marked so plainly (a slash, a whole word) that it can be no part of
# one; the second may be, where nothing separates it from what follows.
PLAIN_LABEL = re.compile(
    r"(?:^|(?<=[^0-9A-Z]))"
    r"(?:S\s*/\s*N[OR]?|S\.N\.?|SN(?=[\s:.#=)])|SERIAL(?:\s*(?:NO|NUMBER|NUM|NR|CODE)\b)?|SER\.?\s*N[OR]\b|IMEI\s?\d?(?=[\s:.#=])"
    r"|N[OR](?=[.:#])|NO(?=\s)|(?:제품\s*)?일련\s*번호|제조\s*번호|시리얼\s*(?:번호|넘버)?|기기\s*번호)"
    r"(?:[\s:.#=)\]]|은|는|이|가)*",
)
BARE_LABELS = ("S", "SN", "SER", "21")  # 21 only before letters: else it is the beginning of a number

# What announces another number than a serial: the same on every device of the model.
OTHER_LABEL = re.compile(
    r"^\W*(?:MODEL(?:\s*(?:NO|NUMBER|NAME))?|MOD\.|M/N|P/N|PART\s*(?:NO|NUMBER)|TYPE|EAN|UPC|JAN|GTIN|SKU"
    r"|모델(?:\s*(?:명|번호))?|형명|품번|제품\s*코드|바코드)\b(?:[\s:.#=]|은|는)+",
)
