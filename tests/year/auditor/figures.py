"""The figures of the year's table, from what was told and heard: promises, silence, texts, answers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Book, Case
from tests.year.auditor.claims import Claim, Line
from tests.year.auditor.rows import surely
from tests.year.auditor.t07 import billed_beyond
from tests.year.auditor.t12 import DISPOSITIONS
from tests.year.auditor.told import SOON, Promise

OUR_TURN = frozenset(
    [
        "requested",
        "parts_hold",
        "inbound",
        "received",
        "diagnosing",
        "awaiting_parts",
        "repairing",
        "testing",
        "outbound",
        "on_hold",
    ]
)


def figures(book: Book, breaches: Sequence[Breach]) -> dict[str, object]:
    """Name to value, in the order in which they are printed."""
    promises = [p for case in book.cases.values() for p in case.ledger.all() if p.line is not Line.NEXT]
    endings = Counter(p.ending or "still open" for p in promises)
    broken = [(case, p) for case in book.cases.values() for p in case.ledger.ended if p.ending == "broken"]
    broken = [(case, p) for case, p in broken if p.line is not Line.NEXT]
    texts = [len(case.texts) for case in book.cases.values()]
    waits = sorted(wait for case in book.cases.values() for wait in _waits(case))
    silence = max((_silence(case, book.now) for case in book.cases.values()), default=(timedelta(0), ""))
    by_truth = Counter(breach.truth for breach in breaches)
    met = {case.facts.disposition for case in book.cases.values()}
    return {
        "repairs seen": len(book.cases),
        "promises made": len(promises),
        "promises kept": endings["kept"],
        "promises replaced in time": endings["replaced"],
        "promises withdrawn": endings["withdrawn"],
        "promises broken": endings["broken"],
        "promises still open": endings["still open"],
        "told before they broke": sum(_told_before(p) for p in promises),
        "told within 15 minutes after": sum(_told_after(case, p) for case, p in broken),
        "broken and not told in time": sum(not _told_after(case, p) for case, p in broken),
        "texts per repair": round(sum(texts) / len(texts), 1) if texts else 0,
        "most texts about one repair": max(texts, default=0),
        "most delay texts about one repair": max(_many(book, Claim.TAKES_LONGER), default=0),
        "most pauses of one repair": max((_pauses(case) for case in book.cases.values()), default=0),
        "longest silence while it was our turn": f"{_hours(silence[0])} ({silence[1]})",
        "contradictions": by_truth["T5"],
        "dead ends": by_truth["T1"],
        "shipped in vain, declined at the bench": sum(_in_vain(case) for case in book.cases.values()),
        "yes given for less than was billed": sum(billed_beyond(case) for case in book.cases.values()),
        "minutes from message to a person's answer, median": round(median(waits)) if waits else None,
        "minutes from message to a person's answer, longest": round(waits[-1]) if waits else None,
        "messages a person has not answered": sum(_unanswered(case) for case in book.cases.values()),
        "dispositions no repair came to": [name for name in DISPOSITIONS if name not in met],
        "breaches by truth": dict(sorted(by_truth.items())),
    }


def _many(book: Book, claim: Claim) -> Iterator[int]:
    for case in book.cases.values():
        yield sum(text.claims(claim) for text in case.texts)


def _pauses(case: Case) -> int:
    """A repair that is paused, released and paused again goes in circles."""
    return sum(event.action == "hold" for event in case.facts.events)


def _told_before(promise: Promise) -> bool:
    return promise.ending == "replaced" and promise.by in ("text", "page")


def _told_after(case: Case, promise: Promise) -> bool:
    heard = [text.at for text in case.texts if promise.due < text.at <= promise.due + SOON]
    return bool(heard) or (promise.noted_after is not None and promise.noted_after <= promise.due + SOON)


def _silence(case: Case, now: datetime) -> tuple[timedelta, str]:
    """The longest time in which it was our turn and nothing was heard from us."""
    until = case.facts.closed_at or now
    heard = [text.at for text in case.texts]
    heard += [surely(m["at"]) for m in case.facts.messages if not m["from_customer"]]
    marks = sorted(
        {case.facts.opened_at, until, *(at for at in heard if case.facts.opened_at <= at <= until)}
    )
    longest = timedelta(0)
    for start, end in pairwise(marks):
        ours = sum((stretch for stretch in _ours(case, start, end)), timedelta(0))
        longest = max(longest, ours)
    return longest, case.code


def _ours(case: Case, start: datetime, end: datetime) -> Iterator[timedelta]:
    events = case.facts.events
    for event, following in zip(events, [*events[1:], None], strict=True):
        left = following.at if following is not None else end
        if event.to in OUR_TURN:
            yield max(timedelta(0), min(left, end) - max(event.at, start))


def _waits(case: Case) -> Iterator[float]:
    """Minutes from each first message of the customer's to the next one a person wrote."""
    asked: datetime | None = None
    for message in case.facts.messages:
        at = surely(message["at"])
        if message["from_customer"]:
            asked = asked or at
        elif asked is not None:
            yield (at - asked).total_seconds() / 60
            asked = None


def _unanswered(case: Case) -> bool:
    return bool(case.facts.messages) and bool(case.facts.messages[-1]["from_customer"])


def _in_vain(case: Case) -> bool:
    came = any(event.action == "receive" for event in case.facts.events)
    return came and case.facts.disposition == "DECLINED"


def _hours(stretch: timedelta) -> str:
    hours = stretch.total_seconds() / 3600
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.1f} days"
