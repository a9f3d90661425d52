"""The bench's queue as its page shows it: the board's rows by urgency, re-repairs first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.boards.bench import SHOWN_STATES, WHOSE, RepairRow, Wanted
from app.kernel.actor import Role
from app.kernel.i18n import N_
from app.sites.site import Site
from app.tickets.states import ACTS_NEXT, State


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one urgency, with its heading (an English message id) and tone."""

    title: str
    tone: str
    rows: tuple[RepairRow, ...]


def read_wanted(args: Mapping[str, str]) -> Wanted:
    """The filters of a query string; unknown words count as not said."""
    whose = args.get("whose", "")
    state = args.get("state", "")
    return Wanted(
        whose=whose if whose in WHOSE else "",
        state=State(state) if state in {s.value for s in SHOWN_STATES} else None,
        waiting=args.get("waiting") == "1",
    )


def grouped(rows: Sequence[RepairRow], *, site: Site, now: datetime) -> list[Group]:
    """By urgency; re-repairs stand before everything else. Groups without rows are left out."""
    today = site.today(now)
    kept: dict[str, list[RepairRow]] = {title: [] for title, _ in _GROUPS}
    for row in rows:
        kept[_urgency(row, site, today)].append(row)
    return [Group(title, tone, tuple(kept[title])) for title, tone in _GROUPS if kept[title]]


_GROUPS = (
    (N_("Re-repairs first"), "attention"),
    (N_("Overdue"), "problem"),
    (N_("Due today"), "attention"),
    (N_("Due tomorrow"), "working"),
    (N_("Later"), "neutral"),
    (N_("Waiting for the customer"), "waiting"),
)


def _urgency(row: RepairRow, site: Site, today: date) -> str:
    if ACTS_NEXT[row.state] is Role.CUSTOMER:
        return "Waiting for the customer"
    if row.re_repair:
        return "Re-repairs first"
    if row.late:
        return "Overdue"
    if row.due_at is None:
        return "Later"
    day = site.today(row.due_at)
    if day <= today:
        return "Due today"
    return "Due tomorrow" if day == today + timedelta(days=1) else "Later"
