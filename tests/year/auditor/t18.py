"""T18: "Each figure on a page equals the same figure computed from raw history by other code."

Seen once a day: the manager's overview (open repairs, overdue, waiting for the customer, by state and their sum; promises
kept, overdue, moved in time) against events and the rows of promises, counted anew. Whether those rows say what customers
saw is held by T3. Not seen yet: figures of pages that later issues bring.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from lxml import html

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Book
from tests.year.auditor.rows import ENDS, Row, moment
from tests.year.auditor.staff import staff_page, words

TRUTH = "T18"
DAYS_COUNTED = timedelta(days=30)
_SAYS = re.compile(r"(\d+) of (\d+) promises of ours were kept, (\d+) are overdue; (\d+) were moved in time")
_PROMISES = """SELECT p.id, p.kind, p.party, p.due_at, p.made_at, p.ending, p.ended_at, p.noted_at, p.corrects_id, t.code
    FROM promises p JOIN tickets t ON t.id = p.ticket_id"""
_STANDING = """SELECT t.code, e.to_state, e.action, e.version FROM tickets t
    JOIN ticket_events e ON e.ticket_id = t.id
    WHERE e.version = (SELECT MAX(x.version) FROM ticket_events x WHERE x.ticket_id = t.id)"""


def look_daily(book: Book) -> Iterator[Breach]:
    """The overview against history."""
    rows = book.seen.rows(_STANDING)
    standing = {row["code"]: row["to_state"] for row in rows if row["to_state"] not in ENDS}
    states = Counter(standing.values())
    promises = book.seen.rows(_PROMISES)
    open_now = [row for row in promises if row["ending"] is None and row["code"] in standing]
    late = Counter(
        standing[code]
        for code in {row["code"] for row in open_now if row["kind"] != "reply" and _is_late(row, book.now)}
    )
    theirs = {row["code"] for row in open_now if row["party"] == "customer"}
    page = staff_page(book.seen, "manager", "/manage")
    figures = _figures(page)
    yield from _differs(book, "Open repairs", figures.get("Open repairs"), sum(states.values()))
    yield from _differs(book, "Overdue", figures.get("Overdue"), sum(late.values()))
    yield from _differs(book, "Waiting", figures.get("Waiting for the customer"), len(theirs))
    yield from _kept(book, words(page), promises)
    shown = {_state(cells[0]): (cells[1], cells[2]) for cells in _table(page)}
    for state in sorted(set(shown) | set(states)):
        count, behind = shown.get(state, ("0", "0"))
        yield from _differs(book, state, count, states[state])
        yield from _differs(book, f"{state}, overdue", behind, late[state])


def _is_late(row: Row, now: datetime) -> bool:
    due = moment(row["due_at"])
    return row["party"] != "customer" and due is not None and due < now


def _kept(book: Book, page: str, promises: Sequence[Row]) -> Iterator[Breach]:
    """The sentence about kept promises, counted row by row."""
    since = book.now - DAYS_COUNTED
    put_right = {row["corrects_id"] for row in promises if row["corrects_id"] is not None}
    counted: Counter[str] = Counter()
    for row in promises:
        if row["party"] == "customer" or row["id"] in put_right:
            continue
        made, ended, noted, due = (moment(row[key]) for key in ("made_at", "ended_at", "noted_at", "due_at"))
        if ended is None or noted is None or made is None:
            counted["overdue"] += due is not None and since < due < book.now
        elif noted > since and ended > made:
            counted[row["ending"]] += 1
    told = _SAYS.search(page)
    shown = tuple(int(number) for number in told.groups()) if told else (0, 0, 0, 0)
    due_ones = counted["kept"] + counted["broken"] + counted["overdue"]
    wanted = (
        (counted["kept"], due_ones, counted["overdue"], counted["replaced"]) if due_ones else (0, 0, 0, 0)
    )
    if shown != wanted:
        yield Breach("", TRUTH, book.now, f"promises kept: {shown}", f"history says {wanted}")


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
