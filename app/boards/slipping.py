"""Promises close to their time that somebody has to answer for, and the customers who have to be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.customers.models import Customer
from app.kernel.actor import Role
from app.messaging.sms.models import BadNumber, OptOut
from app.promises.kinds import PromiseKind
from app.promises.models import Promise
from app.promises.queries import OPEN
from app.promises.slips import WHO_KNOWS, SlipKind, SlipOutcome, SlipTask
from app.staff.models import StaffAccount
from app.staff.permissions import Capability, may
from app.tickets.models import Ticket
from app.tickets.states import State

AT_MOST = 100  # rows of one page; the most urgent stand first


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One task. `by_call`: a text has told of a delay before, or none gets through. `why`: what the customer read then."""

    id: UUID
    kind: SlipKind
    code: str
    model: str
    customer: str
    phone: str
    state: State
    promised: PromiseKind
    due_at: datetime
    answer_by: datetime
    owner_id: UUID | None
    owner: str | None
    by_call: bool
    why: str


def slipping(session: Session, *, role: Role, me: UUID, now: datetime, limit: int = AT_MOST) -> list[SlipRow]:
    """What that person may answer: own and nobody's repairs, a manager all; calls of everybody who sees numbers."""
    before = aliased(Promise)
    slipped = select(before.id).where(before.ticket_id == Ticket.id, before.why != "").exists()
    stopped = select(OptOut.phone).where(OptOut.phone == Customer.phone).exists()
    bad = select(BadNumber.phone).where(BadNumber.phone == Customer.phone).exists()
    rows = session.execute(
        select(
            SlipTask.id,
            SlipTask.kind,
            Ticket.code,
            Ticket.model_name,
            Customer.name,
            Customer.phone,
            Ticket.state,
            Promise.kind,
            Promise.due_at,
            SlipTask.answer_by,
            Ticket.owner_id,
            StaffAccount.name,
            or_(slipped, stopped, bad),
            Promise.why,
        )
        .join(Promise, Promise.id == SlipTask.promise_id)
        .join(Ticket, Ticket.id == Promise.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(StaffAccount, StaffAccount.id == Ticket.owner_id)
        .where(*_open_for(role, me, now))
        .order_by(Promise.due_at, SlipTask.id)
        .limit(limit)
    )
    return [SlipRow(*tuple(row)) for row in rows]


def count_slipping(session: Session, *, role: Role, me: UUID | None, now: datetime) -> int:
    """How many stand there."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SlipTask)
            .join(Promise, Promise.id == SlipTask.promise_id)
            .join(Ticket, Ticket.id == Promise.ticket_id)
            .where(*_open_for(role, me, now))
        )
        or 0
    )


def _open_for(role: Role, me: UUID | None, now: datetime) -> Sequence[ColumnElement[bool]]:
    """What was done meanwhile is gone by itself: its promise has ended."""
    open_now = (SlipTask.outcome.is_(None), OPEN)
    kinds = [kind for kind, who in WHO_KNOWS.items() if who is role]
    own = and_(SlipTask.kind == SlipKind.ASK, Promise.kind.in_(kinds))
    if role is Role.TECHNICIAN:
        own = and_(own, or_(Ticket.owner_id == me, Ticket.owner_id.is_(None)))
    kept = aliased(SlipTask)  # whoever owes it says that it will be in time: nobody calls before that is over
    in_time = exists().where(
        kept.promise_id == Promise.id, kept.outcome == SlipOutcome.WILL_MAKE_IT, Promise.due_at > now
    )
    calls = and_(SlipTask.kind == SlipKind.CALL, ~in_time)
    if role is Role.MANAGER:
        return (*open_now, or_(SlipTask.kind == SlipKind.ASK, calls))
    return (*open_now, or_(own, calls) if may(role, Capability.SEE_NUMBERS) else own)
