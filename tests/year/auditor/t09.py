"""T9: "Nothing ends because we failed. Nothing ends for a customer's silence without at least two reminders that arrived (or
a noted call), days apart. What ended can be taken up again: by the customer for 30 days, by staff always, unless the device
was disposed of or compensated."

Seen: what ended by the clock, the texts about it that arrived since the question was put, the step that put the question;
whether the page of an ended repair leads anywhere, and whether the bench offers a way back.
"""

from collections.abc import Iterator
from datetime import timedelta

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim
from tests.year.auditor.rows import Event
from tests.year.auditor.staff import staff_page
from tests.year.auditor.told import OURS_FAILED

TRUTH = "T9"
BY_SILENCE = ("expire", "quote_expired")
DAYS_APART = timedelta(days=1)
AGAIN_FOR = timedelta(days=30)
FOR_GOOD = frozenset({"LOST_COMPENSATED", "ABANDONED"})
LEAD_ON = ("/again", "/follow-up", "/reopen", "/take-up")


def look(case: Case) -> Iterator[Breach]:
    """Endings, once each."""
    for number, event in enumerate(case.facts.events):
        if event.action in BY_SILENCE and case.once(TRUTH, f"ended {event.version}"):
            yield from _by_silence(case, case.facts.events[:number], event)
    closed = case.facts.closed_at
    if not case.facts.ended or case.home is None or closed is None or case.now - closed > AGAIN_FOR:
        return
    if case.facts.disposition in FOR_GOOD or not case.once(TRUTH, f"taken up {case.facts.version}"):
        return
    if not any(link.split("?")[0].endswith(LEAD_ON) for link in case.home.links):
        yield case.breach(TRUTH, case.home.stage, "what ended cannot be taken up again by the customer")
    bench = staff_page(case.seen, "manager", f"/bench/{case.code}")
    if not bench.xpath("//main//div[contains(@class, 'choices')]//a"):
        yield case.breach(TRUTH, case.home.stage, "what ended cannot be taken up again by staff")


def _by_silence(case: Case, before: list[Event], end: Event) -> Iterator[Breach]:
    asked = _question(before)
    if asked is None:
        return
    sentence = f"{end.action} from {end.start}"
    if asked.action == "pickup_failed" and asked.note == OURS_FAILED:
        yield case.breach(TRUTH, sentence, "ended after our own failure: we did not come")
    if asked.action == "parts_ready" and any(event.action == "parts_late" for event in before):
        yield case.breach(TRUTH, sentence, "ended after our own part came late")
    asking = [t for t in case.texts if asked.at <= t.at <= end.at and t.claims(Claim.ASKS)]
    reminders = asking[1:]  # the first one is the question
    days = {text.at.astimezone(case.zone).date() for text in reminders}
    far_enough = bool(reminders) and reminders[-1].at - reminders[0].at >= DAYS_APART
    if len(days) < 2 or not far_enough:
        yield case.breach(
            TRUTH,
            sentence,
            f"ended for silence after {len(reminders)} reminders that arrived (since {asked.action})",
        )


def _question(before: list[Event]) -> Event | None:
    """The step after which the customer was to act."""
    return before[-1] if before else None
