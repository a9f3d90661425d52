"""T8: "A yes or no decides only what was asked last on that number with nothing said since, and names amount and version in
its record. Spoken answers are recorded by staff with who, when, how."

Seen: each quote answered by text, against everything said between us and that number before the answer arrived; the
step's own record of version and amount. Not seen yet: spoken answers, for which there are no rows.
"""

from collections.abc import Iterator
from datetime import datetime

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim
from tests.year.auditor.rows import Row, surely

TRUTH = "T8"
DECIDES = ("approve", "approve_and_wait", "decline")


def look(case: Case) -> Iterator[Breach]:
    """Decisions about quotes."""
    for event in case.facts.events:
        if event.action not in DECIDES or not case.once(TRUTH, f"decided {event.version}"):
            continue
        quote, amount = event.facts.get("quote"), event.facts.get("amount_minor")
        if quote is None or amount is None:
            yield case.breach(TRUTH, event.action, "the record names no version or no amount")
    for quote in case.facts.quotes:
        if quote["decided_message"] is None or quote["state"] not in ("approved", "declined"):
            continue
        if case.once(TRUTH, f"by text {quote['version']}"):
            yield from _by_text(case, quote)


def _by_text(case: Case, quote: Row) -> Iterator[Breach]:
    rows = case.seen.rows(
        "SELECT body, received_at FROM incoming_sms WHERE provider_id = :id", id=quote["decided_message"]
    )
    if not rows:
        yield case.breach(TRUTH, str(quote["decided_message"]), "decided by a text that nobody received")
        return
    at, body = surely(rows[0]["received_at"]), rows[0]["body"]
    asked = _last_said_to(case, at)
    if asked is None:
        yield case.breach(TRUTH, body, "decided, and nothing had been asked")
        return
    text_at, sentence, is_question = asked
    said_since = [said.body for said in case.number_said if text_at < said.at < at]
    if not is_question:
        yield case.breach(TRUTH, body, f"decided, and the last thing said was: {sentence}")
    elif said_since:
        yield case.breach(TRUTH, body, f"decided, although the customer had said since: {said_since[-1]}")


def _last_said_to(case: Case, before: datetime) -> tuple[datetime, str, bool] | None:
    for text in reversed(case.number_talk):
        if text.at < before:
            about_it = text.code == case.code and text.reading is not None
            asks = about_it and any(s.claim == Claim.ASKS and s.about == "quote" for s in text.reading.says)  # type: ignore[union-attr]
            listed = text.reading is not None and "note" in text.reading.values and not text.code
            return text.at, text.body, asks or listed  # a list of repairs asks about each of them
    return None
