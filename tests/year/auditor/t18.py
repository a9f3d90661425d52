"""T18: "Each figure on a page equals the same figure computed from raw history by other code."

Seen once a day: the manager's overview (open repairs, overdue, by state and their sum) and the places and counts of the
bench, against the events of all repairs folded anew. The kept promises are held by T3. Not seen yet: figures of pages that
later issues bring.
"""

from collections import Counter
from collections.abc import Iterator

from lxml import html

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Book
from tests.year.auditor.rows import ENDS, moment
from tests.year.auditor.staff import staff_page

TRUTH = "T18"
_STANDING = """SELECT t.code, t.due_at, e.to_state, e.action, e.version FROM tickets t
    JOIN ticket_events e ON e.ticket_id = t.id
    WHERE e.version = (SELECT MAX(x.version) FROM ticket_events x WHERE x.ticket_id = t.id)"""


def look_daily(book: Book) -> Iterator[Breach]:
    """The overview against history."""
    rows = book.seen.rows(_STANDING)
    standing = {row["code"]: (row["to_state"], moment(row["due_at"])) for row in rows}
    states = Counter(state for state, _ in standing.values() if state not in ENDS)
    late = Counter(
        state for state, due in standing.values() if state not in ENDS and due is not None and due < book.now
    )
    page = staff_page(book.seen, "manager", "/manage")
    figures = _figures(page)
    yield from _differs(book, "Open repairs", figures.get("Open repairs"), sum(states.values()))
    yield from _differs(book, "Overdue", figures.get("Overdue"), sum(late.values()))
    shown = {_state(cells[0]): (cells[1], cells[2]) for cells in _table(page)}
    for state in sorted(set(shown) | set(states)):
        count, behind = shown.get(state, ("0", "0"))
        yield from _differs(book, state, count, states[state])
        yield from _differs(book, f"{state}, overdue", behind, late[state])


def _differs(book: Book, what: str, shown: str | None, counted: int) -> Iterator[Breach]:
    if shown is None or shown.strip() != str(counted):
        yield Breach("", TRUTH, book.now, f"{what}: {shown}", f"history says {counted}")


def _figures(page: html.HtmlElement) -> dict[str, str]:
    return {
        " ".join(entry.find("dt").text_content().split()): " ".join(entry.find("dd").text_content().split())
        for entry in page.xpath("//dl[contains(@class, 'figures')]/div")
    }


def _table(page: html.HtmlElement) -> Iterator[list[str]]:
    for line in page.xpath("//table[contains(@class, 'counts')]/tbody/tr"):
        cells = line.findall("td")
        links = cells[0].xpath(".//a/@href")
        yield [str(links[0]) if links else "", *(" ".join(c.text_content().split()) for c in cells[1:])]


def _state(link: str) -> str:
    return link.partition("state=")[2].partition("&")[0]
