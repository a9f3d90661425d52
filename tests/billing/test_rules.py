"""Bills as rules: the total is the sum of the lines, and nothing is asked for twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.rules import Line, left_to_pay, state_at_issue, total_of
from app.billing.states import MOVES, BillState, LineKind, PaymentMethod
from app.billing.words import LINE_NAME, METHOD_NAME
from app.kernel.money import Money

AMOUNT = st.integers(0, 10_000_000)
LINES = st.lists(
    st.builds(Line, st.sampled_from(LineKind), st.builds(Money, AMOUNT)), min_size=1, max_size=12
)


@given(LINES)
def test_the_total_is_the_sum_of_the_lines(lines: list[Line]) -> None:
    total = total_of(lines)
    assert total.minor == sum(line.amount.minor for line in lines)
    assert (state_at_issue(total) is BillState.OPEN) == (total.minor > 0)


@given(LINES, st.lists(AMOUNT, max_size=6))
def test_payments_bring_it_down_to_nothing_and_not_below(lines: list[Line], received: list[int]) -> None:
    total = total_of(lines)
    left = left_to_pay(total, [Money(minor) for minor in received])
    assert left.minor == max(0, total.minor - sum(received))


def test_a_bill_without_lines_or_that_pays_the_customer_is_a_programming_error() -> None:
    for lines in ([], [Line(LineKind.REPAIR, Money(-1))]):
        with pytest.raises(ValueError, match="bill"):
            total_of(lines)


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="cannot add"):
        total_of([Line(LineKind.REPAIR, Money(1)), Line(LineKind.PART, Money(1, "USD"))])


def test_only_an_open_bill_can_still_move() -> None:
    assert set(MOVES) == set(BillState)
    assert [state for state, ends in MOVES.items() if ends] == [BillState.OPEN]


def test_every_line_and_way_to_pay_has_a_name() -> None:
    assert set(LINE_NAME) == set(LineKind)
    assert set(METHOD_NAME) == set(PaymentMethod)
