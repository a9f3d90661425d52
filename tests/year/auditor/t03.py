"""T3: "A promise is a row: what, to whom, by when, made when, said where, made from which fact. It ends once: kept, broken,
replaced before it was due (by whom, why), withdrawn by the customer's wish. It is never edited. Overdue, promises kept,
turn-around and “waiting for the customer” are computed from these rows alone."

Seen: a time on the page that changed although the repair took no step, no text
said that another replaces it and no call was noted (that is an edit); and, for the whole shop once a day, whether the manager's overview
counts as broken at least what the customers saw broken. Not seen: from which fact it was made, by whom it was replaced.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Book, Case
from tests.year.auditor.claims import Claim, Line
from tests.year.auditor.staff import staff_page, words
from tests.year.auditor.told import SOON

TRUTH = "T3"
DAYS_COUNTED = timedelta(days=30)
_KEPT = re.compile(r"(\d+) of (\d+) promises of ours were kept")


def look(case: Case) -> Iterator[Breach]:
    """What the page promised before and no longer does, and what it still does though a text took it back."""
    while case.ledger.stale:
        yield case.breach(TRUTH, case.ledger.stale.pop(), "the page still shows what a text has replaced")
    for promise in case.ledger.ended:
        if promise.spoken_of or promise.by != "page" or promise.ended_at is None:
            continue
        changed_at = promise.noted_after or promise.ended_at
        if case.now - changed_at < SOON:
            continue  # the text about it may be on its way
        promise.spoken_of = True
        stepped = any(promise.told_at < e.at <= changed_at for e in case.facts.events)
        told = any(
            t.claims(Claim.REPLACES) and promise.told_at <= t.at <= changed_at + SOON for t in case.texts
        )
        called = case.facts.called_between(promise.told_at, changed_at + SOON)
        if not stepped and not told and not called:
            yield case.breach(
                TRUTH, promise.sentence, "the promise was edited: another time, no step, no word"
            )


def look_daily(book: Book) -> Iterator[Breach]:
    """The overview's "promises kept" against what customers were promised, over the same thirty days."""
    found = _KEPT.search(words(staff_page(book.seen, "manager", "/manage")))
    counted = int(found[2]) - int(found[1]) if found else 0
    since = book.now - DAYS_COUNTED
    broken = [
        promise
        for case in book.cases.values()
        for promise in case.ledger.ended
        if promise.ending == "broken"
        and promise.line not in (Line.REPLY, Line.NEXT)
        and since < promise.due
        # The overview counts a promise with the step that ends it; one whose step is still to come is its "overdue".
        and any(event.at > promise.due for event in case.facts.events)
    ]
    if len(broken) > counted:
        said = found[0] if found else "no promises counted"
        example = min(broken, key=lambda promise: promise.due)
        yield Breach(
            "",
            TRUTH,
            book.now,
            said,
            f"{len(broken)} promises were broken in 30 days, the overview admits {counted}; first: {example.sentence}",
        )
