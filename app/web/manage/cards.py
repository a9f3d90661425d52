"""Plain values for the overview and its lists, in the reader's words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.boards.tickets import TicketRow
from app.edge.current import shown
from app.kernel.actor import Role
from app.kernel.i18n import N_, Text, text
from app.kernel.ids import spell_code
from app.sites.site import Site
from app.tickets.states import ACTS_NEXT, FINAL, State
from app.tickets.words import STAGE

URGENCY: tuple[tuple[str, str, str], ...] = (
    ("late", N_("Overdue"), "problem"),
    ("let pass", N_("The customer let the time pass"), "waiting"),
    ("today", N_("Due today"), "attention"),
    ("tomorrow", N_("Due tomorrow"), "working"),
    ("later", N_("Due later"), "neutral"),
    ("open", N_("Without a date"), "neutral"),
)


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One row of the list, worded."""

    url: str
    code: str
    title: str
    state: tuple[str, str]
    due: str | None
    meta: str
    late: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one urgency under their heading."""

    title: str
    tone: str
    lines: list[TicketLine]


def tone(state: State, *, late: bool) -> str:
    """The tone of a state, by who acts next."""
    if late:
        return "problem"
    if state in FINAL:
        return "neutral"
    if state is State.ON_HOLD:
        return "attention"
    return "waiting" if ACTS_NEXT[state] is Role.CUSTOMER else "working"


def by_urgency(rows: list[TicketRow], *, site: Site, now: datetime) -> list[Group]:
    """The rows in groups: overdue, today, tomorrow, later; empty groups are left out."""
    found: dict[str, list[TicketLine]] = {}
    for row in rows:
        found.setdefault(_urgency(row, site, now), []).append(_line(row, now))
    return [Group(shown(text(title)), tint, found[key]) for key, title, tint in URGENCY if key in found]


def _urgency(row: TicketRow, site: Site, now: datetime) -> str:
    if row.late:
        return "late"
    if row.due_at is None:
        return "open"
    if row.due_at < now:
        return "let pass"
    days = (site.today(row.due_at) - site.today(now)).days
    return {0: "today", 1: "tomorrow"}.get(days, "later")


def _line(row: TicketRow, now: datetime) -> TicketLine:
    who = row.owner or shown(text("no owner yet"))
    return TicketLine(
        url=f"/scan?code={row.code}",
        code=spell_code(row.code),
        title=f"{row.model} · {row.customer}",
        state=(shown(text(STAGE[row.state])), tone(row.state, late=row.late)),
        due=shown(row.due_at) if row.due_at and row.state not in FINAL else None,
        meta=f"{who} · {shown(changed(now - row.changed_at))}",
        late=row.late,
    )


def changed(passed: timedelta) -> Text:
    """How long ago the last step was, in the largest whole unit."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 60:
        return text("changed %(count)s min ago", count=max(0, minutes))
    if minutes < 48 * 60:
        return text("changed %(count)s h ago", count=minutes // 60)
    return text("changed %(count)s days ago", count=minutes // (24 * 60))
