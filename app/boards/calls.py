"""The calls that a person has to make, with whom they are about; one whose repair has moved on since is none any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel.paging import FIRST_PAGE, Page
from app.messaging.conversation.models import Call, CallReason
from app.staff.models import StaffAccount
from app.tickets.models import Ticket
from app.tickets.states import State

Wanted = TypeVarTuple("Wanted")


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call; `state` is where the repair waits, `number` says the how-many-th try it is."""

    id: UUID
    code: str
    model: str
    customer: str
    phone: str
    owner: str | None
    state: State
    reason: CallReason
    number: int
    opened_at: datetime


def calls_to_make(session: Session, *, page: Page = FIRST_PAGE) -> tuple[Sequence[CallRow], int]:
    """One page of them, the oldest first, and how many there are."""
    total = count_calls(session)
    rows = session.execute(
        page.of(
            _open(
                select(
                    Call.id,
                    Ticket.code,
                    Ticket.model_name,
                    Customer.name,
                    Customer.phone,
                    StaffAccount.name.label("owner"),
                    Ticket.state,
                    Call.reason,
                    Call.number,
                    Call.opened_at,
                )
            )
            .join(Customer, Customer.id == Ticket.customer_id)
            .outerjoin(StaffAccount, StaffAccount.id == Ticket.owner_id)
            .order_by(Call.opened_at, Call.id)
        )
    )
    return [CallRow(*row) for row in rows], total


def count_calls(session: Session) -> int:
    """How many wait."""
    return session.scalar(_open(select(func.count(Call.id)))) or 0


def _open(wanted: Select[*Wanted]) -> Select[*Wanted]:
    about = and_(Ticket.id == Call.ticket_id, Ticket.version == Call.question)
    return wanted.join_from(Call, Ticket, about).where(Call.done_at.is_(None))
