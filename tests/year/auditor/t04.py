"""T4: "Told before it breaks, or within 15 minutes after; the owner is asked first (“will you make it? new time?”), the
machine speaks only when he does not answer by then. One delay text per promise; after the second slip of a ticket no third
canned text: a person calls, and the call is noted. Who cannot be reached by text (stopped, bad number, landline) is a call
task from the start; its note counts."

Seen: each broken promise against the texts that arrived and the calls that were noted; delay texts followed by the step in
time though nobody had been asked; a third delay text of a repair. Not seen: what was said on the phone. A machine that stood still for hours, as no look came in between, has fifteen minutes from when it
goes again.
"""

from collections.abc import Iterator
from datetime import datetime

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim, Line
from tests.year.auditor.heard import Heard
from tests.year.auditor.told import KEPT_BY, SOON, Promise

TRUTH = "T4"
SLIPS_BY_TEXT = 2


def look(case: Case) -> Iterator[Breach]:
    """Broken promises, then the delay texts."""
    for promise in case.ledger.ended:
        if promise.ending == "broken" and promise.line is not Line.NEXT:
            yield from _broken(case, promise)
    yield from _delays(case)


def _broken(case: Case, promise: Promise) -> Iterator[Breach]:
    until = case.stood_until(promise.due) + SOON
    if case.now < until or not case.once(TRUTH, f"broken {promise.line} {promise.due}"):
        return
    if promise.noted_after is not None and promise.noted_after <= until:
        return
    if any(_is_word_of(text, promise, until) for text in case.texts):
        return
    if case.facts.called_between(promise.told_at, until):
        return
    if not case.facts.reachable:
        yield case.breach(TRUTH, promise.sentence, "broken, no text can tell, and no call is noted")
    else:
        yield case.breach(TRUTH, promise.sentence, f"{promise.line}: broken and not told within 15 minutes")


def _is_word_of(text: Heard, promise: Promise, until: datetime) -> bool:
    """A text from its making until fifteen minutes after it that says another time, or that the thing was done."""
    if not promise.told_at < text.at <= until or text.reading is None:
        return False
    if text.at > promise.due:
        return True
    return text.claims(Claim.TAKES_LONGER) or text.claims(Claim.REPLACES)


def _delays(case: Case) -> Iterator[Breach]:
    delays = [text for text in case.texts if text.claims(Claim.TAKES_LONGER)]
    if not any(text in delays for text in case.new) and not delays:
        return
    for number, text in enumerate(delays, start=1):
        if number > SLIPS_BY_TEXT and case.once(TRUTH, f"third {text.at}"):
            yield case.breach(TRUTH, text.body, f"delay text number {number}: a person should call")
        step = _done_in_time(case, text)
        if step and not case.facts.asked_before(text.at) and case.once(TRUTH, f"asked {text.at}"):
            yield case.breach(TRUTH, text.body, f"delay told, and “{step}” done in time: nobody was asked")


def _done_in_time(case: Case, text: Heard) -> str:
    """The step that kept the promise which this text gave up, if it was taken before that was due."""
    for promise in case.ledger.all():
        # Not the new time which this very text named.
        replaced = promise.ending == "replaced" and promise.sentence != text.body
        if not replaced or promise.ended_at is None or abs(text.at - promise.ended_at) > SOON:
            continue
        for event in case.facts.events:
            if promise.ended_at <= event.at <= promise.due and event.action in KEPT_BY.get(promise.line, ()):
                return event.action
    return ""
