"""The technicians' queue as plain rows: two queries however long it is, re-repairs and what is due first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from app.catalogue.models import DeviceModel, Symptom
from app.customers.models import Customer
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.kernel.paging import Page
from app.messaging.conversation.models import ThreadMessage
from app.promises.queries import overdue
from app.staff.models import StaffAccount
from app.tickets.models import Ticket, TicketEvent
from app.tickets.states import ACTS_NEXT, FINAL, State

QUEUE_PAGE = Page(size=300)
WHOSE = ("", "mine", "unowned", "all")
BENCH_STATES = tuple(state for state in State if ACTS_NEXT[state] is Role.TECHNICIAN)
WAITING_STATES = tuple(
    s for s in State if ACTS_NEXT[s] is Role.CUSTOMER and s not in (State.AUTHORISED, State.AWAITING_PAYMENT)
)
SHOWN_STATES = (*BENCH_STATES, *WAITING_STATES, State.AWAITING_PAYMENT, State.ON_HOLD)
LONGEST_ABOUT = 90  # characters


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked to see: whose repairs (one of `WHOSE`), and in which states."""

    whose: str = ""
    state: State | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class RepairRow:
    """One repair in the queue; `about` is its symptom, else the start of what the customer told."""

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
    late: bool  # something of ours is overdue


def repairs(
    session: Session,
    wanted: Wanted,
    *,
    me: UUID,
    language: Language,
    now: datetime,
    page: Page = QUEUE_PAGE,
) -> list[RepairRow]:
    """One page of the repairs asked for, the most urgent first; models and symptoms by their names there."""
    korean = language is Language.KO
    symptom = Symptom.label_ko if korean else Symptom.label_en
    model = func.coalesce(DeviceModel.name_ko if korean else DeviceModel.name_en, Ticket.model_name)
    changed = select(func.max(TicketEvent.at)).where(TicketEvent.ticket_id == Ticket.id).scalar_subquery()
    unread = (
        select(func.count(ThreadMessage.id))
        .where(ThreadMessage.ticket_id == Ticket.id, ThreadMessage.handled_at.is_(None))
        .scalar_subquery()
    )
    urgent = (
        select(literal(1))
        .where(ThreadMessage.ticket_id == Ticket.id, ThreadMessage.handled_at.is_(None), ThreadMessage.urgent)
        .exists()
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
            overdue(Ticket.id, now=now),
        )
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(StaffAccount, StaffAccount.id == Ticket.owner_id)
        .outerjoin(DeviceModel, DeviceModel.id == Ticket.model_id)
        .outerjoin(Symptom, Symptom.id == Ticket.symptom_id)
        .where(*_conditions(wanted, me))
        .order_by(urgent.desc(), Ticket.priority.desc(), Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)
    )
    return [_row(row) for row in session.execute(page.of(query))]


def count_repairs(session: Session, wanted: Wanted, *, me: UUID) -> int:
    """How many there are over all pages."""
    return session.scalar(select(func.count()).select_from(Ticket).where(*_conditions(wanted, me))) or 0


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


def _row(row: Any) -> RepairRow:
    code, state, model, story, symptom, customer, owner, due, opened, changed, unread, re_repair, late = row
    about = symptom or " ".join(story.split())
    return RepairRow(
        code=code,
        state=state,
        model=model,
        about=about if len(about) <= LONGEST_ABOUT else f"{about[: LONGEST_ABOUT - 1]}…",
        customer=customer,
        owner=owner,
        due_at=due,
        opened_at=opened,
        changed_at=changed or opened,
        unread=unread,
        re_repair=re_repair is not None,
        late=late,
    )
