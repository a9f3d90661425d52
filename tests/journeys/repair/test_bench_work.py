"""At the bench: diagnosing within the terms, quoting, repairing, testing, being paid, pausing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.billing.models import Payment
from app.journeys.money.agreed import agreed
from app.journeys.money.take_payment import take_payment, waive
from app.journeys.repair import diagnose, repair
from app.journeys.repair.hold_ticket import hold, release
from app.journeys.repair.quote_repair import send_quote
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused, NotAllowed
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.quotes import service as quotes
from app.quotes.rules import Line
from app.terms.rules import Coverage
from app.tickets.states import Disposition, State
from tests.acts import split_act
from tests.journeys.on_the_bench import (
    KEYBOARD,
    accepted,
    ask_for_repair,
    at,
    billed,
    diagnosing,
    look,
    on_the_test_stand,
    quoted,
    repairing,
    state,
    technician,
    won,
)
from tests.journeys.repair.test_decide_quote import say_yes
from tests.shop import Shop


def do(shop: Shop, ticket_id: Any, story: Callable[..., Any], **how: Any) -> Any:
    """Play one story as the technician."""
    with at(shop, ticket_id) as (session, ticket):
        act, rest = split_act({"actor": technician(shop), "now": shop.clock(), **how})
        return story(session, ticket, act, **rest)


def test_a_repair_within_the_locked_cap_starts_at_once(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    do(shop, ticket_id, diagnose.start_repair, finding="접점", price=won(50_000), seen_version=6)
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.finding, ticket.version) == (State.REPAIRING, "접점", 7)
    assert shop.texts()[-1].kind is SmsKind.REPAIR_STARTED


@pytest.mark.parametrize(
    ("coverage", "cap", "price"),
    [(Coverage.PAID, 50_000, 50_001), (Coverage.WARRANTY, 0, 1), (Coverage.PAID, 50_000, -1)],
)
def test_a_won_more_than_locked_needs_a_quote(
    sqlite_shop: Shop, coverage: Coverage, cap: int, price: int
) -> None:
    ticket_id = diagnosing(sqlite_shop, coverage=coverage, cap=cap)
    with pytest.raises(FieldRefused) as no:
        do(sqlite_shop, ticket_id, diagnose.start_repair, finding="접점", price=won(price))
    assert (no.value.code, no.value.field) == ("above_limit", "price")
    assert state(sqlite_shop, ticket_id) is State.DIAGNOSING


def test_without_any_terms_nothing_was_agreed(sqlite_shop: Shop) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        assert agreed(session, ticket).sum.total == won(0)


def test_a_missing_part_is_waited_for_until_its_day(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    wanted = [WantedPart("접점", PartState.DATED, date(2026, 12, 1))]
    do(shop, ticket_id, diagnose.wait_for_parts, finding="접점", price=won(0), wanted=wanted)
    ticket = look(shop, ticket_id)
    assert ticket.state is State.AWAITING_PARTS
    assert ticket.due_at is not None
    assert shop.runtime.site.today(ticket.due_at) == date(2026, 12, 1)


def test_a_part_without_a_date_still_gives_a_promise(sqlite_shop: Shop) -> None:
    ticket_id = diagnosing(sqlite_shop)
    wanted = [WantedPart("접점", PartState.NEEDED)]
    do(sqlite_shop, ticket_id, diagnose.wait_for_parts, finding="접점", price=won(0), wanted=wanted)
    due = look(sqlite_shop, ticket_id).due_at
    assert due is not None
    assert due > sqlite_shop.clock()


def test_waiting_for_nothing_is_refused(sqlite_shop: Shop) -> None:
    ticket_id = diagnosing(sqlite_shop)
    with pytest.raises(FieldRefused) as no:
        do(sqlite_shop, ticket_id, diagnose.wait_for_parts, finding="접점", price=won(0), wanted=[])
    assert no.value.field == "parts"


def test_no_fault_is_tested_and_goes_back_free(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    do(shop, ticket_id, diagnose.no_fault, finding="재현되지 않음")
    do(shop, ticket_id, repair.test_passed, report="24시간 켜 둠")
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.disposition) == (State.READY_TO_RETURN, Disposition.NO_FAULT_FOUND)
    assert billed(shop, ticket_id) == [("repair", 0)]


def test_a_failed_test_takes_no_fault_found_back(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    do(shop, ticket_id, diagnose.no_fault, finding="재현되지 않음")
    do(shop, ticket_id, repair.test_failed, report="두 시간 뒤 꺼짐")
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.disposition) == (State.REPAIRING, None)


def test_giving_up_says_why(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    why = Disposition.BEYOND_ECONOMICAL_REPAIR
    do(shop, ticket_id, diagnose.give_up, finding="기판 파손", why=why)
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.disposition) == (State.READY_TO_RETURN, why)
    assert shop.texts()[-1].kind is SmsKind.RETURN_UNREPAIRED


def test_giving_up_has_two_reasons_only(sqlite_shop: Shop) -> None:
    ticket_id = diagnosing(sqlite_shop)
    with pytest.raises(FieldRefused) as no:
        do(sqlite_shop, ticket_id, diagnose.give_up, finding="음", why=Disposition.REPAIRED)
    assert no.value.field == "why"


def test_a_quote_tells_the_amount_and_is_bound_to_its_version(shop: Shop) -> None:
    ticket_id = quoted(shop, lines=(KEYBOARD, Line("공임", won(30_000))))
    text = shop.texts()[-1]
    assert (text.kind, text.about) == (SmsKind.QUOTE_SENT, About.quote(1))
    assert "115,000원" in text.body
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.due_at) == (State.QUOTED, shop.clock() + timedelta(days=7))
    with at(shop, ticket_id) as (session, _):
        quote = quotes.open_one(session, ticket_id)
        assert quote is not None
        assert (quote.total_minor, quote.tax_minor) == (115_000, 10_454)


@pytest.mark.parametrize(
    ("coverage", "lines", "days", "field"),
    [
        (Coverage.WARRANTY, [Line("무상", won(0))], 7, "lines"),
        (Coverage.PAID, [KEYBOARD], 0, "valid_days"),
        (Coverage.PAID, [], 7, "lines"),
    ],
)
def test_a_quote_with_nothing_to_decide_is_not_sent(
    sqlite_shop: Shop, coverage: Coverage, lines: list[Line], days: int, field: str
) -> None:
    ticket_id = diagnosing(sqlite_shop, coverage=coverage, cap=0 if coverage is Coverage.WARRANTY else 50_000)
    with pytest.raises(FieldRefused) as no:
        do(
            sqlite_shop,
            ticket_id,
            send_quote,
            lines=lines,
            finding="음",
            valid_until=sqlite_shop.clock() + timedelta(days=days),
        )
    assert no.value.field == field


def test_a_quote_names_the_parts_it_will_wait_for(sqlite_shop: Shop) -> None:
    ticket_id = diagnosing(sqlite_shop)
    do(
        sqlite_shop,
        ticket_id,
        send_quote,
        lines=[KEYBOARD],
        finding="침수",
        wanted=[WantedPart("키보드", PartState.NEEDED)],
        valid_until=sqlite_shop.clock() + timedelta(days=3),
    )
    say_yes(sqlite_shop, ticket_id)
    assert state(sqlite_shop, ticket_id) is State.AWAITING_PARTS


def test_finishing_builds_the_parts_in(shop: Shop) -> None:
    ticket_id = repairing(shop, wanted=(WantedPart("접점", PartState.RESERVED),))
    do(shop, ticket_id, repair.finish, work="교체", seen_version=7)
    with at(shop, ticket_id) as (session, ticket):
        assert [part.state for part in parts.needs_of(session, ticket_id)] == [PartState.USED]
        assert (ticket.state, ticket.work) == (State.TESTING, "교체")


def test_an_approved_quote_is_what_is_billed(shop: Shop) -> None:
    ticket_id = quoted(shop)
    say_yes(shop, ticket_id)
    do(shop, ticket_id, repair.finish, work="교체")
    do(shop, ticket_id, repair.test_passed, report="정상")
    ticket = look(shop, ticket_id)
    assert ticket.state is State.AWAITING_PAYMENT
    assert billed(shop, ticket_id) == [("repair", 80_000), ("courier_in", 5_000)]
    assert "85,000원" in shop.texts()[-1].body


def test_a_covered_repair_goes_back_without_a_bill(shop: Shop) -> None:
    ticket_id = on_the_test_stand(shop, coverage=Coverage.WARRANTY, cap=0)
    do(shop, ticket_id, repair.test_passed, report="정상")
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.disposition) == (State.READY_TO_RETURN, Disposition.REPAIRED)
    assert shop.texts()[-1].kind is SmsKind.RETURN_READY


@pytest.mark.parametrize("amount", [None, won(50_001), won(-1)])
def test_the_bill_of_a_paid_repair_is_written_and_stays_under_the_cap(sqlite_shop: Shop, amount: Any) -> None:
    ticket_id = on_the_test_stand(sqlite_shop)
    with pytest.raises(FieldRefused) as no:
        do(sqlite_shop, ticket_id, repair.test_passed, report="정상", amount=amount)
    assert no.value.field == "amount"
    assert state(sqlite_shop, ticket_id) is State.TESTING


def test_payment_is_noted_and_the_device_goes_back(shop: Shop) -> None:
    ticket_id = on_the_test_stand(shop)
    do(shop, ticket_id, repair.test_passed, report="정상", amount=won(40_000))
    do(
        shop,
        ticket_id,
        take_payment,
        amount=won(45_000),
        method="transfer",
        reference=" 하나 11/23 ",
        actor=shop.staff(Role.DISPATCHER),
    )
    assert state(shop, ticket_id) is State.READY_TO_RETURN
    with at(shop, ticket_id) as (session, _):
        payment = session.scalars(select(Payment)).one()
        assert (payment.amount_minor, payment.method, payment.reference) == (45_000, "transfer", "하나 11/23")
        assert payment.noted_by == shop.staff(Role.DISPATCHER).name


@pytest.mark.parametrize(
    ("amount", "method", "reference", "field"),
    [
        (40_000, "cash", "", "amount"),
        (45_000, "shells", "", "method"),
        (45_000, "transfer", " ", "reference"),
    ],
)
def test_a_payment_that_cannot_be_found_again_is_not_noted(
    sqlite_shop: Shop, amount: int, method: str, reference: str, field: str
) -> None:
    ticket_id = on_the_test_stand(sqlite_shop)
    do(sqlite_shop, ticket_id, repair.test_passed, report="정상", amount=won(40_000))
    with pytest.raises(FieldRefused) as no:
        do(sqlite_shop, ticket_id, take_payment, amount=won(amount), method=method, reference=reference)
    assert no.value.field == field


def test_only_a_manager_lets_money_go(shop: Shop) -> None:
    ticket_id = on_the_test_stand(shop)
    do(shop, ticket_id, repair.test_passed, report="정상", amount=won(40_000))
    with pytest.raises(NotAllowed):
        do(shop, ticket_id, waive, reason="단골")
    do(shop, ticket_id, waive, reason="단골", actor=shop.staff(Role.MANAGER))
    assert state(shop, ticket_id) is State.READY_TO_RETURN


def test_a_hold_tells_the_reason_and_release_goes_on_where_it_was(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    do(shop, ticket_id, hold, reason="배터리가 부풀었습니다")
    assert (look(shop, ticket_id).hold_reason, state(shop, ticket_id)) == (
        "배터리가 부풀었습니다",
        State.ON_HOLD,
    )
    assert "배터리가 부풀었습니다" in shop.texts()[-1].body
    do(shop, ticket_id, release, note="안전 확인")
    assert state(shop, ticket_id) is State.DIAGNOSING


def test_a_hold_needs_a_reason(sqlite_shop: Shop) -> None:
    ticket_id = diagnosing(sqlite_shop)
    with pytest.raises(FieldRefused) as no:
        do(sqlite_shop, ticket_id, hold, reason=" ")
    assert no.value.field == "reason"


def test_the_supplied_part_frees_the_pickup(sqlite_shop: Shop) -> None:
    ticket_id = accepted(sqlite_shop, wanted=(WantedPart("스프링", PartState.NEEDED),))
    assert state(sqlite_shop, ticket_id) is State.PARTS_HOLD
