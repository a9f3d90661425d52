"""The single number: whatever is quoted, whoever pays the courier, the button's sum is the bill's and within the last yes."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.billing import queries as bills
from app.journeys.money.agreed import agreed
from app.journeys.repair import repair
from app.journeys.repair.decide_quote import approve_quote
from app.journeys.repair.diagnose import start_repair
from app.journeys.repair.quote_repair import send_quote
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.money import Money
from app.quotes import service as quotes
from app.quotes.rules import Line
from app.sites.site import Site
from app.terms import service as terms
from app.terms.rules import Coverage, Payer, is_free
from app.tickets.legs import DRIVEN, Leg
from app.tickets.sums import charged, contained
from tests.journeys.on_the_bench import KIM, at, diagnosing, technician, won
from tests.shop import Shop

AMOUNTS = st.integers(0, 300_000)
WAYS = st.dictionaries(st.sampled_from(DRIVEN), st.integers(0, 20_000).map(Money))


@given(AMOUNTS.filter(bool), WAYS)
def test_what_was_put_together_is_taken_apart_again(work: int, ways: dict[Leg, Money]) -> None:
    whole = charged(won(work), ways)
    assert contained(whole.total, ways) == whole
    assert whole.total.minor == work + sum(fee.minor for fee in whole.ways.values())


@given(AMOUNTS, WAYS)
def test_whatever_number_was_named_its_parts_are_that_number(total: int, ways: dict[Leg, Money]) -> None:
    named = contained(won(total), ways)
    assert named.total == won(total)
    assert named.work.minor > 0 or not named.ways


@given(AMOUNTS, AMOUNTS, WAYS)
def test_a_lower_final_price_never_costs_more(agreed_work: int, final: int, ways: dict[Leg, Money]) -> None:
    most = charged(won(agreed_work), ways)
    assert most.for_work(won(min(final, agreed_work))).total <= most.total


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(list(Coverage)),
    st.integers(1, 90_000),
    st.integers(0, 9_000),
    st.tuples(*(st.sampled_from(list(Payer)) for _ in DRIVEN)),
    st.lists(st.integers(0, 90_000), min_size=1, max_size=3),
    st.booleans(),
)
def test_the_button_is_the_bill_and_the_bill_is_within_the_last_yes(
    sqlite_shop: Shop,
    coverage: Coverage,
    work: int,
    fee: int,
    payers: tuple[Payer, ...],
    quoted: list[int],
    raised: bool,
) -> None:
    sqlite_shop.database._info["site"] = replace(Site(), courier_fee=fee)
    act = Act(technician(sqlite_shop), sqlite_shop.clock())
    ticket_id = diagnosing(sqlite_shop, coverage=coverage, cap=0 if is_free(coverage) else work)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        held = terms.current(session, ticket_id)
        assert held is not None
        if not is_free(coverage):  # another matrix than today's
            held.inbound_payer, held.outbound_payer = payers
            held.cap_minor = charged(won(work), terms.courier_by_leg(held)).total.minor
            session.flush()
        said = held.cap_minor
        if raised:  # a fee of tomorrow is none of this repair's
            sqlite_shop.database._info["site"] = replace(Site(), courier_fee=fee + 4_000)
        try:
            asked = send_quote(
                session,
                ticket,
                act,
                lines=[Line(f"Line {place}", won(minor)) for place, minor in enumerate(quoted)],
                finding="파손",
                valid_until=act.now + timedelta(days=7),
            )
        except FieldRefused:  # within the terms: there is nothing to ask
            assert sum(quoted) == 0
            start_repair(session, ticket, act, finding="파손", price=agreed(session, ticket).sum.work)
        else:
            said = asked.total_minor
            shown = [line.amount.minor for line in quotes.lines(asked)]
            shown += [way.minor for way in quotes.sum_of(asked).ways.values()]
            assert sum(shown) == asked.total_minor
            approve_quote(session, ticket, Act(KIM, act.now), quote_version=asked.version)
        assert agreed(session, ticket).sum.total == won(said)
        repair.finish(session, ticket, act, work="교체")
        repair.test_passed(session, ticket, act, report="정상", amount=agreed(session, ticket).sum.work)
        bill = bills.current(session, ticket_id)
        assert bill is not None
        assert bill.total_minor == said
        assert sum(line.minor for line in bill.lines) == bill.total_minor
