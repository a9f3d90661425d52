"""Looking up a repair's bills, their lines, and what came in for them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import Bill, Payment
from app.billing.rules import Line
from app.billing.states import BillState
from app.kernel.money import Money


def current(session: Session, ticket_id: UUID) -> Bill | None:
    """The newest bill that was not made void; None until the test was passed."""
    return session.scalars(
        select(Bill)
        .where(Bill.ticket_id == ticket_id, Bill.state != BillState.VOID)
        .order_by(Bill.number.desc())
        .limit(1)
    ).first()


def open_one(session: Session, ticket_id: UUID) -> Bill | None:
    """The bill that asks for money now."""
    return session.scalars(
        select(Bill).where(Bill.ticket_id == ticket_id, Bill.state == BillState.OPEN)
    ).one_or_none()


def total(bill: Bill) -> Money:
    """All that the bill asks for, its tax contained."""
    return Money(bill.total_minor, bill.currency)


def lines(bill: Bill) -> list[Line]:
    """The lines of a bill in their order."""
    return [Line(row.kind, Money(row.minor, bill.currency), row.words) for row in bill.lines]


def payments(session: Session, bill: Bill) -> Sequence[Payment]:
    """What came in for a bill, the oldest first."""
    return session.scalars(
        select(Payment).where(Payment.bill_id == bill.id).order_by(Payment.at, Payment.id)
    ).all()
