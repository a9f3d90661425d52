"""Phone numbers are taken in any spelling, and told apart by whether a text can arrive."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.customers.phones import can_get_texts, dialled_from, mask_phone, read_mobile, read_phone, show_phone
from app.customers.senders import is_number, sender_in_words
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Language
from app.kernel.show import show
from tests.tiers import examples


@pytest.mark.parametrize(
    "typed",
    [
        "010-1234-5678",
        "01012345678",
        "010 1234 5678",
        "+82 10-1234-5678",
        "010.1234.5678",
        "０１０－１２３４－５６７８",
        "(010) 1234-5678",
        "010–1234–5678",
        "010\u200b-1234\ufeff-5678",
        "\u202a010-1234-5678\u202c",  # as copied from a phone's contacts
        "٠١٠-١٢٣٤-٥٦٧٨",
        "tel:010-1234-5678",
        "휴대폰 010-1234-5678",
        "010-1234-5678번",
        "+82 010-1234-5678",
        "+82 (0)10-1234-5678",
        "008210-1234-5678",
        "00 82 10-1234-5678",
        "0082 (0)10 1234 5678",
    ],
)
def test_any_common_spelling_means_the_same_phone(typed: str) -> None:
    assert read_phone(typed, "KR") == "+821012345678"


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert read_phone("+1 415 555 2671", "KR") == "+14155552671"
    assert can_get_texts("+14155552671")


@pytest.mark.parametrize("typed", ["02-312-3456", "1588-1234", "0507-1234-5678", "070-1234-5678"])
def test_a_number_no_text_can_reach_is_refused_with_the_remedy(typed: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_mobile(typed, "KR")
    assert no.value.code == "phone_without_texts"
    assert no.value.field == "phone"
    assert "Type a mobile number" in str(no.value.message)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hello", "phone_unreadable"),
        ("010-12", "phone_too_short"),
        ("010-1234-567", "phone_too_short"),
        ("+82 10-1234-567", "phone_too_short"),
        ("010-1234-56789", "phone_too_long"),
        ("010-1234-567O", "phone_unreadable"),  # the letter, which a telephone's keys would make a 6
        ("010-CALL-NOW", "phone_unreadable"),
        ("010-1234-5678, 010-2222-3333", "phone_several"),
        ("010-1234-5678 / 010-2222-3333", "phone_several"),
        ("010-1234-5678 또는 010-2222-3333", "phone_several"),
        ("010-1234-5678 010-2222-3333", "phone_several"),
        ("02-312-3456/7", "phone_several"),
        ("10123456789", "phone_unreadable"),
        ("010-1234-5678 x3", "phone_unreadable"),
    ],
)
def test_what_is_no_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_phone(typed, "KR")
    assert no.value.code == code


@pytest.mark.parametrize("typed", ["010-5997-2894", "010-0123-4567", "010-1999-0000", "+82 10 5997 2894"])
def test_010_and_eight_digits_are_a_mobile_number_whoever_was_given_the_block(typed: str) -> None:
    number = read_mobile(typed, "KR")
    assert (number[:5], len(number)) == ("+8210", 13)
    assert read_mobile(show_phone(number), "KR") == number


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("１０", "has 2 digits"),
        ("010-12", "has 5 digits"),
        ("10-1234-567", "has 9 digits"),
        ("+82 10-1234-567", "has 10 digits"),
        ("010-1234-56789", "has 12 digits"),
    ],
)
def test_the_digits_are_counted_that_were_typed(typed: str, says: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_phone(typed, "KR")
    assert says in show(no.value.message, Language.EN, "Asia/Seoul")


def test_a_number_is_shown_as_people_at_home_write_it() -> None:
    assert show_phone("+821012345678") == "010-1234-5678"


@pytest.mark.parametrize(
    ("sender", "says"),
    [
        ("+821012345678", "010-1234-5678"),
        ("+12125550123", "+1 212-555-0123"),
        ("whatsapp:+821012345678", "010-1234-5678 by WhatsApp"),
        ("+266696687", "Number withheld"),
        ("anonymous", "Number withheld"),
        *(
            (raw, raw)
            for raw in (
                "68849",
                "12345",
                "MYBANK",
                "+1",
                "+82",
                "+",
                "",
                "client:abc",
                "rcs:brand_agent",
                "1588-1234",
                "821012345678",
            )
        ),
    ],
)
def test_a_sender_is_any_string_and_a_phone_number_only_where_it_is_one(sender: str, says: str) -> None:
    assert show(sender_in_words(sender, "KR"), Language.EN, "Asia/Seoul") == says
    assert len(mask_phone(sender)) >= len(sender[-4:])


@pytest.mark.parametrize(
    ("sender", "number"),
    [
        ("+821012345678", True),
        ("+6834000", True),
        ("+123456789012345", True),
        ("+1234567890123456", False),
        ("whatsapp:+821012345678", False),
        ("+266696687", False),
        ("+68849", False),
        ("821012345678", False),
        ("+８２１０１２３４５６７８", False),
        ("+821012345678\n", False),
        ("", False),
    ],
)
def test_only_a_phones_own_number_can_be_written_to(sender: str, number: bool) -> None:
    assert is_number(sender) is number


@settings(max_examples=examples(50, 1000))
@given(st.one_of(st.text(max_size=40), st.from_regex(r"\+[0-9]{1,18}", fullmatch=True)))
def test_whoever_sends_can_be_shown(sender: str) -> None:
    assert isinstance(show(sender_in_words(sender, "KR"), Language.KO, "Asia/Seoul"), str)
    assert isinstance(show_phone(sender) + mask_phone(sender) + dialled_from(sender, "US"), str)
    assert can_get_texts(sender) in (True, False)


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    with suppress(FieldRefused):
        assert read_phone(typed, "KR").startswith("+")
