"""Money is shown as people write it and never mixes currencies."""

import pytest

from app.kernel.money import Money


@pytest.mark.parametrize(
    ("money", "language", "shown"),
    [
        (Money(50000), "ko", "50,000원"),
        (Money(50000), "en", "50,000 KRW"),
        (Money(0), "ko", "0원"),
        (Money(4990, "USD"), "en", "49.90 USD"),
        (Money(4990, "USD"), "ko", "49.90 USD"),
        (Money(1234567), "en", "1,234,567 KRW"),
        (Money(1500, "KWD"), "en", "1.500 KWD"),
    ],
)
def test_money_is_shown_as_people_write_it(money: Money, language: str, shown: str) -> None:
    assert money.show(language) == shown


def test_won_fits_into_a_korean_text_message() -> None:
    assert Money(50000).show("ko").encode("euc_kr").decode("euc_kr") == "50,000원"


def test_amounts_add_up_and_compare() -> None:
    assert Money(100) + Money(50) == Money(150)
    assert Money(100) < Money(150)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="cannot add USD to KRW"):
        Money(100) + Money(100, "USD")
