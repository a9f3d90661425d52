"""Phone numbers: read in any spelling, kept as E.164, shown as people at home write them.

Ranges and types come from Google's libphonenumber metadata, but for 010: see `_by_the_plan`.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from app.kernel.entering import narrow
from app.kernel.errors import FieldRefused
from app.kernel.i18n import N_, Text, text

KOREA = 82
_TEXTABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
DIGITS_OF_010 = 11  # MSIT, telecommunications numbering rules; libphonenumber lets ten pass, as 011 had them
_FROM_ABROAD = re.compile(
    r"\s*00[\s.-]*82(?=[\s.()-]*0?[\s.()-]*10)"
)  # to libphonenumber 008 is a Korean carrier's prefix
_BETWEEN_NUMBERS = re.compile(r"[/,;|&\n]|또는|혹은|이나|하고|\b(?:or|and)\b", re.I)
_MOBILE = re.compile(r"(?<!\d)01[016789][\s.-]*\d{3,4}[\s.-]*\d{4}(?!\d)")
SHORTEST = 8  # digits of what can be a number alone: 02-312-3456/7 are two of them
_LETTER_AMONG_DIGITS = re.compile(r"\d[^\d]*[^\W\d_가-힣]|\d[^\d]*[가-힣][^\d]*\d")


def _refused(message: Text, code: str) -> FieldRefused:
    return FieldRefused(message, code=code, field="phone")


def _unreadable() -> FieldRefused:
    return _refused(
        text("Type the mobile number with its digits, for example 010-1234-5678."), "phone_unreadable"
    )


def read_phone(typed: str, region: str) -> str:
    """The number a person meant, as E.164; `region` (ISO 3166) is assumed where no country code is typed.

    Full-width digits, dashes, dots, spaces, brackets and a word before it are accepted, letters among the digits are
    not: they would be read as a telephone's keys. Raises FieldRefused(field="phone").
    """
    plain = narrow(typed)
    if region == "KR":
        plain = _FROM_ABROAD.sub("+82", plain)
    _must_be_one(plain)
    try:
        if _LETTER_AMONG_DIGITS.search(plain):
            raise NumberParseException(NumberParseException.NOT_A_NUMBER, "a letter")
        number = phonenumbers.parse(re.sub(r"\D+$", "", plain), region)
    except NumberParseException:
        raise _unreadable() from None
    _must_be_whole(number, typed)
    if not (_by_the_plan(number) or phonenumbers.is_valid_number(number)) or number.extension:
        raise _refused(
            text(
                "No phone has the number “%(typed)s”. Compare it digit by digit; abroad, start with + and the country code.",
                typed=typed.strip()[:40],
            ),
            "phone_unknown",
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _must_be_whole(number: PhoneNumber, typed: str) -> None:
    """Raise FieldRefused where digits of an 010 number are missing, or too many; those are counted that were typed."""
    digits = f"0{number.national_number}"
    if number.country_code != KOREA or number.extension or not digits.startswith("010"):
        return
    if len(digits) == DIGITS_OF_010:
        return
    written = "".join(filter(str.isdecimal, narrow(typed)))
    if written == digits[1:]:  # without its 0
        if len(digits) > DIGITS_OF_010:
            raise _unreadable()
        digits = written
    off = len(digits) - DIGITS_OF_010
    named = (
        (N_("one is missing"), N_("some are missing"))
        if off < 0
        else (N_("one is too many"), N_("some are too many"))
    )
    raise _refused(
        text(
            "“%(typed)s” has %(count)s digits, and a number that begins with 010 has 11: %(off)s. Compare it digit by digit.",
            typed=typed.strip()[:40],
            count=len(digits),
            off=text(named[abs(off) > 1]),
        ),
        "phone_too_short" if off < 0 else "phone_too_long",
    )


def _must_be_one(plain: str) -> None:
    """Raise FieldRefused where two numbers stand in one field; no text goes to both."""
    parts = [count for part in _BETWEEN_NUMBERS.split(plain) if (count := sum(map(str.isdecimal, part)))]
    if (len(parts) > 1 and max(parts) >= SHORTEST) or len(_MOBILE.findall(plain)) > 1:
        raise _refused(
            text(
                "More than one number stands here. Type one only: that of the phone which shall get the texts."
            ),
            "phone_several",
        )


def _by_the_plan(number: PhoneNumber) -> bool:
    """Whether it is an 010 number of the right length.

    010 and eight digits are a mobile number whoever has them (MSIT, telecommunications numbering rules). Which blocks
    of them are given out changes faster than libphonenumber's list; the code that is texted proves the rest.
    """
    return number.country_code == KOREA and re.fullmatch(r"10\d{8}", str(number.national_number)) is not None


def can_get_texts(e164: str) -> bool:
    """Whether a text can arrive there: landlines, 1588, 0507 and internet numbers cannot be relied on."""
    number = _parsed(e164)
    return number is not None and (_by_the_plan(number) or phonenumbers.number_type(number) in _TEXTABLE)


def read_mobile(typed: str, region: str) -> str:
    """Like `read_phone`, but also refuses a number that no text can reach."""
    number = read_phone(typed, region)
    if not can_get_texts(number):
        raise _refused(
            text("Texts cannot reach this number. Type a mobile number, for example 010-1234-5678."),
            "phone_without_texts",
        )
    return number


def show_phone(e164: str) -> str:
    """The national spelling, `010-1234-5678`; whatever is no phone number stays as it is."""
    number = _parsed(e164)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL) if number else e164


def dialled_from(e164: str, region: str) -> str:
    """As somebody in `region` (ISO 3166) dials it: at home `010-1234-5678`, from abroad `+1 212-555-0123`.

    Whatever is no phone number stays as it is.
    """
    number = _parsed(e164)
    if number is None:
        return e164
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def mask_phone(e164: str) -> str:
    """The number as its owner recognises it and nobody else can dial it: `•••-••••-5678`."""
    shown = show_phone(e164)
    return "".join("•" if char.isdigit() else char for char in shown[:-4]) + shown[-4:]


def _parsed(e164: str) -> PhoneNumber | None:
    """The number, None for what has no country or no number's length: short codes, names, other channels."""
    if not e164.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None
