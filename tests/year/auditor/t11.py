"""T11: "Whatever a person recorded, a person can correct, by a counter-record with a reason and a right; both stay visible;
what the customer was told wrongly is corrected in words."

Seen: "we could not collect it" written by the clock or a courier and then contradicted by the parcel itself; a scan that was
undone after its text had arrived; in both cases the text that corrects it. Also that a counter-record names what it undoes
and that nothing is gone from the ledger. Not seen: whether a screen offers the correction; the players say so.
"""

from collections.abc import Iterator

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim, Fact
from tests.year.auditor.heard import Heard
from tests.year.auditor.rows import Event
from tests.year.auditor.told import SOON

TRUTH = "T11"
UNDOES = {"undo_receive": Fact.ARRIVED, "undo_hand_out": Fact.SENT_OUT}


def look(case: Case) -> Iterator[Breach]:
    """Corrections that are owed in words."""
    events = case.facts.events
    for number, event in enumerate(events):
        if case.now < event.at + SOON:
            continue
        if event.action in UNDOES:
            wrong = _told(case, UNDOES[event.action], event)
        elif event.action in ("receive", "collect") and _denied(events[:number]):
            wrong = _told(case, Fact.NOT_COLLECTED, event)
        else:
            continue
        if (
            wrong is None
            or _corrected(case, event)
            or not case.once(TRUTH, f"{event.action} {event.version}")
        ):
            continue
        if case.facts.reachable:
            yield case.breach(TRUTH, wrong.body, "was wrong, and no text corrects it")
    numbers = [row.number for row in case.facts.custody]
    if numbers != list(range(1, len(numbers) + 1)):
        yield case.breach(TRUTH, f"custody {numbers}", "a record is gone from the ledger")
    for row in case.facts.custody:
        if row.undoes is not None and row.undoes not in numbers:
            yield case.breach(TRUTH, f"custody {row.number}", "undoes a record that is not there")


def _denied(before: list[Event]) -> bool:
    """Whether the last word about the pickup was that nobody had come, with nothing booked since."""
    road = [
        e.action for e in before if e.action in ("book_pickup", "move_pickup", "collect", "pickup_failed")
    ]
    return road[-1:] == ["pickup_failed"]


def _told(case: Case, wrong: Fact, event: Event) -> Heard | None:
    for text in reversed(case.texts):
        said = text.reading.says if text.reading is not None and text.at < event.at else ()
        if any(s.claim == Claim.FACT and s.about == wrong for s in said):
            return text
    return None


def _corrected(case: Case, event: Event) -> bool:
    return any(text.claims(Claim.CORRECTS) and text.at >= event.at for text in case.texts)
