"""What staff see: a page as somebody of a role reads it, and whether anything can be done on it."""

from lxml import html

from tests.year.seen import Seen


class NotSignedIn(AssertionError):
    """The seam showed the sign-in instead of the page: nothing could be audited there."""


def staff_page(seen: Seen, role: str, path: str) -> html.HtmlElement:
    """The page in English. Raises NotSignedIn."""
    page = html.fromstring(seen.staff_page(role, path, "en"))
    if page.xpath("//main//input[@name='password']"):
        raise NotSignedIn(f"{role} {path}")
    return page


def words(page: html.HtmlElement) -> str:
    """All of it on one line."""
    return " ".join(page.text_content().split())
