"""Every text arrives whole: what Korean networks carry, within the segment budget, with the longest real values."""

import re

import pytest

from app.bootstrap import build_runtime
from app.cli.longest import longest_words
from app.journeys.promises import LONGEST_NOTE
from app.journeys.warn_of_delay import DELAYS
from app.kernel.house import House
from app.kernel.i18n import Language, translate
from app.kernel.ids import derive_token, new_token
from app.kernel.settings import Settings
from app.messaging.kinds import SEGMENT_BUDGET, WORDINGS, TextKind
from app.messaging.service import LINK_END
from app.messaging.writing import LINK, count_segments, passes_korean_networks, write

HOUSE = House()
ABROAD = House(two_way=frozenset())  # a sender whom no phone can answer
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
WITHOUT_LINK = {TextKind.PHONE_CODE, TextKind.WHICH_TICKET, TextKind.OPTED_OUT}
BY_WHEN = {"due", "window", "slots"}
# Nothing follows, or the reader alone decides when.
WITHOUT_DATE = {
    TextKind.PHONE_CODE,
    TextKind.NO_SHIP_NEEDED,
    TextKind.CANCELLED,
    TextKind.EXPIRED,
    TextKind.CLOSED,
    TextKind.TECHNICIAN_WROTE,
    TextKind.HELP_REPLY,
    TextKind.WHICH_TICKET,
    TextKind.OPTED_OUT,
    TextKind.OPTED_IN,
}
# The device is not at home: the text says where.
AWAY = {
    TextKind.PICKUP_COLLECTED,
    TextKind.PARCEL_RECEIVED,
    TextKind.DIAGNOSIS_STARTED,
    TextKind.ON_HOLD,
    TextKind.HOLD_RELEASED,
    TextKind.QUOTE_SENT,
    TextKind.QUOTE_REMINDER,
    TextKind.AWAITING_PARTS,
    TextKind.DATE_SLIPPED,
    TextKind.REPAIR_STARTED,
    TextKind.RETURN_UNREPAIRED,
    TextKind.PAYMENT_DUE,
    TextKind.RETURN_READY,
    TextKind.RETURN_BOOKED,
    TextKind.RETURN_TOMORROW,
    TextKind.RETURN_TODAY,
    TextKind.ON_ITS_WAY,
    TextKind.DELIVERY_FAILED,
    TextKind.DELIVERED,
    TextKind.STATUS_REPLY,
    TextKind.NOTHING_TO_DECIDE,
}
WHERE = {
    Language.EN: re.compile(
        r"bench|workshop|courier|with us|handed to|comes? back|go(ing)? back|%\(stage\)s"
    ),
    Language.KO: re.compile(r"작업대|수리점|수거했|보관 중|전했|반송|도착|출발|돌려드|보내드|%\(stage\)s"),
}
ASKS_FOR_A_REPLY = re.compile(r"\brepl(y|ies)\b|\bSTOP\b|답장|수신거부", re.IGNORECASE)
URL = "https://repair.mendpost.example/t/" + new_token()


def longest(kind: TextKind, language: Language, house: House = HOUSE) -> str:
    return write(kind, language, house, longest_words(kind, language, house)).replace(LINK, URL)


def versions(kind: TextKind, language: Language) -> list[str]:
    """The wording for phones that can answer, and for those that cannot."""
    return [WORDINGS[kind].said(language, can_answer=able) for able in (True, False)]


EVERY = [(kind, language) for kind in TextKind for language in Language]
HOUSES = pytest.mark.parametrize("house", [HOUSE, ABROAD], ids=["by reply", "by link"])


def test_a_reason_for_a_delay_is_no_longer_than_a_note_may_be() -> None:
    for reason, _ in DELAYS.values():
        assert all(len(translate(language, reason)) <= LONGEST_NOTE for language in Language)


def test_every_kind_has_its_wording() -> None:
    assert set(WORDINGS) == set(TextKind)


@HOUSES
@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_stays_within_the_segment_budget(kind: TextKind, language: Language, house: House) -> None:
    body = longest(kind, language, house)
    assert count_segments(body) <= SEGMENT_BUDGET, f"{len(body)} characters: {body}"


@HOUSES
@pytest.mark.parametrize("kind", TextKind)
def test_korean_networks_carry_every_character(kind: TextKind, house: House) -> None:
    body = longest(kind, Language.KO, house)
    assert passes_korean_networks(body), [char for char in body if not passes_korean_networks(char)]


@HOUSES
@pytest.mark.parametrize("kind", TextKind)
def test_english_needs_no_second_alphabet(kind: TextKind, house: House) -> None:
    """One odd character would more than halve what fits into a segment."""
    body = longest(kind, Language.EN, house)
    assert count_segments(body) <= -(-len(body) // 153)


@pytest.mark.parametrize("kind", TextKind)
def test_both_languages_say_the_same_things(kind: TextKind) -> None:
    said = versions(kind, Language.EN) + versions(kind, Language.KO)
    assert len({frozenset(PLACEHOLDER.findall(one)) for one in said}) == 1
    assert (WORDINGS[kind].en_link is None) is (WORDINGS[kind].ko_link is None)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_names_the_shop_and_ends_with_the_link(kind: TextKind, language: Language) -> None:
    for said in versions(kind, language):
        assert "%(shop)s" in said
        assert said.endswith("%(link)s") is (kind not in WITHOUT_LINK)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_says_by_when(kind: TextKind, language: Language) -> None:
    for said in versions(kind, language):
        assert bool(BY_WHEN & set(PLACEHOLDER.findall(said))) is (kind not in WITHOUT_DATE)


@pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in sorted(AWAY) for language in Language]
)
def test_it_says_where_the_device_is(kind: TextKind, language: Language) -> None:
    assert all(WHERE[language].search(said) for said in versions(kind, language))


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_who_cannot_answer_is_not_asked_to(kind: TextKind, language: Language) -> None:
    by_reply, by_link = versions(kind, language)
    assert not ASKS_FOR_A_REPLY.search(by_link)
    if kind is not TextKind.WHICH_TICKET:  # it can only name the texts that have the links
        assert "%(link)s" in by_link or by_link == by_reply


def test_the_phone_decides_and_not_the_shop() -> None:
    """A Korean shop on a sender that American phones can answer."""
    house = House(two_way=frozenset({"US"}))
    words = longest_words(TextKind.QUOTE_SENT, Language.EN, HOUSE)
    asked = {
        phone: "Reply OK" in write(TextKind.QUOTE_SENT, Language.EN, house, words, to_phone=phone)
        for phone in ("+14155550100", "+821012345678", "+881612345678", None)
    }
    assert asked == {"+14155550100": True, "+821012345678": False, "+881612345678": False, None: False}


def test_a_korean_shop_on_twilio_asks_for_a_tap_and_a_demo_shop_for_a_reply() -> None:
    """Twilio lists no two-way SMS for South Korea: what its sender can do becomes what the house knows."""
    account = {"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_from": "+14155550100"}
    real = build_runtime(Settings(database_url="sqlite://", **account)).house  # type: ignore[arg-type]
    demo = build_runtime(Settings(database_url="sqlite://")).house
    words = longest_words(TextKind.QUOTE_SENT, Language.KO, HOUSE)
    assert "답장" not in write(TextKind.QUOTE_SENT, Language.KO, real, words, to_phone="+821012345678")
    assert "답장" in write(TextKind.QUOTE_SENT, Language.KO, demo, words, to_phone="+821012345678")
    assert real.hears_from("US")


def test_the_link_is_short() -> None:
    """At most 30 characters after the host; the count for segments assumes exactly what leaves."""
    assert len(LINK_END) <= 30
    assert len(LINK_END) == len("/t/" + derive_token("secret", "ticket", "one")) == len("/t/" + new_token())


@pytest.mark.parametrize(
    "kind", sorted(set(TextKind) - WITHOUT_LINK - {TextKind.HELP_REPLY, TextKind.OPTED_IN})
)
def test_it_says_which_repair_is_meant(kind: TextKind) -> None:
    assert "%(code)s" in WORDINGS[kind].en


@HOUSES
@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_no_word_of_advertising_and_none_that_others_own(
    kind: TextKind, language: Language, house: House
) -> None:
    body = longest(kind, language, house).upper()
    assert not re.search(
        r"할인|이벤트|혜택|쿠폰|SALE|OFFER ENDS|DISCOUNT|REPLY (YES|CANCEL|END|QUIT|START)", body
    )


@pytest.mark.parametrize(
    ("char", "passes"), [("가", True), ("₩", False), ("—", False), ("😀", False), ("똠", False)]
)
def test_characters_that_break_on_the_way_are_known(char: str, passes: bool) -> None:
    assert passes_korean_networks(char) is passes


@pytest.mark.parametrize(
    ("body", "segments"),
    [("a" * 160, 1), ("a" * 161, 2), ("[" * 80, 1), ("[" * 81, 2), ("가" * 70, 1), ("가" * 71, 2), ("", 1)],
)
def test_segments_are_counted_as_networks_do(body: str, segments: int) -> None:
    assert count_segments(body) == segments


def test_a_missing_value_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        write(TextKind.QUOTE_SENT, Language.KO, HOUSE, {"code": "X"})
