"""T1: "Every open ticket has one acting party, a current promise with a time, and at least one act (button, reply, job) by
which that party can go on. No combination of state and fact is a dead end, and a manager can always do something sensible."

Seen: the page of an open repair names a time; whatever it asks of the customer can be done on a page that it leads to;
a manager finds a choice on the repair's page at the bench or a form among its trips. Not seen yet: whether the choice is
sensible, and the acting party by name (no row says it).
"""

from collections.abc import Iterator

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim
from tests.year.auditor.staff import staff_page

TRUTH = "T1"
# Acts for which the page itself is enough: nothing is sent from it.
ONLY_SHOWN = frozenset({"label", "again", "pay"})


def look(case: Case) -> Iterator[Breach]:
    """The home page's promise and the ways on; the manager's, once for each step of the repair."""
    home = case.home
    if home is None or case.facts.ended:
        return
    times, _ = case.times_on(home)
    if not times:
        said = next(
            (r.text for _, r in home.read if any(s.claim == Claim.NO_DATE for s in r.says)), home.stage
        )
        yield case.breach(TRUTH, said, "an open repair names no time")
    for _, reading in home.read:
        for says in reading.says:
            if says.claim == Claim.ASKS and (why := _dead_end(case, says.about)):
                yield case.breach(TRUTH, reading.text, why)
    if case.once(TRUTH, f"managed {case.facts.version}") and not _manager_can_act(case):
        yield case.breach(TRUTH, home.stage, "a manager finds nothing to do for it")


def _dead_end(case: Case, act: str) -> str:
    home = case.home
    assert home is not None
    if not any(link.split("?")[0].endswith(f"/{act}") for link in home.links):
        return f"the customer is asked for “{act}” and no way leads there"
    page = case.pages.get(act)
    if page is None or act in ONLY_SHOWN or page.offers_something():
        return ""
    return f"the customer is asked for “{act}” and can do nothing there"


def _manager_can_act(case: Case) -> bool:
    """A choice at the bench, a form among its trips, or an act at the dock."""
    bench = staff_page(case.seen, "manager", f"/bench/{case.code}")
    if bench.xpath("//main//div[contains(@class, 'choices')]//a"):
        return True
    trips = staff_page(case.seen, "manager", f"/dispatch/trips/{case.code}")
    if trips.xpath("//main//form//button"):
        return True
    dock = staff_page(case.seen, "manager", f"/scan?code={case.code}")
    return bool(
        dock.xpath("//main//a[contains(@href, '/dock/')] | //main//form[contains(@action, '/dock/')]")
    )
