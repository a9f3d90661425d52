"""People are met again by a proved number only; addresses are written anew."""

from datetime import UTC, datetime

import pytest

from app.customers import queries
from app.customers.models import Customer
from app.customers.service import get_or_create, read_postcode
from app.kernel.db import Database
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Language

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "04524",
        " 04524 ",
        "０４５２４",
        "٠٤٥٢٤",
        "045 24",
        "0452-4",
        "04524\u200b",
        "\ufeff04524",
        "04\u00ad524",
        "(04524)",
        "（04524）",
        "[04524]",
        "우)04524",
        "우) 04524",
        "우 04524",
        "우편번호: 04524",
        "〒04524",
    ],
)
def test_a_postcode_is_five_digits_however_spelled(typed: str) -> None:
    assert read_postcode(typed) == "04524"


@pytest.mark.parametrize("typed", ["", "1234", "1234567", "abcde", "٠٤٥٢٤x", "045O4", "04524 04524"])
def test_another_postcode_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_postcode(typed)
    assert no.value.field == "postcode"
    assert "04524" in str(no.value.message)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("110-121", "postcode_old"),
        ("110 121", "postcode_old"),
        ("04524-1", "postcode"),  # five digits and something behind them
        ("0-4524-1", "postcode"),
        ("우)123 456", "postcode_old"),
        ("00000", "postcode_unknown"),
        ("00999", "postcode_unknown"),
        ("64000", "postcode_unknown"),
        ("99999", "postcode_unknown"),
    ],
)
def test_a_postcode_that_is_none_any_more_or_never_was_is_called_so(typed: str, code: str) -> None:
    with pytest.raises(FieldRefused) as no:
        read_postcode(typed)
    assert (no.value.field, no.value.code) == ("postcode", code)


def test_the_newest_name_and_language_hold(database: Database) -> None:
    for name, language in (("김하늘", Language.KO), ("Haneul", Language.EN)):
        with database.transaction() as session:
            get_or_create(session, verified_phone="+821012345678", name=name, language=language, now=NOW)
    with database.reading() as session:
        customer = queries.by_phone(session, "+821012345678")
        assert customer is not None
        assert (customer.name, customer.language) == ("Haneul", Language.EN)
        assert queries.by_phone(session, "+821000000000") is None


def test_two_confirmations_in_the_same_moment_meet_the_same_person(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        get_or_create(session, verified_phone="+821012345678", name="A", language=Language.KO, now=NOW)
    found: list[Customer | None] = [None]  # the first look comes before the other one has committed

    def look(session: object, phone: str) -> Customer | None:
        return found.pop() if found else real(session, phone)  # type: ignore[arg-type]

    real = queries.by_phone
    monkeypatch.setattr(queries, "by_phone", look)  # a race cannot be timed, so its outcome is played
    with database.transaction() as session:
        assert (
            get_or_create(
                session, verified_phone="+821012345678", name="B", language=Language.KO, now=NOW
            ).name
            == "B"
        )
