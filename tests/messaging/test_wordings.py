"""Every text arrives whole: what Korean networks carry, within the segment budget, with the longest real values."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.courier.states import FAILURE_LABEL
from app.journeys.promises import LONGEST_NOTE
from app.journeys.warn_of_delay import DELAYS
from app.kernel.house import House
from app.kernel.i18n import Language, text, translate
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.kernel.show import Window
from app.messaging.kinds import SEGMENT_BUDGET, WORDINGS, TextKind
from app.messaging.writing import LINK, count_segments, passes_korean_networks, write
from app.tickets.labels import STAGE

HOUSE = House()
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
WITHOUT_LINK = {TextKind.PHONE_CODE, TextKind.WHICH_TICKET, TextKind.OPTED_OUT}
WHAT_IS_NEXT = {"due", "window", "slots"}
URL = "https://repair.mendpost.example/t/" + new_token()
# "Wed 30 Sept 18:00" and "12월 30일(수) 18:00" are the longest dates
LATE = {
    Language.EN: datetime(2026, 9, 30, 9, 0, tzinfo=UTC),
    Language.KO: datetime(2026, 12, 30, 9, 0, tzinfo=UTC),
}


def longest_words(kind: TextKind, language: Language) -> dict[str, Any]:
    """The longest values that can really stand in a text."""
    stages = sorted((translate(language, stage) for stage in STAGE.values()), key=len)
    reasons = [text(label) for label in FAILURE_LABEL.values()]
    longest_reason = max(reasons, key=lambda reason: len(translate(language, reason)))
    assert all(len(translate(language, reason)) <= LONGEST_NOTE for reason, _ in DELAYS.values())
    window = Window(LATE[language], LATE[language] + timedelta(hours=2), HOUSE.zone)
    own_words = ("부품을 다시 주문했고 " if language is Language.KO else "Part reordered, x ") * 20
    codes = " ".join(f"{n}) ABCD-EFGH-JKMN" for n in range(1, 5))
    notes: dict[TextKind, Any] = {
        TextKind.PICKUP_FAILED: longest_reason,
        TextKind.DELIVERY_FAILED: longest_reason,
        TextKind.WHICH_TICKET: codes,
        TextKind.DELIVERED: "김수한무거북이" if language is Language.KO else "Mrs Featherstonehaugh",
    }
    return {
        "code": "ABCD-EFGH-JKMN",
        "number": "123456",
        "due": LATE[language],
        "amount": Money(12_345_000),
        "window": window,
        "slots": (window, window, window),
        "stage": stages[-1],
        "technician": "남궁민수선임기사" if language is Language.KO else "Bartholomew Winterbourne",
        "note": notes.get(kind, own_words[:LONGEST_NOTE]),
    }


def longest(kind: TextKind, language: Language) -> str:
    return write(kind, language, HOUSE, longest_words(kind, language)).replace(LINK, URL)


EVERY = [(kind, language) for kind in TextKind for language in Language]


def test_every_kind_has_its_wording() -> None:
    assert set(WORDINGS) == set(TextKind)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_stays_within_the_segment_budget(kind: TextKind, language: Language) -> None:
    body = longest(kind, language)
    assert count_segments(body) <= SEGMENT_BUDGET, f"{len(body)} characters: {body}"


@pytest.mark.parametrize("kind", TextKind)
def test_korean_networks_carry_every_character(kind: TextKind) -> None:
    body = longest(kind, Language.KO)
    assert passes_korean_networks(body), [char for char in body if not passes_korean_networks(char)]


@pytest.mark.parametrize("kind", TextKind)
def test_english_needs_no_second_alphabet(kind: TextKind) -> None:
    """One odd character would more than halve what fits into a segment."""
    body = longest(kind, Language.EN)
    assert count_segments(body) <= -(-len(body) // 153)


@pytest.mark.parametrize("kind", TextKind)
def test_both_languages_say_the_same_things(kind: TextKind) -> None:
    wording = WORDINGS[kind]
    assert set(PLACEHOLDER.findall(wording.en)) == set(PLACEHOLDER.findall(wording.ko))


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_names_the_shop_and_ends_with_the_link(kind: TextKind, language: Language) -> None:
    wording = WORDINGS[kind]
    said = wording.ko if language is Language.KO else wording.en
    assert "%(shop)s" in said
    assert said.endswith("%(link)s") is (kind not in WITHOUT_LINK)


@pytest.mark.parametrize("kind", sorted(set(TextKind) - WITHOUT_LINK - {TextKind.HELP_REPLY}))
def test_it_says_which_repair_is_meant(kind: TextKind) -> None:
    assert "%(code)s" in WORDINGS[kind].en


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_no_word_of_advertising_and_none_that_others_own(kind: TextKind, language: Language) -> None:
    body = longest(kind, language).upper()
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
