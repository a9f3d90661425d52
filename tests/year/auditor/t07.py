"""T7, the single number: "The customer pays at most the number he last said yes to. That number is everything: parts, labour,
tax, courier. The sum on the button is the sum on the bill. Each minor unit billed has a line."

Seen: the cap of the locked terms and each approved quote against the bills; the sum on the approval button and in the text
that asks against the bill; lines and payments against totals; whether anything is said to come on top. Not seen yet:
later numbers for another wish, refunds, money kept.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim
from tests.year.auditor.rows import Row

TRUTH = "T7"
_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")


def look(case: Case) -> Iterator[Breach]:
    """Sums in rows first, then sums in words."""
    yes = last_yes(case)
    for bill in case.facts.bills:
        lines = [line["minor"] for line in case.facts.bill_lines if line["number"] == bill["number"]]
        if sum(lines) != bill["total_minor"]:
            yield case.breach(
                TRUTH, f"bill {bill['number']}: {bill['total_minor']}", "the lines do not add up"
            )
        paid = sum(p["amount_minor"] for p in case.facts.payments if p["number"] == bill["number"])
        if paid > bill["total_minor"]:
            yield case.breach(TRUTH, f"bill {bill['number']}: {paid}", "more was taken than was billed")
        if bill["state"] == "void" or yes is None or bill["total_minor"] <= yes:
            continue
        yield case.breach(
            TRUTH,
            f"bill {bill['number']}: {bill['total_minor']}",
            f"billed more than the last yes, which was to {yes}",
        )
    open_bills = [bill for bill in case.facts.bills if bill["state"] == "open"]
    for page, reading in case.claims(Claim.TO_PAY):
        if (
            open_bills
            and _minor(reading.values.get("sum", "0"), open_bills[0]) != open_bills[0]["total_minor"]
        ):
            yield case.breach(TRUTH, reading.text, f"{page.path} asks for another sum than the bill's")
    for _, reading in case.claims(Claim.SURCHARGE):
        asked = any(
            s.claim == Claim.AT_MOST for page in case.pages.values() for _, r in page.read for s in r.says
        )
        if asked and _minor(reading.values["sum"], {"currency": "KRW"}):
            yield case.breach(TRUTH, reading.text, "“at most” is not everything: this comes on top")


def last_yes(case: Case) -> int | None:
    """The number the customer last said yes to, in minor units; None before any yes."""
    said = [(t["decided_at"], t["cap_minor"]) for t in case.facts.terms if t["state"] == "locked"]
    said += [(q["decided_at"], q["total_minor"]) for q in case.facts.quotes if q["state"] == "approved"]
    known = [(str(at), minor) for at, minor in said if at is not None]
    return int(max(known)[1]) if known else None


def billed_beyond(case: Case) -> bool:
    """Whether a bill asks for more than the customer said yes to."""
    yes = last_yes(case)
    return yes is not None and any(b["total_minor"] > yes for b in case.facts.bills if b["state"] != "void")


def _minor(said: str, of: Row | dict[str, str]) -> int:
    number = Decimal((_NUMBER.search(said) or [""])[0].replace(",", "") or "0")
    return int(number if of["currency"] in ("KRW", "JPY") else number * 100)
