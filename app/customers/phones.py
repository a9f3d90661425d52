"""Phone numbers: read in any spelling, kept as E.164, shown as people at home write them.

Ranges and types come from Google's libphonenumber metadata.
"""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from app.kernel.errors import FieldRefused
from app.kernel.i18n import Text, text

_TEXTABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def _refused(message: Text, code: str) -> FieldRefused:
    return FieldRefused(message, code=code, field="phone")


def read_phone(typed: str, region: str) -> str:
    """The number a person meant, as E.164; `region` (ISO 3166) is assumed where no country code is typed.

    Full-width digits, dashes, dots, spaces and brackets are accepted. Raises FieldRefused(field="phone").
    """
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException:
        raise _refused(
            text("Type the mobile number with its digits, for example 010-1234-5678."), "phone_unreadable"
        ) from None
    if not phonenumbers.is_valid_number(number):
        raise _refused(
            text(
                "No phone has the number “%(typed)s”. Compare it digit by digit; abroad, start with + and the country code.",
                typed=typed.strip()[:40],
            ),
            "phone_unknown",
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def can_get_texts(e164: str) -> bool:
    """Whether a text can arrive there: landlines, 1588, 0507 and internet numbers cannot be relied on."""
    return phonenumbers.number_type(phonenumbers.parse(e164)) in _TEXTABLE


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
    """The national spelling, `010-1234-5678`."""
    return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.NATIONAL)


def dialled_from(e164: str, region: str) -> str:
    """As somebody in `region` (ISO 3166) dials it: at home `010-1234-5678`, from abroad `+1 212-555-0123`."""
    number = phonenumbers.parse(e164)
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def mask_phone(e164: str) -> str:
    """The number as its owner recognises it and nobody else can dial it: `•••-••••-5678`."""
    shown = show_phone(e164)
    return "".join("•" if char.isdigit() else char for char in shown[:-4]) + shown[-4:]
