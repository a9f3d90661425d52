"""The evidence ladder, months and freight, as pure rules."""

from datetime import date

import pytest

from app.catalogue.kinds import ACCESSORIES, ACCESSORY_NAME, KIND_NAME, accessories, kind_name
from app.kernel.i18n import Language, translate
from app.terms.rules import (
    COVERAGE_NAME,
    PAYER_NAME,
    REASONS,
    Coverage,
    Payer,
    add_months,
    freight_payer,
    is_free,
    judge,
)
from app.tickets.legs import Leg


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 23), 3, date(2027, 2, 23)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def verdict(today: date, *, made: date | None = None, sold: date | None = None) -> Coverage:
    """Coverage of a device with a year of warranty."""
    return judge(
        today=today,
        warranty_months=12,
        serial_given=True,
        made_on=made,
        sold_on=sold,
        label_photo=False,
        proof_photo=False,
    ).coverage


def test_the_last_day_of_the_warranty_is_still_inside() -> None:
    assert verdict(date(2027, 1, 10), sold=date(2026, 1, 10)) is Coverage.WARRANTY
    assert verdict(date(2027, 1, 11), sold=date(2026, 1, 10)) is Coverage.PAID


def test_from_the_factory_three_months_are_added() -> None:
    assert verdict(date(2027, 4, 10), made=date(2026, 1, 10)) is Coverage.WARRANTY
    assert verdict(date(2027, 4, 11), made=date(2026, 1, 10)) is Coverage.PAID


def test_only_paid_work_costs_and_only_its_way_in() -> None:
    assert [coverage for coverage in Coverage if not is_free(coverage)] == [Coverage.PAID]
    assert freight_payer(Coverage.PAID, Leg.INBOUND) is Payer.CUSTOMER
    assert freight_payer(Coverage.PAID, Leg.OUTBOUND) is Payer.SHOP
    assert freight_payer(Coverage.WARRANTY, Leg.INBOUND) is Payer.SHOP


def test_every_word_of_the_terms_has_its_korean() -> None:
    words = [*COVERAGE_NAME.values(), *PAYER_NAME.values(), *REASONS.values(), *KIND_NAME.values()]
    words += ACCESSORY_NAME.values()
    assert [word for word in words if translate(Language.KO, word) == word] == []


def test_every_kind_names_what_goes_along_and_a_new_kind_has_something() -> None:
    assert {key for keys in ACCESSORIES.values() for key in keys} <= set(ACCESSORY_NAME)
    assert set(accessories("spaceship")) <= set(ACCESSORY_NAME)
    assert kind_name("spaceship") == "spaceship"
