"""T10: "What physically happened can be recorded, late or unplanned: received without a pickup, collected but never noted,
delivered to a neighbour, brought in by hand, sent back by a carrier. The record carries when it happened and when it was
written."

Seen: scans at the dock that took something in and were refused, of a repair the rows do not have in the house; scans that
waited on the device and lost their own time. Not seen: what nobody even tried to record; the players say "found nothing
to press".
"""

from collections.abc import Iterator
from datetime import timedelta

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.rows import moment, surely

TRUTH = "T10"
TAKES_IN = frozenset({"receive", "hand_in", "take_back"})
AN_HOUR = timedelta(hours=1)


def look(case: Case) -> Iterator[Breach]:
    """The dock's scans of this repair."""
    for scan in case.facts.scans:
        at = surely(scan["at"])
        if scan["work"] in TAKES_IN and scan["outcome"] == "refused" and case.once(TRUTH, f"scan {at}"):
            state = next((e.to for e in reversed(case.facts.events) if e.at <= at), "")
            if not _in_house(case, scan):
                yield case.breach(
                    TRUTH,
                    f"{scan['work']}: {scan['refusal_code']}",
                    f"lies on the dock and is refused from {state}",
                )
        device_at = moment(scan["device_at"])
        row = next((c for c in case.facts.custody if c.number == scan["custody_number"]), None)
        if device_at and row and at - device_at > AN_HOUR and case.once(TRUTH, f"late {at}"):
            kept = case.seen.rows(
                "SELECT x.device_at FROM custody_events x JOIN tickets t ON t.id = x.ticket_id"
                " WHERE t.code = :code AND x.number = :number",
                code=case.code,
                number=row.number,
            )
            if not kept or moment(kept[0]["device_at"]) is None:
                yield case.breach(TRUTH, scan["work"], "written late, and when it happened is lost")


def _in_house(case: Case, scan: object) -> bool:
    """Whether the last hand-over before says that we have it already; then the refusal is right."""
    at = surely(scan["at"])  # type: ignore[index]
    undone = {row.undoes for row in case.facts.custody}
    past = [
        row.step
        for row in case.facts.custody
        if row.at < at and row.undoes is None and row.adds_to is None and row.number not in undone
    ]
    return bool(past) and past[-1] not in ("collecting", "shipping", "accepting")
