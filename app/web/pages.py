"""Turning the pages of a long list: which one an address asks for, and the links to the ones beside it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from app.kernel.entering import read_whole
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.paging import MOST_PAGES, PAGE_SIZE, Page


@dataclass(frozen=True, slots=True)
class Beside:
    """Addresses of the pages before and after this one, None where there are none."""

    newer: str | None
    older: str | None


def page_asked(name: str = "page", *, size: int = PAGE_SIZE) -> Page:
    """The page that `name` of the address asks for, the first where it asks for none.

    Raises FieldRefused for a number that no page has.
    """
    typed = request.args.get(name)
    if not typed or not typed.isdecimal():
        return Page(size=size)
    number = read_whole(typed, least=1, most=MOST_PAGES)
    if number is None:
        raise FieldRefused(
            text("“page” is a whole number from 1 to %(most)s. Start from the first page.", most=MOST_PAGES),
            field="page",
        )
    return Page(number, size)


def beside(page: Page, address: str, *, more: bool, name: str = "page") -> Beside:
    """The links of a list at `address`, whatever else its address asks for kept; `more` rows come after this page."""
    asked = request.args.to_dict()

    def at(number: int) -> str:
        return f"{address}?{urlencode({**asked, name: str(number)})}"

    return Beside(
        newer=at(page.number - 1) if page.number > 1 else None, older=at(page.number + 1) if more else None
    )
