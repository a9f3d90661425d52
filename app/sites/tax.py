"""The tax that every price shown contains; one rate, as the shop stands in one country."""

from app.kernel.money import Money

VAT_PERCENT = 10  # Korean VAT, contained in every price shown (부가가치세법 §30)


def contained_tax(total: Money) -> Money:
    """The VAT within a price; a fraction of the minor unit is dropped in the customer's favour."""
    return Money(total.minor * VAT_PERCENT // (100 + VAT_PERCENT), total.currency)
