"""Bills as rows: one asks at a time, whoever presses first; all places name the same amount."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.billing import queries, service
from app.billing.models import Bill, BillLine, Payment
from app.billing.rules import Line
from app.billing.states import BillState, LineKind, PaymentMethod
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.db import Database
from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.tickets.states import State
from tests.custody.test_chain import wait_until_one_waits
from tests.journeys.on_the_bench import at, diagnosing, on_the_test_stand, to_be_paid, won
from tests.journeys.repair.test_decide_quote import both_at_once
from tests.shop import Shop
from tests.web.customer.walk import a_repair

REPAIR = Line(LineKind.REPAIR, Money(40_000))
COURIER = Line(LineKind.COURIER_IN, Money(5_000))


def by(shop: Shop, role: Role = Role.TECHNICIAN) -> Act:
    """An act of the demo account of that role."""
    return Act(shop.staff(role), shop.clock())


def bills(shop: Shop, ticket_id: UUID) -> list[Bill]:
    """All bills of a repair, the oldest first."""
    with shop.database.reading() as session:
        return list(session.scalars(select(Bill).where(Bill.ticket_id == ticket_id).order_by(Bill.number)))


def issue(shop: Shop, ticket_id: UUID, *lines: Line) -> None:
    """Write a bill."""
    with at(shop, ticket_id) as (session, _):
        service.issue(session, ticket_id, lines or (REPAIR, COURIER), by(shop))


def pay(shop: Shop, ticket_id: UUID, amount: int) -> None:
    """Note so much of the open bill."""
    with at(shop, ticket_id) as (session, _):
        bill = queries.current(session, ticket_id)
        assert bill is not None
        service.receive(session, bill, by(shop), amount=won(amount), method=PaymentMethod.CASH, reference="")


def waive(shop: Shop, ticket_id: UUID) -> None:
    """Let the bill go."""
    with at(shop, ticket_id) as (session, _):
        bill = queries.current(session, ticket_id)
        assert bill is not None
        service.waive(session, bill, by(shop, Role.MANAGER))


def test_of_two_bills_at_once_one_is_open(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    refused = both_at_once(*[lambda: issue(shop, ticket_id)] * 2)
    assert refused == ["bill_open"]
    assert [(bill.number, bill.state, bill.total_minor) for bill in bills(shop, ticket_id)] == [
        (1, BillState.OPEN, 45_000)
    ]


@pytest.mark.parametrize("other", [waive, lambda shop, ticket_id: pay(shop, ticket_id, 45_000)])
def test_a_bill_is_settled_once(shop: Shop, other: Callable[[Shop, UUID], None]) -> None:
    ticket_id = to_be_paid(shop)
    refused = both_at_once(lambda: pay(shop, ticket_id, 45_000), lambda: other(shop, ticket_id))
    assert refused == ["bill_settled"]
    with shop.database.reading() as session:
        paid = session.scalars(select(Payment.amount_minor)).all()
    (bill,) = bills(shop, ticket_id)
    assert (bill.state, list(paid)) in [(BillState.PAID, [45_000]), (BillState.WAIVED, [])]
    assert bill.settled_at == shop.clock()


def test_a_bill_may_be_paid_in_several_payments(shop: Shop) -> None:
    ticket_id = to_be_paid(shop)
    pay(shop, ticket_id, 40_000)
    assert [bill.state for bill in bills(shop, ticket_id)] == [BillState.OPEN]
    pay(shop, ticket_id, 5_000)
    assert [bill.state for bill in bills(shop, ticket_id)] == [BillState.PAID]


def test_no_second_bill_while_one_is_open(shop: Shop) -> None:
    ticket_id = to_be_paid(shop)
    with pytest.raises(Conflict) as no:
        issue(shop, ticket_id)
    assert no.value.code == "bill_open"
    assert len(bills(shop, ticket_id)) == 1


def test_what_is_settled_already_is_told_to_whoever_comes_second(shop: Shop) -> None:
    ticket_id = to_be_paid(shop)
    waive(shop, ticket_id)
    for again in (waive, lambda shop, ticket_id: pay(shop, ticket_id, 45_000)):
        with pytest.raises(Conflict) as no:
            again(shop, ticket_id)
        assert no.value.code == "bill_settled"


def test_a_payment_waits_for_another_and_counts_it(postgres_database: Database, tmp_path: Path) -> None:
    shop = Shop(postgres_database, tmp_path)
    ticket_id = to_be_paid(shop)
    with ThreadPoolExecutor(1) as pool:
        with at(shop, ticket_id) as (session, _):
            bill = queries.open_one(session, ticket_id)
            assert bill is not None
            first = won(40_000)
            service.receive(session, bill, by(shop), amount=first, method=PaymentMethod.CASH, reference="")
            waiting = pool.submit(pay, shop, ticket_id, 5_000)
            wait_until_one_waits(session)
        waiting.result()
    assert [bill.state for bill in bills(shop, ticket_id)] == [BillState.PAID]


def test_another_bill_can_follow_a_settled_one(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    issue(shop, ticket_id)
    waive(shop, ticket_id)
    issue(shop, ticket_id, REPAIR)
    assert [(bill.number, bill.state) for bill in bills(shop, ticket_id)] == [
        (1, BillState.WAIVED),
        (2, BillState.OPEN),
    ]


def test_a_bill_of_nothing_asks_for_nothing(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    issue(shop, ticket_id, Line(LineKind.REPAIR, Money(0)))
    assert [bill.state for bill in bills(shop, ticket_id)] == [BillState.PAID]
    with pytest.raises(Conflict) as no:
        pay(shop, ticket_id, 1)
    assert no.value.code == "bill_settled"


@pytest.mark.parametrize("state", BillState)
def test_every_state_can_be_stored(shop: Shop, state: BillState) -> None:
    ticket_id = diagnosing(shop)
    issue(shop, ticket_id)
    settled = None if state is BillState.OPEN else shop.clock()
    with shop.database.transaction() as session:
        session.execute(update(Bill).values(state=state, settled_at=settled))
    assert [bill.state for bill in bills(shop, ticket_id)] == [state]


@pytest.mark.parametrize(
    "wrong", [{"total_minor": -1}, {"total_minor": 0, "tax_minor": 0}, {"tax_minor": 45_001}]
)
def test_the_database_refuses_a_bill_that_cannot_be(shop: Shop, wrong: dict[str, int]) -> None:
    ticket_id = diagnosing(shop)
    issue(shop, ticket_id)
    with pytest.raises(IntegrityError), shop.database.transaction() as session:
        session.execute(update(Bill).values(**wrong))


def test_an_open_bill_has_no_end_and_a_settled_one_has(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    issue(shop, ticket_id)
    for wrong in ({"settled_at": shop.clock()}, {"state": BillState.PAID}):
        with pytest.raises(IntegrityError), shop.database.transaction() as session:
            session.execute(update(Bill).values(**wrong))


@pytest.mark.parametrize(
    "wrong", [{"amount_minor": 0}, {"amount_minor": -5}, {"currency": "USD"}, {"method": "shells"}]
)
def test_the_database_refuses_a_payment_that_cannot_be(shop: Shop, wrong: dict[str, object]) -> None:
    ticket_id = to_be_paid(shop)
    pay(shop, ticket_id, 45_000)
    (column, value), *_ = wrong.items()
    with pytest.raises(IntegrityError), shop.database.transaction() as session:
        session.execute(text(f"UPDATE payments SET {column} = :value"), {"value": value})


def test_a_line_asks_for_nothing_or_more(shop: Shop) -> None:
    issue(shop, diagnosing(shop))
    with pytest.raises(IntegrityError), shop.database.transaction() as session:
        session.execute(update(BillLine).values(minor=-1))


def test_page_text_and_form_name_the_total_of_the_rows(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AWAITING_PAYMENT)
    (bill,) = bills(sqlite_shop, walk.ticket_id)
    with sqlite_shop.database.reading() as session:
        rows = session.scalars(select(BillLine).order_by(BillLine.position)).all()
        assert [row.minor for row in rows] == [88_000, 5_000]
        assert bill.total_minor == sum(row.minor for row in rows)
    assert "93,000 KRW" in sqlite_shop.texts(walk.phone)[-1].body
    assert "Pay 93,000 KRW" in walk.read("/pay")
    desk = sqlite_shop.signed_in(Role.DISPATCHER).get(f"/bench/{walk.ticket.code}/pay")
    assert 'value="93,000"' in desk.get_data(as_text=True)


def test_a_paid_repair_has_its_payment_in_the_rows(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AWAITING_PAYMENT).to(State.READY_TO_RETURN)
    with sqlite_shop.database.reading() as session:
        bill = queries.current(session, walk.ticket_id)
        assert bill is not None
        assert [row.amount_minor for row in queries.payments(session, bill)] == [93_000]
        assert (bill.state, service.left_to_pay(session, bill)) == (BillState.PAID, won(0))
        assert queries.open_one(session, walk.ticket_id) is None


def test_a_repair_on_the_test_stand_has_no_bill_yet(sqlite_shop: Shop) -> None:
    assert bills(sqlite_shop, on_the_test_stand(sqlite_shop)) == []
