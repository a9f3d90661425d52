"""Amounts as people type them, read by the currency they are in; where two amounts can be meant, both are named.

No number is guessed. `50.000` is fifty thousand to one reader and fifty to another, so it is asked about, where a
currency has no decimals as well as where it has two. Nobody is offered an amount that no coin pays: of won there is no
1.234, so `1.234` is asked about with the one amount that it can be, and `250,000.50` is told that won have no decimals. Which currency has how many is ISO 4217's, and the signs
between digits are those of the country's own spelling (Unicode CLDR).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product

from babel import Locale, UnknownLocaleError
from babel.numbers import (
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    get_territory_currencies,
    list_currencies,
)

from app.kernel.entering import narrow
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Text, text
from app.kernel.money import Money

MOST = 1_000_000_000  # minor units; more is a slip of the finger
LONGEST = 40  # characters of an amount
Readings = tuple[Decimal, ...]  # none: no amount; one: surely this; two: either

_CALLED = {  # besides its code and its sign
    "KRW": ("\\", "won", "원정", "원"),  # Korean keyboards and fonts show a backslash as the won sign
    "JPY": ("\\", "yen", "円", "엔"),
    "USD": ("us$", "dollars", "dollar", "달러", "불"),
    "EUR": ("euros", "euro", "유로"),
    "GBP": ("pounds", "pound", "파운드"),
}
# What names one of them in something that is no amount; a backslash and other single syllables can be anything.
_FOREIGN = frozenset(
    {name for names in _CALLED.values() for name in names if len(name) > 1 or name in "원円"}
    | {get_currency_symbol(code, locale="en") for code in _CALLED}
)
_HOME = {"EUR": "DE"}  # a country that writes as most users of a shared currency do
_SPACES = frozenset(" '’")  # between thousands they mean nothing else
_SIGNS = frozenset(".,_·٬٫") | _SPACES
_LARGE = (("억", 10**8), ("만", 10**4))
_SMALL = (("천", 1000), ("백", 100), ("십", 10))
_K_ALONE = re.compile(r"(?<!\d)k|k[억만천백십k]")  # a thousand of what stands before it, and no Korean word
_LAST_ONE = re.compile(r"[1-9일이삼사오육칠팔구]")
_ENDS_IN_TENTHS = re.compile(r"\d[.,·٫]\d{1,2}\D*$")
_ABOUT = re.compile(  # what leaves open which amount it is
    r"\d\D{0,4}[~〜∼–—-]\s*[₩$€£\\]?\s*\d|약|대략|대충|정도|쯤|내외|안팎|가량|이상|이하|미만|초과|부터|까지|에서|사이|또는|혹은"
    r"|\d\s*여|\b(?:about|approx\w*|around|roughly|circa|ca|or|up to|at (?:most|least)|between|from)\b|\d\s*to\s*\d|[±≈~<>≤≥]"
)
_HANGUL = dict(zip("일이삼사오육칠팔구", "123456789", strict=True))


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a shop writes amounts: so many decimals, these signs, these words for its currency."""

    decimals: int
    group: str
    point: str
    called: tuple[str, ...] = ()


WHOLE = Spelling(0, ",", ".")  # plain numbers, as an operator writes them in a setting


def read_amount(typed: str, *, currency: str, region: str, field: str) -> Money:
    """The amount a person typed into `field`: `50,000`, `₩50,000`, `５만 5천원`, `49.90`.

    Raises FieldRefused: "amount_unclear" with both amounts it can mean, "amount_currency" where another currency
    is named, "amount_unreadable", "amount_too_large".
    """
    spelling = spelling_of(currency, region)
    readings = readings_of(typed, spelling)
    whole = [one for one in readings if one.scaleb(spelling.decimals) % 1 == 0]
    if len(whole) < len(readings) and (not whole or _ENDS_IN_TENTHS.search(narrow(typed))):
        raise _too_fine(spelling.decimals, currency, field)
    if len(whole) < len(readings):
        raise FieldRefused(
            text(
                "“%(typed)s”: if you mean %(one)s, type it without a sign between the digits.",
                typed=typed.strip(),
                one=_named(whole[0], currency),
            ),
            code="amount_unclear",
            field=field,
        )
    if len(readings) == 2:
        raise FieldRefused(
            text(
                "“%(typed)s”: is it %(one)s or %(other)s? Type the one you mean without a sign between the thousands.",
                typed=typed.strip(),
                one=_named(readings[0], currency),
                other=_named(readings[1], currency),
            ),
            code="amount_unclear",
            field=field,
        )
    if not readings:
        raise _unreadable(typed, currency, region, field)
    minor = readings[0].scaleb(spelling.decimals)
    if minor > MOST:
        raise FieldRefused(
            text("This is more than %(most)s. Count its zeros again.", most=Money(MOST, currency)),
            code="amount_too_large",
            field=field,
        )
    return Money(int(minor), currency)


def readings_of(typed: str, spelling: Spelling) -> Readings:
    """Every amount that can be meant, in whole units of the currency; none where it is no amount."""
    if len(typed) > LONGEST:
        return ()
    plain = _without_currency(narrow(typed).casefold().strip(), spelling.called)
    if any(sign in plain for sign in "억만천백십k"):
        joined = plain.replace(" ", "")
        return () if _K_ALONE.search(joined) else _in_words(joined.replace("k", "천"), spelling)
    return _in_figures(plain, spelling)


@cache
def spelling_of(currency: str, region: str) -> Spelling:
    """How amounts of `currency` (ISO 4217) are written in `region` (ISO 3166), if it is paid with there."""
    home = region if currency in get_territory_currencies(region) else _HOME.get(currency, currency[:2])
    try:
        locale = Locale.parse(f"und_{home}")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    words = {currency, *(get_currency_symbol(currency, locale=name) for name in ("en", "ko", locale))}
    return Spelling(
        decimals=get_currency_precision(currency),
        group=narrow(get_group_symbol(locale)),
        point=narrow(get_decimal_symbol(locale)),
        called=(
            *_CALLED.get(currency, ()),
            *sorted((narrow(word).casefold() for word in words), key=len, reverse=True),
        ),
    )


def _in_figures(plain: str, spelling: Spelling) -> Readings:
    parts = re.split(r"([^\d]+)", plain)
    digits, signs = parts[::2], parts[1::2]
    if not all(digits) or any(sign not in _SIGNS for sign in signs):
        return ()
    joined = Decimal("".join(digits))
    if not signs:
        return (joined,)
    *before, last = digits
    with_point = Decimal(f"{''.join(before)}.{last}")
    if _is_grouped(digits, signs, spelling):
        return (joined,)
    if _has_decimals(digits, signs, spelling):
        return (with_point,)
    return _either(joined, with_point)


def _is_grouped(digits: list[str], signs: list[str], spelling: Spelling) -> bool:
    """Whether the signs can only stand between thousands."""
    if not _in_threes(digits) or len(set(signs)) > 1:
        return False
    if signs[0] in _SPACES:
        return True
    if len(signs) > 1:
        return signs[0] in ".,"  # a point stands in a number only once
    # One alone could be a point, unless it is the comma of a shop that writes a point between won and jeon.
    return signs[0] == spelling.group and (signs[0] == "," or not spelling.decimals)


def _has_decimals(digits: list[str], signs: list[str], spelling: Spelling) -> bool:
    """Whether the last sign can only be the point before the decimals."""
    *before, point = signs
    places = len(digits[-1])
    if point not in (".", ",") or not 0 < places <= spelling.decimals:
        return False
    if before:
        return (
            len(set(before)) == 1 and before[0] in {".", ",", *_SPACES} - {point} and _in_threes(digits[:-1])
        )
    return point == spelling.point or places == 2


def _in_threes(digits: list[str]) -> bool:
    first, *others = digits
    return len(first) <= 3 and not first.startswith("0") and all(len(group) == 3 for group in others)


def _in_words(plain: str, spelling: Spelling) -> Readings:
    """Numbers with their myriads and thousands in words: `5만`, `1만 5천`, `십오만`, `1.5만`, `50k`."""
    for units in (_LARGE, _SMALL):
        for unit, worth in units:
            head, found, tail = plain.partition(unit)
            if found:
                return _of_unit(head, worth, tail, spelling)
    plain = _HANGUL.get(plain, plain)
    with_tenths = re.fullmatch(r"\d+\.\d{1,2}", plain)
    return (Decimal(plain),) if with_tenths else _in_figures(plain, spelling)


def _of_unit(head: str, worth: int, tail: str, spelling: Spelling) -> Readings:
    times = _in_words(head, spelling) if head else (Decimal(1),)
    rest = _in_words(tail, spelling) if tail else (Decimal(0),)
    if any(amount >= worth or amount != int(amount) for amount in rest):
        return ()
    if tail.startswith("0"):
        return ()  # 20만05: a slip, and nobody knows of what
    if _LAST_ONE.fullmatch(tail) and worth > 10:  # said aloud, 2만5 and 이만오 are 25,000; written, 20,005
        rest = (*rest, rest[0] * worth / 10)
    both = tuple(dict.fromkeys(count * worth + more for count, more in product(times, rest)))
    return both if len(both) <= 2 else ()


def _either(one: Decimal, other: Decimal) -> Readings:
    return (one,) if one == other else (one, other)


def _without_currency(plain: str, called: tuple[str, ...]) -> str:
    for word in called:
        plain = plain.removeprefix(word).removesuffix(word).strip()
    return plain


def _named(units: Decimal, currency: str) -> Money | str:
    """The amount for a sentence; as it was typed where it is longer than any sentence needs."""
    decimals = get_currency_precision(currency)
    minor = units.scaleb(decimals)
    return Money(int(minor), currency) if minor <= MOST * 1000 else f"{units:,.{decimals}f} {currency}"


def _too_fine(decimals: int, currency: str, field: str) -> FieldRefused:
    """What is smaller than the smallest coin: there is nothing to choose."""
    if decimals:
        message = text(
            "Amounts in %(currency)s have %(count)s decimals at most.", currency=currency, count=decimals
        )
    else:
        message = text(
            "Amounts in %(currency)s have no decimals. Type a whole number, such as 50,000.",
            currency=currency,
        )
    return FieldRefused(message, code="amount_too_fine", field=field)


def _unreadable(typed: str, currency: str, region: str, field: str) -> FieldRefused:
    plain = narrow(typed).casefold()
    message: Text
    if _names_another(plain, currency, region):
        message = text("Amounts are in %(currency)s here. Type it in %(currency)s.", currency=currency)
        return FieldRefused(message, code="amount_currency", field=field)
    if re.search(r"[\d일이삼사오육칠팔구십백천만]", plain) and _ABOUT.search(plain):
        message = text("One exact amount is needed here, such as 50,000.")
    else:
        message = text("Write the amount in digits, such as 50,000.")
    return FieldRefused(message, code="amount_unreadable", field=field)


def _names_another(plain: str, currency: str, region: str) -> bool:
    """Whether it names a currency that is not the shop's own, by code, sign or word. "$" is a Canadian shop's own."""
    codes = set(re.findall(r"[A-Z]{3}", plain.upper())) & list_currencies()
    theirs = plain.casefold()
    for own in spelling_of(currency, region).called:
        theirs = theirs.replace(own, " ")
    return bool(codes - {currency}) or any(name in theirs for name in _FOREIGN)
