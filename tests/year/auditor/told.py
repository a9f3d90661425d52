"""The auditor's own ledger of promises: what was told, when, by when, and how it ended, judged by the steps taken.

The product has no such rows yet; so a promise is each time of ours that a text or the private page names. One line of
promises (the answer, the pickup, the repair …) holds one time at a time: another time for the same line replaces it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.year.auditor.claims import Claim, Line, Says
from tests.year.auditor.dates import NoSuchDay, Told, read_told
from tests.year.auditor.patterns import Reading
from tests.year.auditor.rows import Event
from tests.year.auditor.sentences import STAGES

L = Line
SOON = timedelta(minutes=15)  # so long after a time has passed everybody may still be told of it

# The step that begins what a line waits for: what was done before it does not count.
MADE_BY: dict[Line, frozenset[str]] = {
    L.ANSWER: frozenset({"opened", "answer"}),
    L.PART: frozenset({"accept_and_wait", "wait_for_parts", "approve_and_wait", "parts_late"}),
    L.PICKUP: frozenset({"book_pickup", "move_pickup"}),
    L.ARRIVAL: frozenset({"collect", "undo_receive"}),
    L.UNPACK: frozenset({"receive"}),
    L.RESULT: frozenset({"inspect"}),
    L.WORD: frozenset({"hold"}),
    L.REPAIR: frozenset({"start_repair", "approve", "parts_in", "test_failed"}),
    L.TEST: frozenset({"finish", "no_fault"}),
    L.RETURN: frozenset({"book_return", "hand_out", "undo_hand_out"}),
    L.FOLLOW_UP: frozenset({"deliver"}),
}
CAME = frozenset({"pickup_failed", "delivery_failed"})
# The steps that keep it.
KEPT_BY: dict[Line, frozenset[str]] = {
    L.ANSWER: frozenset({"ask", "offer", "close_without_shipping"}),
    L.PART: frozenset({"parts_ready", "parts_in"}),
    L.PICKUP: frozenset({"collect", "receive"}),
    L.ARRIVAL: frozenset({"receive"}),
    L.UNPACK: frozenset({"inspect"}),
    L.RESULT: frozenset({"start_repair", "quote", "wait_for_parts", "no_fault", "give_up"}),
    # Of a hold, or of a trip that nobody noted.
    L.WORD: frozenset(
        {"release", "approve", "approve_and_wait", "decline", "collect", "receive", "deliver", *CAME}
    ),
    L.REPAIR: frozenset({"finish"}),
    L.TEST: frozenset({"test_passed", "test_passed_unpaid", "test_failed"}),
    L.RETURN: frozenset({"deliver"}),
    L.FOLLOW_UP: frozenset({"follow_up", "confirm_working", "still_broken"}),
}
# The steps by which it goes another way: the customer hears something else instead.
ELSE_BY: dict[Line, frozenset[str]] = {
    L.PART: frozenset({"parts_unobtainable", "parts_late", "give_up", "hold", "exchange", "refund"}),
    L.PICKUP: frozenset({"move_pickup", "cancel_pickup"}),
    L.UNPACK: frozenset({"hold", "undo_receive"}),
    L.RESULT: frozenset({"hold"}),
    L.REPAIR: frozenset({"quote", "wait_for_parts", "give_up", "hold"}),
    L.TEST: frozenset({"hold"}),
    L.RETURN: frozenset({"hold", "book_return"}),
    L.WORD: frozenset({"hold"}),
}
OURS_FAILED = "no_time"  # a courier who came in vain by our own lateness
LAST = frozenset({"closed", "cancelled", "expired"})


@dataclass
class Promise:
    """One time of ours that the customer was told."""

    line: Line
    due: datetime
    told_at: datetime
    via: str  # "text" or "page"
    sentence: str
    ending: str = ""  # kept, broken, replaced, withdrawn
    ended_at: datetime | None = None
    by: str = ""  # what ended it
    noted_after: datetime | None = None  # the first word to the customer after it broke
    spoken_of: bool = False


@dataclass
class Ledger:
    """All promises of one repair; at most one of each line is open."""

    open: dict[Line, Promise] = field(default_factory=dict)
    ended: list[Promise] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)  # sentences of the page whose time a text has replaced

    def all(self) -> Iterator[Promise]:
        """Every promise there was."""
        yield from self.ended
        yield from self.open.values()

    def tell(self, line: Line, due: datetime, *, at: datetime, via: str, sentence: str, shown: bool) -> None:
        """A time was told. What is said again is no new promise; `shown` is False for what was kept already."""
        before = self.open.get(line)
        if before is not None and before.due == due:
            if before.via == "page" and via == "text":
                before.via = "text"
            return
        if via == "page" and (old := self._replaced(line, due)) is not None:
            self.stale.append(old.sentence if old.via == "page" else sentence)
            return
        if before is not None:
            late = at > before.due
            self._end(before, "broken" if late else "replaced", before.due if late else at, via)
            if late:
                before.noted_after = at
        if any(
            one.line is line and one.due == due and one.ended_at and one.ended_at >= at for one in self.ended
        ):
            return
        if shown:
            self.open[line] = Promise(line, due, at, via, sentence)

    def _replaced(self, line: Line, due: datetime) -> Promise | None:
        """The promise of that very time which a text took back, with nothing told anew since."""
        same = [one for one in self.ended if one.line is line and one.due == due]
        return same[-1] if same and same[-1].ending == "replaced" and same[-1].by == "text" else None

    def settle(self, events: Sequence[Event], replies: Sequence[datetime], now: datetime) -> None:
        """End what the steps have ended, and what time has. `replies` are when staff wrote to the customer."""
        for promise in list(self.open.values()):
            self._settle(promise, events, replies)
            if not promise.ending and now > promise.due:
                self._end(promise, "broken", promise.due, "time")

    def _settle(self, promise: Promise, events: Sequence[Event], replies: Sequence[datetime]) -> None:
        line = promise.line
        if line in (L.REPLY, L.WORD):
            answered = next((at for at in replies if at >= promise.told_at), None)
            if answered is not None:
                self._fulfil(promise, answered, "message")
                return None
        for event in events_since(line, promise.told_at, events):
            if event.action in KEPT_BY.get(line, ()) or line is L.NEXT:
                return self._fulfil(promise, event.at, event.action)
            if event.action in CAME and line in (L.PICKUP, L.RETURN):
                failed = event.note == OURS_FAILED
                return self._end(promise, "broken" if failed else "kept", event.at, event.action)
            if event.action in ELSE_BY.get(line, ()):
                ending = "broken" if event.at > promise.due else "replaced"
                return self._end(promise, ending, min(event.at, promise.due), event.action)
            if event.to in LAST:
                ending = "broken" if event.at > promise.due and not event.by_customer else "withdrawn"
                return self._end(promise, ending, event.at, event.action)
            if event.by_customer and event.action in ("decline", "answer", "cancel_pickup", "refuse_terms"):
                return self._end(promise, "withdrawn", event.at, event.action)
        return None

    def _fulfil(self, promise: Promise, at: datetime, by: str) -> None:
        self._end(promise, "kept" if at <= promise.due else "broken", min(at, promise.due), by)
        if at > promise.due:
            promise.noted_after = at

    def _end(self, promise: Promise, ending: str, at: datetime, by: str) -> None:
        promise.ending, promise.ended_at, promise.by = ending, at, by
        self.open.pop(promise.line, None)
        self.ended.append(promise)


def events_since(line: Line, told_at: datetime, events: Sequence[Event]) -> Sequence[Event]:
    """The steps after the one that began what the line waits for; where none did, after it was told."""
    makers = MADE_BY.get(line)
    if makers is not None:
        places = [i for i, event in enumerate(events) if event.action in makers and event.at <= told_at]
        again = [i for i, event in enumerate(events) if event.action == "release" and event.at <= told_at]
        if places:
            return events[max(places[-1], *again[-1:], places[-1]) + 1 :]
    return [event for event in events if event.at > told_at]


def done_already(line: Line, told_at: datetime, events: Sequence[Event]) -> bool:
    """Whether what is promised had been done before it was told, as of a text that waited for the morning."""
    since = events_since(line, told_at, events)
    kept = KEPT_BY.get(line, frozenset()) | (CAME if line in (L.PICKUP, L.RETURN) else frozenset())
    return any(event.action in kept and event.at <= told_at for event in since)


@dataclass(frozen=True, slots=True)
class Timed:
    """A claim with a time: whose, and which stretch."""

    says: Says
    line: Line
    told: Told
    sentence: str


def times_in(
    reading: Reading,
    near: datetime,
    zone: ZoneInfo,
    *,
    line_next: Line | None = None,
    booked: Line | None = None,
) -> list[Timed]:
    """Each time that a sentence shows as coming, with the line it belongs to. Raises NoSuchDay."""
    found = []
    for says in reading.says:
        if says.claim not in (Claim.COMING_AT, Claim.OPEN_UNTIL) or says.of not in reading.values:
            continue
        told = read_told(reading.values[says.of], near, zone)
        if says.about == "stage":
            line = STAGES[reading.values["stage"]][1]
        elif says.about == "next":
            line = line_next or L.NEXT
        elif says.about == "booked":
            line = booked or L.NEXT
        else:
            line = Line(says.about)
        found.append(Timed(says, line, told, reading.text))
    return found


__all__ = ["KEPT_BY", "Ledger", "NoSuchDay", "Promise", "Timed", "done_already", "times_in"]
