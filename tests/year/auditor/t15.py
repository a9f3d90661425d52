"""T15: "Under lost answers, kills and two processes: no text, trip, payment, scan or stock movement lost or doubled."

Seen: what arrived on phones against the texts the rows call accepted; the same words twice on one phone; two trips of one
leg at once; a bin that does not agree with custody; two scans that wrote one hand-over. A question that may be asked twice
(a quote whose sending nobody can tell about) may arrive twice, as it is bound to what it asks.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim
from tests.year.auditor.rows import plain, surely

TRUTH = "T15"
TWICE_WITHIN = timedelta(hours=20)  # the same reminder may come on another day
# A phone that "has it" has it; a network may be slow, yet what it lost has to be noticed some day.
ARRIVES_WITHIN = {
    "delivered": timedelta(minutes=15),
    "sent": timedelta(hours=48),
    "accepted": timedelta(hours=48),
}


def look(case: Case) -> Iterator[Breach]:
    """Texts, then things."""
    yield from _texts(case)
    facts = case.facts
    for leg in ("inbound", "outbound"):
        if sum(trip.leg == leg and trip.active for trip in facts.trips) > 1:
            yield case.breach(TRUTH, leg, "two trips of one leg at once")
    numbers = Counter(s["custody_number"] for s in facts.scans if s["outcome"] == "done")
    for number, count in numbers.items():
        if number is not None and count > 1:
            yield case.breach(TRUTH, f"hand-over {number}", f"{count} scans wrote it")
    amounts = Counter((p["number"], p["amount_minor"], str(p["at"])) for p in facts.payments)
    for (bill, amount, _), count in amounts.items():
        if count > 1:
            yield case.breach(TRUTH, f"bill {bill}: {amount}", "one payment noted twice")


def _texts(case: Case) -> Iterator[Breach]:
    for text in case.new:
        asks = text.claims(Claim.ASKS) and text.claims(Claim.AT_MOST)
        same = [
            t
            for t in case.texts
            if t.body == text.body and t is not text and t.at <= text.at <= t.at + TWICE_WITHIN
        ]
        if same and not asks and not _written_twice(case, text.body):
            yield case.breach(TRUTH, text.body, "arrived twice, and was written once")
    for row in case.facts.texts:
        within = ARRIVES_WITHIN.get(row["state"])
        if within is None or case.now < surely(row["left_at"] or row["created_at"]) + within:
            continue
        body = plain(row["body"])
        if not case.once(TRUTH, f"arrived {row['created_at']} {body}"):
            continue
        if not any(t.body == body for t in case.number_talk):
            yield case.breach(TRUTH, body, "the rows say it left, and it arrived nowhere")


def _written_twice(case: Case, body: str) -> bool:
    return sum(plain(row["body"]) == body for row in case.facts.texts) > 1
