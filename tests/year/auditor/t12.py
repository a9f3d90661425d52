"""T12: "Every ending of the disposition list can be reached on the screens, and at an ending device, money, parts, trips,
promises and tasks are settled: none is left open."

Seen: at each ending what the rows still hold open, fifteen minutes later; in the end, which dispositions no repair of the
year came to (a figure, as a small year need not meet all of them).
"""

from collections.abc import Iterator

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.told import SOON

TRUTH = "T12"
DISPOSITIONS = [
    "REPAIRED",
    "NO_FAULT_FOUND",
    "BEYOND_ECONOMICAL_REPAIR",
    "DECLINED",
    "PART_UNAVAILABLE",
    "EXCHANGED",
    "REFUNDED",
    "LOST_COMPENSATED",
    "CAMPAIGN_ONLY",
    "NO_SHIP_NEEDED",
    "ABANDONED",
    "CANCELLED",
]


def look(case: Case) -> Iterator[Breach]:
    """What an ended repair leaves behind."""
    facts = case.facts
    if not facts.ended or facts.closed_at is None or case.now < facts.closed_at + SOON:
        return
    if not case.once(TRUTH, f"ended {facts.version}"):
        return
    sentence = f"{facts.state} {facts.disposition or 'without a disposition'}"
    for what in _left_open(case):
        yield case.breach(TRUTH, sentence, f"ended and left open: {what}")
    if facts.disposition is None:
        yield case.breach(TRUTH, sentence, "ended without saying how")


def _left_open(case: Case) -> Iterator[str]:
    facts = case.facts
    undone = {row.undoes for row in facts.custody}
    steps = [
        r.step for r in facts.custody if r.undoes is None and r.adds_to is None and r.number not in undone
    ]
    steps = [step for step in steps if step != "stock_taking"]
    if steps and steps[-1] != "accepting":
        yield f"the device (last hand-over: {steps[-1]})"
    if facts.bin_code is not None:
        yield f"a place in bin {facts.bin_code}"
    if any(trip.active for trip in facts.trips):
        yield "a trip"
    if any(bill["state"] == "open" for bill in facts.bills):
        yield "a bill"
    if any(quote["state"] == "sent" for quote in facts.quotes):
        yield "a quote that waits for an answer"
    if any(terms["state"] == "offered" for terms in facts.terms):
        yield "terms on offer"
    for part in facts.parts:
        if part["state"] in ("needed", "dated", "reserved"):
            yield f"a part ({part['state']})"
    if any(task["settled_at"] is None for task in facts.tasks):
        yield "a task at the dock"
    for promise in case.ledger.open.values():
        if promise.told_at <= (facts.closed_at or case.now):
            yield f"a promise: {promise.sentence}"
