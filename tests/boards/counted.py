"""How often a list asks the database: as often for twenty rows as for one."""

from collections.abc import Callable, Sized

from sqlalchemy.orm import Session

from tests.asked import asked
from tests.shop import Shop

MANY = 20
Rows = Callable[[Session], Sized]


def asks_no_more_for_many(shop: Shop, one_more: Callable[[], object], rows: Rows, *, asks: int) -> None:
    """Read the list with one row and with twenty: all of them come, by the same few statements."""
    one_more()
    assert _read(shop, rows) == (1, asks)
    for _ in range(MANY - 1):
        one_more()
    assert _read(shop, rows) == (MANY, asks)


def _read(shop: Shop, rows: Rows) -> tuple[int, int]:
    """How many rows come, and how often the database is asked for them."""
    with asked(shop.database.engine) as statements, shop.database.reading() as session:
        found = len(rows(session))
    return found, len([one for one in statements if not one.startswith("BEGIN")])
