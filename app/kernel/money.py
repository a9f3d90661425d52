"""Money: whole minor units and a currency; won has no smaller unit."""

from dataclasses import dataclass

from babel.numbers import get_currency_precision


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (won, cents). Mixing currencies is a programming error."""

    minor: int
    currency: str = "KRW"

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def show(self, language: str) -> str:
        """As people write it: `50,000원`, `50,000 KRW`, `49.90 USD`.

        The won sign is not used: it falls outside what Korean SMS can carry.
        """
        digits = get_currency_precision(self.currency)
        number = f"{self.minor / 10**digits:,.{digits}f}"
        if self.currency == "KRW" and language == "ko":
            return f"{number}원"
        return f"{number} {self.currency}"
