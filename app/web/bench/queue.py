"""The bench's queue as plain rows: one query however long it is, grouped by urgency, re-repairs first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.catalogue.models import DeviceModel, Symptom
from app.customers.models import Customer
from app.kernel.actor import Role
from app.kernel.i18n import N_
from app.messaging.conversation.models import ThreadMessage
from app.sites.site import Site
from app.staff.models import StaffAccount
from app.tickets.models import Ticket, TicketEvent
from app.tickets.states import ACTS_NEXT, FINAL, State

LONGEST = 300  # rows on one page
WHOSE = ("", "mine", "unowned", "all")
BENCH_STATES = tuple(state for state in State if ACTS_NEXT[state] is Role.TECHNICIAN)
WAITING_STATES = tuple(
    s for s in State if ACTS_NEXT[s] is Role.CUSTOMER and s not in (State.AUTHORISED, State.AWAITING_PAYMENT)
)
SHOWN_STATES = (*BENCH_STATES, *WAITING_STATES, State.AWAITING_PAYMENT, State.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked to see; the query string of the page."""

    whose: str = ""
    state: State | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One repair in the queue."""

    code: str
    state: State
    model: str
    about: str
    customer: str
    owner: str | None
    due_at: datetime | None
    opened_at: datetime
    changed_at: datetime
    unread: int
    re_repair: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one urgency, with its heading (an English message id) and tone."""

    title: str
    tone: str
    rows: tuple[Row, ...]


def read_wanted(args: Mapping[str, str]) -> Wanted:
    """The filters of a query string; unknown words count as not said."""
    whose = args.get("whose", "")
    state = args.get("state", "")
    return Wanted(
        whose=whose if whose in WHOSE else "",
        state=State(state) if state in {s.value for s in SHOWN_STATES} else None,
        waiting=args.get("waiting") == "1",
    )


def rows(session: Session, wanted: Wanted, *, me: UUID, language: str) -> list[Row]:
    """The repairs asked for, the most urgent first."""
    symptom = Symptom.label_ko if language == "ko" else Symptom.label_en
    model = func.coalesce(DeviceModel.name_ko if language == "ko" else DeviceModel.name_en, Ticket.model_name)
    changed = select(func.max(TicketEvent.at)).where(TicketEvent.ticket_id == Ticket.id).scalar_subquery()
    unread = (
        select(func.count(ThreadMessage.id))
        .where(ThreadMessage.ticket_id == Ticket.id, ThreadMessage.handled_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(
            Ticket.code,
            Ticket.state,
            model,
            Ticket.story,
            symptom,
            Customer.name,
            StaffAccount.name,
            Ticket.due_at,
            Ticket.opened_at,
            changed,
            unread,
            Ticket.re_repair_of_id,
        )
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(StaffAccount, StaffAccount.id == Ticket.owner_id)
        .outerjoin(DeviceModel, DeviceModel.id == Ticket.model_id)
        .outerjoin(Symptom, Symptom.id == Ticket.symptom_id)
        .where(*_conditions(wanted, me))
        .order_by(Ticket.priority.desc(), Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)
        .limit(LONGEST)
    )
    return [_row(row) for row in session.execute(query)]


def grouped(rows: Sequence[Row], *, site: Site, now: datetime) -> list[Group]:
    """By urgency; re-repairs stand before everything else. Groups without rows are left out."""
    today = site.today(now)
    kept: dict[str, list[Row]] = {title: [] for title, _ in _GROUPS}
    for row in rows:
        kept[_urgency(row, site, now, today)].append(row)
    return [Group(title, tone, tuple(kept[title])) for title, tone in _GROUPS if kept[title]]


_GROUPS = (
    (N_("Re-repairs first"), "attention"),
    (N_("Overdue"), "problem"),
    (N_("Due today"), "attention"),
    (N_("Due tomorrow"), "working"),
    (N_("Later"), "neutral"),
    (N_("Waiting for the customer"), "waiting"),
)


def _urgency(row: Row, site: Site, now: datetime, today: Any) -> str:
    if ACTS_NEXT[row.state] is Role.CUSTOMER:
        return "Waiting for the customer"
    if row.re_repair:
        return "Re-repairs first"
    if row.due_at is None:
        return "Later"
    if row.due_at < now:
        return "Overdue"
    day = site.today(row.due_at)
    if day <= today:
        return "Due today"
    return "Due tomorrow" if day == today + timedelta(days=1) else "Later"


def _conditions(wanted: Wanted, me: UUID) -> list[Any]:
    if wanted.state is not None:
        found: list[Any] = [Ticket.state == wanted.state]
    else:
        states = (
            (*WAITING_STATES, State.AWAITING_PAYMENT) if wanted.waiting else (*BENCH_STATES, State.ON_HOLD)
        )
        found = [Ticket.state.in_(states)]
    whose = {
        "mine": Ticket.owner_id == me,
        "unowned": Ticket.owner_id.is_(None),
        "": or_(Ticket.owner_id == me, Ticket.owner_id.is_(None)),
    }
    if wanted.whose in whose:
        found.append(whose[wanted.whose])
    return [*found, Ticket.state.not_in(FINAL)]


def _row(row: Any) -> Row:
    code, state, model, story, symptom, customer, owner, due, opened, changed, unread, re_repair = row
    about = symptom or " ".join(story.split())
    return Row(
        code=code,
        state=state,
        model=model,
        about=about if len(about) <= 90 else f"{about[:89]}…",
        customer=customer,
        owner=owner,
        due_at=due,
        opened_at=opened,
        changed_at=changed or opened,
        unread=unread,
        re_repair=re_repair is not None,
    )
