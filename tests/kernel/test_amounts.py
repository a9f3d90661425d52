"""Amounts as people type them: one table for each way a shop writes them, and what holds for any amount and text."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.kernel.amounts import LONGEST, MOST, WHOLE, read_amount, readings_of, spelling_of
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Language
from app.kernel.money import Money
from app.kernel.show import show
from tests.tiers import examples

SHOPS = {"won": ("KRW", "KR"), "dollar": ("USD", "US"), "euro": ("EUR", "DE"), "dong": ("VND", "VN")}

# What is typed in a shop, and the amounts it can mean: one is taken, two are asked about, none is refused.
TABLE = [
    *(
        ("won", typed, "50000")
        for typed in (
            "50000",
            "50,000",
            "₩50,000",
            "￦ 50,000",
            "\\50,000",
            "50\u00a0000",
            "50 000",
            "50\u200b,000\ufeff",
            "50,000원",
            "50,000 원",
            "50,000원정",
            "KRW 50,000",
            "50,000 Won",
            "５０，０００원",
            "٥٠٠٠٠",
            "5만원",
            "5만",
            "5 만 원",
            "오만원",
            "₩5만원",
            "50천원",
            "50k",
        )
    ),
    ("won", "0", "0"),
    ("won", "만원", "10000"),
    ("won", "1만5천원", "15000"),
    ("won", "1만 5,000원", "15000"),
    ("won", "1.5만", "15000"),
    ("won", "15만 5천 5백", "155500"),
    ("won", "십오만원", "150000"),
    ("won", "1억 2천만원", "120000000"),
    ("won", "1,000,000", "1000000"),
    ("won", "1.000.000", "1000000"),  # a point stands in a number only once
    ("won", "50.000", "50000 50"),
    ("won", "５０．０００", "50000 50"),
    ("won", "50.000,00", "5000000 50000"),
    ("won", "50,000.00", "5000000 50000"),
    ("won", "50,00", "5000 50"),
    ("won", "1,5", "15 1.5"),
    ("won", "5e4", ""),
    ("won", "50_000", "50000 50"),
    ("won", "0,050", "50 0.05"),
    ("won", "1,5만", "150000 15000"),
    ("won", "2만5", "20005 25000"),
    ("won", "3천5", "3005 3500"),
    ("won", "20만오", "200005 205000"),
    ("won", "십만이", "100002 102000"),
    ("won", "이만오원", "20005 25000"),
    ("won", "천오", "1005 1500"),
    ("won", "백오", "105 150"),
    ("won", "이십만 삼", "200003 203000"),
    ("won", "5k5", "5005 5500"),
    ("won", "십오", "15"),
    ("won", "십이만", "120000"),
    ("won", "만", "10000"),
    ("won", "5만5k", "55000"),
    ("won", "1.5k", "1500"),
    *(
        ("won", typed, "")
        for typed in (
            "",
            " ",
            "원",
            "lots",
            "-5000",
            "−5000",
            "5000-6000",
            "5000+500",
            "5만 60000",
            "만만만원만",
            "$50",
            "€50",
            "50 USD",
            "NaN",
            "Infinity",
            "0x10",
            "½",
            "5m",
            ",",
            "5,",
            ".5",
            "15²",
            "5²",
            "²",
            "15₂",
            "①",
            "50,00①",
            "1½",
            "⒈5",
            "🄂000",
            "5만²",
            "③만",
            "k",
            "K",
            "k5",
            "만k",
            "5만k",
            "백k",
            "5천k",
            "5k만",
            "5kk",
            "20만05",
            "1만0",
            "9" * (LONGEST + 1),
        )
    ),
    ("dollar", "49.90", "49.9"),
    ("dollar", "$49.90", "49.9"),
    ("dollar", "US$ 1,000", "1000"),
    ("dollar", "1,234.56", "1234.56"),
    ("dollar", "1.234,56", "1234.56"),
    ("dollar", "49,90", "49.9"),  # thousands have three
    ("dollar", "1.5", "1.5"),
    ("dollar", "1.000", "1000 1"),
    ("dollar", "1,5", "15 1.5"),
    ("dollar", "0.005", "5 0.005"),
    ("dollar", "50,000원", ""),
    ("dollar", "15²", ""),
    ("dollar", "49.9⁰", ""),
    ("dollar", "k", ""),
    ("dollar", "2k", "2000"),
    ("dollar", "20만오", "200005 205000"),
    ("euro", "49,90 €", "49.9"),
    ("euro", "49.90", "49.9"),
    ("euro", "1,5", "1.5"),
    ("euro", "1.000,00", "1000"),
    ("euro", "1 234,56", "1234.56"),
    ("euro", "1.000", "1000 1"),
    ("euro", "1,000", "1000 1"),
    ("euro", "1.5", "15 1.5"),
    ("dong", "50.000 ₫", "50000"),
    ("dong", "50,000", "50000 50"),
]


@pytest.mark.parametrize(("shop", "typed", "meant"), TABLE)
def test_an_amount_is_what_it_surely_is_or_all_it_can_be(shop: str, typed: str, meant: str) -> None:
    readings = readings_of(typed, spelling_of(*SHOPS[shop]))
    assert readings == tuple(Decimal(amount) for amount in meant.split())


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("50.000", "amount_unclear", "“50.000”: is it 50,000 KRW or 50 KRW?"),
        ("50,00", "amount_unclear", "“50,00”: is it 5,000 KRW or 50 KRW?"),
        # There is no choice where no coin pays one of the two.
        ("1.234", "amount_unclear", "“1.234”: if you mean 1,234 KRW, type it without a sign"),
        ("2,5000", "amount_unclear", "“2,5000”: if you mean 25,000 KRW, type it without a sign"),
        ("0,050", "amount_unclear", "if you mean 50 KRW"),
        ("1,5", "amount_too_fine", "Amounts in KRW have no decimals."),
        ("1.5원", "amount_too_fine", "Amounts in KRW have no decimals."),
        ("250,000.50", "amount_too_fine", "Amounts in KRW have no decimals."),
        ("250.000,5 원", "amount_too_fine", "Amounts in KRW have no decimals."),
        ("약 25만원", "amount_unreadable", "One exact amount is needed here"),
        ("25만~30만", "amount_unreadable", "One exact amount is needed here"),
        ("25만원에서 30만원", "amount_unreadable", "One exact amount is needed here"),
        ("250000 - 300000", "amount_unreadable", "One exact amount is needed here"),
        ("₩250,000–₩300,000", "amount_unreadable", "One exact amount is needed here"),
        ("20만 이상", "amount_unreadable", "One exact amount is needed here"),
        ("25만 또는 30만", "amount_unreadable", "One exact amount is needed here"),
        ("십만원쯤", "amount_unreadable", "One exact amount is needed here"),
        ("about 50000", "amount_unreadable", "One exact amount is needed here"),
        ("-5000", "amount_unreadable", "in digits, such as 50,000"),
        ("$50", "amount_currency", "Amounts are in KRW here."),
        ("50 USD", "amount_currency", "Amounts are in KRW here."),
        ("50 dollars", "amount_currency", "Amounts are in KRW here."),
        ("50유로 정도", "amount_currency", "Amounts are in KRW here."),
        ("5원x", "amount_unreadable", "in digits, such as 50,000"),
        ("₩abc", "amount_unreadable", "in digits, such as 50,000"),
        ("￦ or so", "amount_unreadable", "in digits, such as 50,000"),
        ("lots", "amount_unreadable", "in digits, such as 50,000"),
        ("1000000001", "amount_too_large", "more than 1,000,000,000 KRW"),
    ],
)
def test_a_refusal_names_the_field_and_what_it_can_mean(typed: str, code: str, says: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_amount(typed, currency="KRW", region="KR", field="cap")
    assert (no.value.code, no.value.field) == (code, "cap")
    assert says in show(no.value.message, Language.EN, "Asia/Seoul")
    assert show(no.value.message, Language.KO, "Asia/Seoul")


@pytest.mark.parametrize(
    ("currency", "region", "typed"),
    [
        ("USD", "US", "$50 or so"),
        ("CAD", "CA", "$50 or so"),
        ("EUR", "DE", "ca. 50 €"),
        ("JPY", "JP", "約50円"),
        ("CNY", "CN", "约¥50"),
    ],
)
def test_a_shops_own_sign_names_no_other_currency(currency: str, region: str, typed: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_amount(typed, currency=currency, region=region, field="cap")
    assert no.value.code == "amount_unreadable"


@settings(max_examples=examples(50, 1000), deadline=None)
@given(
    st.integers(0, MOST),
    st.sampled_from(("KRW", "USD", "EUR", "JPY", "GBP", "CHF", "PLN")),
    st.sampled_from(("KR", "US", "DE", "CH", "PL")),
)
def test_what_we_write_into_a_field_is_read_as_the_same_amount(
    minor: int, currency: str, region: str
) -> None:
    amount = Money(minor, currency)
    written = amount.show("en")
    for typed in (written, written.removesuffix(f" {currency}"), amount.show("ko")):
        assert read_amount(typed, currency=currency, region=region, field="x") == amount


@settings(max_examples=examples(50, 2000))
@given(st.text(st.sampled_from("0123456789,. '_e만천십백억오이k²원₩-"), max_size=12))
def test_no_digit_is_lost_without_a_question(typed: str) -> None:
    for shop in SHOPS.values():
        readings = readings_of(typed, spelling_of(*shop))
        assert len(set(readings)) == len(readings) <= 2
        assert all(amount.is_finite() and amount >= 0 for amount in readings)
    sure = readings_of(typed, WHOLE)
    if len(sure) == 1 and not set(typed) & set("만천십백억오이k"):
        assert sure[0] == int("".join(char for char in typed if char.isdigit()))


@settings(max_examples=examples(50, 1000))
@given(
    st.text(st.sampled_from("0123456789,. '_만천k"), max_size=12),
    st.sampled_from([("KRW", "KR"), ("USD", "US")]),
)
@example("100000_1만", ("USD", "US"))  # longer than any sentence needs, and still with its cents
def test_nobody_is_offered_an_amount_that_no_coin_pays(typed: str, shop: tuple[str, str]) -> None:
    try:
        read_amount(typed, currency=shop[0], region=shop[1], field="cap")
    except FieldRefused as no:
        said = show(no.message, Language.EN, "Asia/Seoul").removeprefix(f"“{typed.strip()}”")
        decimals = r"\.\d{2}" if shop[0] == "USD" else ""
        named = re.findall(rf"([\d,.]*\d) {shop[0]}", said)
        assert all(re.fullmatch(rf"[\d,]+{decimals}", one) for one in named)
    else:
        assert typed


@settings(max_examples=examples(50, 1000))
@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_amount_or_refused_in_words(typed: str) -> None:
    try:
        said = read_amount(typed, currency="KRW", region="KR", field="cap").minor <= MOST
    except FieldRefused as no:
        said = no.field == "cap" and bool(no.message)
    assert said
