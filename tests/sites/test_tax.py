"""The tax that a price contains."""

import pytest

from app.kernel.money import Money
from app.sites.tax import contained_tax


@pytest.mark.parametrize(("total", "tax"), [(110_000, 10_000), (50_000, 4_545), (0, 0), (10, 0)])
def test_vat_is_contained_and_its_fraction_is_dropped(total: int, tax: int) -> None:
    assert contained_tax(Money(total)) == Money(tax)
