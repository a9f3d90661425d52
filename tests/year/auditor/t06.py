"""T6: "“Ordered”, “booked”, “posted”, “paid”, “delivered” need their row: purchase order or reservation, trip, shipment,
payment, proof."

Seen: each such claim on the page, in its history and in texts. There is no purchase order yet, so "ordered" needs a part
that is reserved or in the house; a part with no more than a supplier's day was not ordered by anybody. "We post the
part" needs a trip of the part alone, of which there is none yet.
"""

from collections.abc import Callable, Iterator

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim, Fact
from tests.year.auditor.rows import Facts

TRUTH = "T6"
HAD = frozenset({"reserved", "in", "used"})


def _part(facts: Facts) -> bool:
    return any(part["state"] in HAD for part in facts.parts)


def _step(step: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.stands(step) is not None


def _spoke(facts: Facts) -> set[str]:
    """The names under which staff have written to the customer, or asked for a yes."""
    wrote = {str(message["author"]) for message in facts.messages if not message["from_customer"]}
    return wrote | {str(quote["drafted_by"]) for quote in facts.quotes if quote["drafted_by"]}


def _acted(*actions: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.last(*actions) is not None


NEEDS: dict[Fact, Callable[[Facts], bool]] = {
    Fact.ORDERED: _part,
    Fact.PART_HERE: _part,
    Fact.LOCKED: lambda facts: any(terms["state"] == "locked" for terms in facts.terms),
    Fact.BOOKED: lambda facts: any(trip.leg == "inbound" for trip in facts.trips),
    Fact.RETURN_BOOKED: lambda facts: any(trip.leg == "outbound" for trip in facts.trips),
    # A parcel that the dock took in was collected, whoever forgot to note it.
    Fact.COLLECTED: lambda facts: any(t.leg == "inbound" and t.state == "collected" for t in facts.trips),
    Fact.NOT_COLLECTED: lambda facts: any(
        t.leg == "inbound" and t.state == "attempt_failed" for t in facts.trips
    ),
    Fact.ARRIVED: _step("receiving"),
    Fact.UNPACKED: _step("inspecting"),
    Fact.REPAIRED: _acted("test_passed", "test_passed_unpaid"),
    Fact.APPROVED: lambda facts: any(quote["state"] in ("approved", "superseded") for quote in facts.quotes),
    Fact.PAID: lambda facts: bool(facts.payments),
    Fact.SENT_OUT: _step("shipping"),
    Fact.NOT_DELIVERED: lambda facts: any(
        t.leg == "outbound" and t.state == "attempt_failed" for t in facts.trips
    ),
    Fact.WARRANTY_OVER: lambda facts: bool(facts.sold_on),
    Fact.SAME_PERSON: lambda facts: _spoke(facts) <= {facts.owner},
    Fact.DELIVERED: lambda facts: (
        facts.stands("accepting") is not None
        and any(t.leg == "outbound" and t.state == "delivered" for t in facts.trips)
    ),
}


def look(case: Case) -> Iterator[Breach]:
    """Claims of facts on pages and in new texts."""
    said = [reading for _, reading in case.claims(Claim.FACT)]
    said += [text.reading for text in case.new if text.reading is not None and text.claims(Claim.FACT)]
    for reading in said:
        for says in reading.says:
            if says.claim != Claim.FACT:
                continue
            has_row = NEEDS.get(Fact(says.about))
            if has_row is not None and not has_row(case.facts):
                yield case.breach(TRUTH, reading.text, f"“{says.about}” has no row")
    yield from _windows(case)
    closed = case.facts.last("close_without_shipping")
    posted = closed is not None and closed.facts.get("way") == "part_posted"
    if closed is not None and posted and not any(trip.leg == "part_only" for trip in case.facts.trips):
        yield case.breach(TRUTH, closed.note, "“posted” has no shipment")


def _windows(case: Case) -> Iterator[Breach]:
    """A window that a text calls booked is one that some trip has or had."""
    for text in case.new:
        if text.reading is None or not text.claims(Claim.FACT) or "window" not in text.reading.values:
            continue
        for timed in case.times_told(text):
            windows = {(trip.starts, trip.ends) for trip in case.facts.trips}
            if (timed.told.starts, timed.told.ends) not in windows:
                yield case.breach(TRUTH, text.body, "no trip was booked for this window")
