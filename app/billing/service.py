"""Issuing bills and settling them: of two at once one wins, and no bill is settled twice."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.billing import queries, rules
from app.billing.models import Bill, BillLine, Payment
from app.billing.rules import Line
from app.billing.states import MOVES, BillState, PaymentMethod
from app.kernel.act import Act
from app.kernel.errors import Conflict
from app.kernel.i18n import text
from app.kernel.money import Money
from app.sites.tax import contained_tax


def bill_open() -> Conflict:
    """The repair has a bill already that asks for money."""
    return Conflict(
        text("A bill for this repair is open already, so no other was written. Look at the fresh page."),
        code="bill_open",
    )


def bill_settled() -> Conflict:
    """Somebody else was faster, or nothing was asked for."""
    return Conflict(
        text("This bill is settled already, so nothing was noted. Look at the fresh page."),
        code="bill_settled",
    )


def issue(session: Session, ticket_id: UUID, lines: Sequence[Line], act: Act) -> Bill:
    """Write the next bill of a repair; one that asks for nothing is paid from the start.

    Raises Conflict `bill_open` while another asks for money, also one written at this moment.
    """
    total = rules.total_of(lines)
    state = rules.state_at_issue(total)
    settled = state is not BillState.OPEN
    last = session.scalar(select(func.max(Bill.number)).where(Bill.ticket_id == ticket_id))
    bill = Bill(
        ticket_id=ticket_id,
        number=(last or 0) + 1,
        state=state,
        currency=total.currency,
        total_minor=total.minor,
        tax_minor=contained_tax(total).minor,
        issued_by=act.actor.name,
        issued_at=act.now,
        settled_by=act.actor.name if settled else None,
        settled_at=act.now if settled else None,
        lines=[
            BillLine(position=position, kind=line.kind, words=line.words, minor=line.amount.minor)
            for position, line in enumerate(lines, start=1)
        ],
    )
    try:
        with session.begin_nested():
            session.add(bill)
    except IntegrityError:
        raise bill_open() from None
    return bill


def receive(
    session: Session, bill: Bill, act: Act, *, amount: Money, method: PaymentMethod, reference: str
) -> Payment:
    """Note money for an open bill; it is paid as soon as all of it has come in.

    How much may come in at once is the story's affair. Raises Conflict `bill_settled` where nothing is open.
    """
    session.refresh(bill, with_for_update=True)  # two payments at once count each other
    if bill.state is not BillState.OPEN:
        raise bill_settled()
    payment = Payment(
        bill_id=bill.id,
        amount_minor=amount.minor,
        currency=amount.currency,
        method=method,
        reference=reference,
        noted_by=act.actor.name,
        at=act.now,
    )
    session.add(payment)
    session.flush()
    if not left_to_pay(session, bill).minor:
        _settle(session, bill, BillState.PAID, act)
    return payment


def left_to_pay(session: Session, bill: Bill) -> Money:
    """What an open bill still asks for."""
    received = [Money(row.amount_minor, row.currency) for row in queries.payments(session, bill)]
    return rules.left_to_pay(queries.total(bill), received)


def waive(session: Session, bill: Bill, act: Act) -> None:
    """Ask for it no more. Raises Conflict `bill_settled` where it is settled already."""
    _settle(session, bill, BillState.WAIVED, act)


def _settle(session: Session, bill: Bill, end: BillState, act: Act) -> None:
    """The row moves only from a state that may: whoever comes second changes no row and is told."""
    starts = [state for state, ends in MOVES.items() if end in ends]
    result = session.execute(
        update(Bill)
        .where(Bill.id == bill.id, Bill.state.in_(starts))
        .values(state=end, settled_at=act.now, settled_by=act.actor.name)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise bill_settled()
    session.refresh(bill)
