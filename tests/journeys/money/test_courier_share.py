"""What the courier costs the customer: said before the yes, locked by it, billed with the repair or not at all."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.billing.rules import total_of
from app.billing.states import LineKind
from app.journeys.money.agreed import agreed
from app.journeys.money.bill_repair import bill_lines
from app.journeys.repair import repair
from app.journeys.repair.decide_quote import approve_quote
from app.journeys.repair.diagnose import no_fault
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.money import Money
from app.sites.site import Site
from app.terms import service as terms
from app.terms.rules import Coverage, Payer, ways_to_pay
from app.tickets.legs import Leg
from app.tickets.states import State
from tests.journeys.on_the_bench import (
    KIM,
    at,
    billed,
    diagnosing,
    look,
    offered,
    on_the_test_stand,
    quoted,
    state,
    technician,
    won,
)
from tests.shop import Shop
from tests.web.customer.walk import a_repair


def pass_the_test(shop: Shop, ticket_id: UUID, price: Money | None) -> None:
    """The technician is content, and writes what the repair itself costs."""
    with at(shop, ticket_id) as (session, ticket):
        repair.test_passed(session, ticket, Act(technician(shop), shop.clock()), report="정상", amount=price)


def the_fee_becomes(shop: Shop, minor: int) -> None:
    """The shop starts again with another COURIER_FEE; the page server of the test goes on running."""
    shop.database._info["site"] = replace(Site(), courier_fee=minor)


def test_each_way_the_customer_pays_is_counted() -> None:
    both = {Leg.INBOUND: Payer.CUSTOMER, Leg.OUTBOUND: Payer.CUSTOMER}
    assert ways_to_pay(dict.fromkeys(both, Payer.SHOP), won(5_000)) == {}
    assert ways_to_pay(both | {Leg.OUTBOUND: Payer.SHOP}, won(5_000)) == {Leg.INBOUND: won(5_000)}
    assert ways_to_pay(both, won(5_000)) == dict.fromkeys(both, won(5_000))
    assert ways_to_pay(both, won(0)) == {}


def test_the_courier_is_its_own_part_of_the_bill(sqlite_shop: Shop) -> None:
    ticket_id = on_the_test_stand(sqlite_shop)
    pass_the_test(sqlite_shop, ticket_id, won(40_000))
    assert billed(sqlite_shop, ticket_id) == [("repair", 40_000), ("courier_in", 5_000)]
    assert "45,000원" in sqlite_shop.texts()[-1].body


def test_a_fee_raised_after_the_yes_is_not_billed(sqlite_shop: Shop) -> None:
    ticket_id = on_the_test_stand(sqlite_shop)
    the_fee_becomes(sqlite_shop, 9_000)
    pass_the_test(sqlite_shop, ticket_id, won(40_000))
    assert billed(sqlite_shop, ticket_id) == [("repair", 40_000), ("courier_in", 5_000)]


def test_a_shop_may_ask_nothing_for_the_courier(sqlite_shop: Shop) -> None:
    the_fee_becomes(sqlite_shop, 0)
    ticket_id = on_the_test_stand(sqlite_shop)
    pass_the_test(sqlite_shop, ticket_id, won(40_000))
    assert billed(sqlite_shop, ticket_id) == [("repair", 40_000)]


def test_where_we_pay_the_courier_the_bill_is_the_repair_alone(sqlite_shop: Shop) -> None:
    ticket_id = on_the_test_stand(sqlite_shop, coverage=Coverage.WARRANTY, cap=0)
    pass_the_test(sqlite_shop, ticket_id, None)
    assert state(sqlite_shop, ticket_id) is State.READY_TO_RETURN
    assert billed(sqlite_shop, ticket_id) == [("repair", 0)]


def test_without_a_repair_to_pay_the_courier_is_not_charged(sqlite_shop: Shop) -> None:
    ticket_id = diagnosing(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        no_fault(session, ticket, Act(technician(sqlite_shop), sqlite_shop.clock()), finding="정상")
    pass_the_test(sqlite_shop, ticket_id, None)
    assert state(sqlite_shop, ticket_id) is State.READY_TO_RETURN
    assert billed(sqlite_shop, ticket_id) == [("repair", 0)]


def test_the_customer_reads_the_amount_before_the_yes_and_on_the_bill(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED)
    for page in ("/terms", ""):
        assert "You pay 5,000 KRW, contained in the price" in walk.read(page)
        assert "65,000 KRW" in walk.read(page)
        assert "nothing to pay for the courier" in walk.read(page)
    walk.to(State.QUOTED)
    for seen in ("Courier to us, as agreed", "5,000 KRW", "Approve 93,000 KRW", "28,000 KRW above"):
        assert seen in walk.read("/quote")
    walk.to(State.AWAITING_PAYMENT)
    bill = walk.read("/pay")
    for seen in ("The repair", "88,000 KRW", "Courier to us, as agreed", "5,000 KRW", "Pay 93,000 KRW"):
        assert seen in bill


def test_a_bill_without_courier_has_no_such_line(sqlite_shop: Shop) -> None:
    the_fee_becomes(sqlite_shop, 0)
    walk = a_repair(sqlite_shop, State.AWAITING_PAYMENT)
    assert "Courier to us, as agreed" not in walk.read("/pay")
    assert "Pay 88,000 KRW" in walk.read("/pay")


def test_the_bench_sees_the_text_with_all_that_is_due(sqlite_shop: Shop) -> None:
    ticket_id = quoted(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        approve_quote(session, ticket, Act(KIM, sqlite_shop.clock()), quote_version=1)
        repair.finish(session, ticket, Act(technician(sqlite_shop), sqlite_shop.clock()), work="교체")
    bench = sqlite_shop.signed_in(Role.TECHNICIAN)
    ticket = look(sqlite_shop, ticket_id)
    url = f"/bench/{ticket.code}/test_passed"
    assert 'value="80,000"' in bench.get(url).get_data(as_text=True)
    asked = {"version": ticket.version, "report": "정상", "amount": "80,000", "look": "1"}
    assert "85,000원 결제" in bench.post(url, data=asked).get_data(as_text=True)
    assert billed(sqlite_shop, ticket_id) == []  # it was looked at, and nothing was billed


def test_a_new_offer_carries_the_fee_of_its_day(sqlite_shop: Shop) -> None:
    the_fee_becomes(sqlite_shop, 7_000)
    ticket_id = offered(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, _):
        offer = terms.current(session, ticket_id)
        assert offer is not None
        assert terms.sum_of(offer).courier == won(7_000)


def test_each_way_the_customer_pays_is_a_line_of_its_own(sqlite_shop: Shop) -> None:
    ticket_id = on_the_test_stand(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        held = terms.current(session, ticket_id)
        assert held is not None
        held.outbound_payer, held.cap_minor = Payer.CUSTOMER, held.cap_minor + 5_000
        session.flush()
        lines = bill_lines(agreed(session, ticket).final(won(40_000)))
        assert [line.kind for line in lines] == [LineKind.REPAIR, LineKind.COURIER_IN, LineKind.COURIER_OUT]
        assert total_of(lines) == won(50_000)


@pytest.mark.parametrize("said", [100, 5_000, 60_000])
def test_a_number_named_before_the_courier_was_in_it_is_all_the_same_the_most(
    sqlite_shop: Shop, said: int
) -> None:
    ticket_id = on_the_test_stand(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        held = terms.current(session, ticket_id)
        assert held is not None
        held.cap_minor = said
        session.flush()
        assert agreed(session, ticket).sum.total == won(said)
