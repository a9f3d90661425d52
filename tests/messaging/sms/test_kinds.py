"""Every text arrives whole: what Korean networks carry, within the segment budget, with the longest real values."""

import re

import pytest

from app.bootstrap import build_runtime
from app.cli.longest import longest_words
from app.journeys.repair.due_dates import LONGEST_NOTE
from app.journeys.watch.watch_promises import DELAYS
from app.kernel.i18n import Language, translate
from app.kernel.ids import derive_token, new_token
from app.messaging.sms.carrying import passes_korean_networks
from app.messaging.sms.kinds import SEGMENT_BUDGET, WORDINGS, SmsKind
from app.messaging.sms.service import LINK_END
from app.messaging.sms.writing import LINK, count_segments, write
from app.sites.site import Site
from tests.settings import demo_settings, real_settings

HOUSE = Site()
ABROAD = Site(two_way=frozenset())  # a sender whom no phone can answer
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
WITHOUT_LINK = {SmsKind.PHONE_CODE, SmsKind.WHICH_TICKET, SmsKind.OPTED_OUT}
BY_WHEN = {"due", "window", "slots"}
# Nothing follows, or the reader alone decides when.
WITHOUT_DATE = {
    SmsKind.PHONE_CODE,
    SmsKind.NO_SHIP_NEEDED,
    SmsKind.CANCELLED,
    SmsKind.SCAN_WITHDRAWN,
    SmsKind.EXPIRED,
    SmsKind.CLOSED,
    SmsKind.TECHNICIAN_WROTE,
    SmsKind.HELP_REPLY,
    SmsKind.TRIAL,
    SmsKind.PICTURE_MISSED,
    SmsKind.WHICH_TICKET,
    SmsKind.OPTED_OUT,
    SmsKind.OPTED_IN,
}
# The device is not at home: the text says where.
AWAY = {
    SmsKind.PICKUP_COLLECTED,
    SmsKind.PARCEL_RECEIVED,
    SmsKind.DIAGNOSIS_STARTED,
    SmsKind.ON_HOLD,
    SmsKind.HOLD_RELEASED,
    SmsKind.QUOTE_SENT,
    SmsKind.QUOTE_REMINDER,
    SmsKind.QUOTE_LAST_REMINDER,
    SmsKind.AWAITING_PARTS,
    SmsKind.DATE_SLIPPED,
    SmsKind.REPAIR_STARTED,
    SmsKind.RETURN_UNREPAIRED,
    SmsKind.PAYMENT_DUE,
    SmsKind.RETURN_READY,
    SmsKind.RETURN_BOOKED,
    SmsKind.RETURN_TOMORROW,
    SmsKind.RETURN_TODAY,
    SmsKind.ON_ITS_WAY,
    SmsKind.DELIVERY_FAILED,
    SmsKind.DELIVERED,
    SmsKind.STATUS_REPLY,
    SmsKind.NOTHING_TO_DECIDE,
    SmsKind.ANSWERS_DIFFER,
    SmsKind.PICKUP_AFTER_ALL,
    SmsKind.ARRIVED_AFTER_ALL,
    SmsKind.ARRIVED_UNASKED,
    SmsKind.CAME_BACK,
    SmsKind.RETURN_MISSED,
    SmsKind.RETURN_UNNOTED,
    SmsKind.DELIVERED_AFTER_ALL,
}
WHERE = {
    Language.EN: re.compile(r"workshop|courier|with us|handed to|comes? back|go(ing)? back|%\(stage\)s"),
    Language.KO: re.compile(r"수리센터|수거했|보관 중|전했|배송|도착|출발|돌려드|보내드|%\(stage\)s"),
}
ASKS_FOR_A_REPLY = re.compile(r"\brepl(y|ies)\b|\bSTOP\b|답장|수신거부", re.IGNORECASE)
NOT_OURS = re.compile(r"할인|이벤트|혜택|쿠폰|SALE|OFFER ENDS|DISCOUNT|REPLY (YES|CANCEL|END|QUIT|START)")
URL = "https://repair.mendpost.example/t/" + new_token()


def longest(kind: SmsKind, language: Language, site: Site = HOUSE) -> str:
    return write(kind, language, site, longest_words(kind, language, site)).replace(LINK, URL)


def versions(kind: SmsKind, language: Language) -> list[str]:
    """The wording for phones that can answer, and for those that cannot."""
    return [WORDINGS[kind].said(language, can_answer=able) for able in (True, False)]


EVERY = [(kind, language) for kind in SmsKind for language in Language]
SITES = {"by reply": HOUSE, "by link": ABROAD}


def test_a_reason_for_a_delay_is_no_longer_than_a_note_may_be() -> None:
    for reason, _ in DELAYS.values():
        assert all(len(translate(language, reason)) <= LONGEST_NOTE for language in Language)


def test_every_kind_has_its_wording() -> None:
    assert set(WORDINGS) == set(SmsKind)


def test_each_stays_within_the_segment_budget() -> None:
    bodies = [longest(kind, language, site) for kind, language in EVERY for site in SITES.values()]
    assert {body: len(body) for body in bodies if count_segments(body) > SEGMENT_BUDGET} == {}


def test_korean_networks_carry_every_character() -> None:
    bodies = {
        (kind, how): longest(kind, Language.KO, site) for kind in SmsKind for how, site in SITES.items()
    }
    lost = {key: [char for char in body if not passes_korean_networks(char)] for key, body in bodies.items()}
    assert {key: chars for key, chars in lost.items() if chars} == {}
    ours = [said for kind in SmsKind for said in versions(kind, Language.KO)]
    # Nor is one of ours written otherwise.
    assert [said for said in ours if not passes_korean_networks(said)] == []


def test_english_needs_no_second_alphabet() -> None:
    """One odd character would more than halve what fits into a segment."""
    bodies = [longest(kind, Language.EN, site) for kind in SmsKind for site in SITES.values()]
    assert [body for body in bodies if count_segments(body) > -(-len(body) // 153)] == []


def test_both_languages_say_the_same_things() -> None:
    said = {kind: versions(kind, Language.EN) + versions(kind, Language.KO) for kind in SmsKind}
    names = {kind: {frozenset(PLACEHOLDER.findall(one)) for one in texts} for kind, texts in said.items()}
    assert {kind: found for kind, found in names.items() if len(found) != 1} == {}
    assert [k for k in SmsKind if (WORDINGS[k].en_link is None) is not (WORDINGS[k].ko_link is None)] == []


def test_each_names_the_shop_and_ends_with_the_link() -> None:
    said = [(kind, one) for kind, language in EVERY for one in versions(kind, language)]
    assert [one for _, one in said if "%(shop)s" not in one] == []
    assert [one for kind, one in said if one.endswith("%(link)s") is (kind in WITHOUT_LINK)] == []


def test_each_says_by_when() -> None:
    said = [(kind, one) for kind, language in EVERY for one in versions(kind, language)]
    dated = [(kind, one, bool(BY_WHEN & set(PLACEHOLDER.findall(one)))) for kind, one in said]
    assert [one for kind, one, is_dated in dated if is_dated is (kind in WITHOUT_DATE)] == []


def test_each_about_a_device_away_says_where_it_is() -> None:
    said = [(language, one) for kind in AWAY for language in Language for one in versions(kind, language)]
    assert [one for language, one in said if not WHERE[language].search(one)] == []


def test_none_says_that_it_lies_on_the_bench() -> None:
    """No row knows it: while a quote is thought over, a part comes or an answer is asked again, it lies in a bin."""
    said = [one for kind in SmsKind for language in Language for one in versions(kind, language)]
    assert [one for one in said if re.search("bench|작업대", one, re.IGNORECASE)] == []


def test_who_cannot_answer_is_not_asked_to() -> None:
    pairs = [(kind, *versions(kind, language)) for kind, language in EVERY]
    assert [by_link for _, _, by_link in pairs if ASKS_FOR_A_REPLY.search(by_link)] == []
    # That can only name the texts with links.
    named = [pair for pair in pairs if pair[0] is not SmsKind.WHICH_TICKET]
    assert [
        by_link for _, by_reply, by_link in named if "%(link)s" not in by_link and by_link != by_reply
    ] == []


def test_the_phone_decides_and_not_the_shop() -> None:
    """A Korean shop on a sender that American phones can answer."""
    site = Site(two_way=frozenset({"US"}))
    words = longest_words(SmsKind.QUOTE_SENT, Language.EN, HOUSE)
    asked = {
        phone: "Reply OK" in write(SmsKind.QUOTE_SENT, Language.EN, site, words, to_phone=phone)
        for phone in ("+14155550100", "+821012345678", "+881612345678", None)
    }
    assert asked == {"+14155550100": True, "+821012345678": False, "+881612345678": False, None: False}


def test_a_korean_shop_on_twilio_asks_for_a_tap_and_a_demo_shop_for_a_reply() -> None:
    """Twilio lists no two-way SMS for South Korea: what its sender can do becomes what the house knows."""
    account = {"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_from": "+14155550100"}
    real = build_runtime(real_settings(database_url="sqlite://", **account)).site
    demo = build_runtime(demo_settings(database_url="sqlite://")).site
    words = longest_words(SmsKind.QUOTE_SENT, Language.KO, HOUSE)
    assert "답장" not in write(SmsKind.QUOTE_SENT, Language.KO, real, words, to_phone="+821012345678")
    assert "답장" in write(SmsKind.QUOTE_SENT, Language.KO, demo, words, to_phone="+821012345678")
    assert real.hears_from("US")


def test_the_link_is_short() -> None:
    """At most 30 characters after the host; the count for segments assumes exactly what leaves."""
    assert len(LINK_END) <= 30
    assert len(LINK_END) == len("/t/" + derive_token("secret", "ticket", "one")) == len("/t/" + new_token())


def test_each_says_which_repair_is_meant_and_names_the_device() -> None:
    about_one = set(SmsKind) - WITHOUT_LINK - {SmsKind.HELP_REPLY, SmsKind.TRIAL, SmsKind.OPTED_IN}
    said = [one for kind in about_one for language in Language for one in versions(kind, language)]
    assert [one for one in said if "%(code)s %(device)s" not in one] == []


def test_no_word_of_advertising_and_none_that_others_own() -> None:
    bodies = [longest(kind, language, site) for kind, language in EVERY for site in SITES.values()]
    assert [body for body in bodies if NOT_OURS.search(body.upper())] == []


@pytest.mark.parametrize(
    ("char", "passes"), [("가", True), ("₩", False), ("—", False), ("😀", False), ("똠", False)]
)
def test_characters_that_break_on_the_way_are_known(char: str, passes: bool) -> None:
    assert passes_korean_networks(char) is passes


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("[" * 80, 1),
        ("[" * 81, 2),
        ("가" * 70, 1),
        ("가" * 71, 2),
        ("", 1),
        ("가" * 66 + "😀" + "가" * 66, 3),  # no pair is split: 66, then two units and 65, then one
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 153 + "€" + "a" * 151, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),  # 33 fit a part
        ("[" * 153, 3),  # 76 fit a part
    ],
)
def test_segments_are_counted_as_networks_do(body: str, segments: int) -> None:
    assert count_segments(body) == segments


def test_a_missing_value_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        write(SmsKind.QUOTE_SENT, Language.KO, HOUSE, {"code": "X"})
