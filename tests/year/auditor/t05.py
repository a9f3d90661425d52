"""T5: "No two texts to one number contradict each other unless the later one says that it replaces the earlier. What is no
longer true when its turn comes is not sent."

Seen: two texts about one repair that name different times for the same thing; a text that puts the device elsewhere than
the rows do, or asks for what was settled, when it arrives.
"""

from collections.abc import Iterator
from datetime import timedelta

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim, Line, Place
from tests.year.auditor.heard import Heard
from tests.year.auditor.rows import Event
from tests.year.auditor.sentences import STAGES
from tests.year.auditor.told import MADE_BY

TRUTH = "T5"
ON_THE_WAY = timedelta(minutes=3)  # between the writing of a text and its arrival something may happen
# In which states a text may still ask for this.
ASKED_IN: dict[str, frozenset[str]] = {
    "answer": frozenset({"needs_info"}),
    "terms": frozenset({"offered"}),
    "pickup": frozenset({"authorised"}),
    "quote": frozenset({"quoted"}),
    "pay": frozenset({"awaiting_payment"}),
    "return": frozenset({"ready_to_return"}),
    "follow-up": frozenset({"delivered"}),
}
PLACE_OF: dict[str, Place] = {
    **dict.fromkeys(
        [
            "requested",
            "needs_info",
            "offered",
            "parts_hold",
            "authorised",
            "delivered",
            "cancelled",
            "expired",
            "closed",
        ],
        Place.CUSTOMER,
    ),
    **dict.fromkeys(
        [
            "received",
            "diagnosing",
            "quoted",
            "awaiting_parts",
            "repairing",
            "testing",
            "awaiting_payment",
            "ready_to_return",
            "on_hold",
        ],
        Place.WORKSHOP,
    ),
    "outbound": Place.TO_CUSTOMER,
}


def look(case: Case) -> Iterator[Breach]:
    """Each new text against the one before it, and against how things stand as it arrives."""
    for text in case.new:
        if text.reading is None:
            continue
        if earlier := _contradicted(case, text):
            yield case.breach(TRUTH, text.body, f"contradicts, without a word of it: {earlier.body}")
        yield from _untrue(case, text)


def _contradicted(case: Case, text: Heard) -> Heard | None:
    if text.claims(Claim.REPLACES) or text.claims(Claim.CORRECTS):
        return None
    now = {timed.line: timed.told.ends for timed in case.times_told(text) if timed.line is not Line.CUSTOMER}
    for earlier in reversed(case.texts):
        if earlier is text or earlier.at > text.at or earlier.reading is None:
            continue
        for timed in case.times_told(earlier):
            if timed.line not in now or timed.line in (Line.NEXT, Line.REPLY, Line.CUSTOMER):
                continue
            if now[timed.line] == timed.told.ends or _begun_anew(case, timed.line, earlier, text):
                return None
            return earlier
    return None


def _begun_anew(case: Case, line: Line, earlier: Heard, text: Heard) -> bool:
    """Whether the thing itself began again in between: a new test, a new pickup after one in vain."""
    makers = MADE_BY.get(line, frozenset())
    since = earlier.at - ON_THE_WAY
    return any(event.action in makers and since <= event.at <= text.at for event in case.facts.events) or any(
        event.action in ("release", "collect", "pickup_failed", "delivery_failed", "cancel_pickup")
        and since <= event.at <= text.at
        for event in case.facts.events
    )


def _untrue(case: Case, text: Heard) -> Iterator[Breach]:
    assert text.reading is not None
    left = case.left_at(text)
    before = _state_at(case.facts.events, left - ON_THE_WAY)
    after = _state_at(case.facts.events, left)
    if not before or not after or before != after:
        return  # something happened as it travelled
    state, collected = after
    held = case.facts.held_from if state == "on_hold" else None
    for says in text.reading.says:
        if says.claim == Claim.ASKS and {state, held}.isdisjoint(ASKED_IN.get(says.about, {state})):
            yield case.breach(TRUTH, text.body, f"asks for what is settled: the repair is {state}")
        elsewhere = says.about not in (Place.TO_US, PLACE_OF.get(state, says.about))
        if says.claim == Claim.IS_AT and elsewhere:
            yield case.breach(TRUTH, text.body, f"says “{says.about}”, and the repair is {state}")
    stage = text.reading.values.get("stage")
    if stage in STAGES and state == "inbound" and collected and STAGES[stage][1] is Line.PICKUP:
        yield case.breach(TRUTH, text.body, "says that a pickup is booked, and the courier has the parcel")


def _state_at(events: list[Event], at: object) -> tuple[str, bool] | None:
    """The state then, and whether the courier had collected it."""
    past = [event for event in events if event.at <= at]  # type: ignore[operator]
    if not past:
        return None
    road = [event.action for event in past if event.action in ("book_pickup", "move_pickup", "collect")]
    return past[-1].to, road[-1:] == ["collect"]
