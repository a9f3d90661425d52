"""Quotes as rules: whatever the order of things, one approval at most, and never of a dead version."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Conflict, FieldRefused, Refusal, WrongState
from app.kernel.money import Money
from app.quotes import rules
from app.quotes.rules import Line, QuoteState, Standing
from app.tickets.legs import Leg
from app.tickets.sums import Sum

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WEEK = timedelta(days=7)

DOINGS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(1, 10)),
        st.tuples(st.just("approve"), st.integers(0, 6)),
        st.tuples(st.just("decline"), st.integers(0, 6)),
        st.tuples(st.just("wait"), st.integers(1, 9)),
        st.tuples(st.just("expire"), st.just(0)),
    ),
    max_size=30,
)


@given(DOINGS)
def test_at_most_one_version_is_approved_and_only_one_that_was_open_then(
    doings: list[tuple[str, int]],
) -> None:
    standing: dict[int, Standing] = {}
    now = NOW
    for what, number in doings:
        before = dict(standing)
        try:
            moves = _moves(what, standing, number, now)
        except Refusal:
            assert standing == before  # a refusal moves nothing
            moves = {}
        for version, state in moves.items():
            standing[version] = Standing(state, standing[version].valid_until)
        if what == "approve" and moves:
            assert before[number].state is QuoteState.SENT
            assert before[number].valid_until >= now
            assert number == max(before)
        if what == "send":
            version = max(standing, default=0) + 1
            standing[version] = Standing(QuoteState.SENT, now + timedelta(days=number))
        if what == "wait":
            now += timedelta(days=number)
        states = [it.state for it in standing.values()]
        assert states.count(QuoteState.APPROVED) <= 1
        assert states.count(QuoteState.SENT) <= 1


def _moves(what: str, standing: dict[int, Standing], number: int, now: datetime) -> rules.Moves:
    match what:
        case "send":
            following, moves = rules.on_sending(standing)
            assert following == max(standing, default=0) + 1
            return moves
        case "approve":
            return rules.on_approval(standing, number, now=now)
        case "decline":
            return rules.on_decline(standing, number, now=now)
        case "expire":
            return rules.on_expiry(standing, now=now)
        case _:
            return {}


def test_a_new_quote_replaces_the_one_that_waits() -> None:
    standing = {1: Standing(QuoteState.SENT, NOW + WEEK)}
    assert rules.on_sending(standing) == (2, {1: QuoteState.SUPERSEDED})


def test_a_second_yes_takes_the_place_of_the_first() -> None:
    standing = {1: Standing(QuoteState.APPROVED, NOW), 2: Standing(QuoteState.SENT, NOW + WEEK)}
    moves = rules.on_approval(standing, 2, now=NOW)
    assert moves == {1: QuoteState.SUPERSEDED, 2: QuoteState.APPROVED}


@pytest.mark.parametrize(
    ("state", "kind", "code"),
    [
        (QuoteState.SUPERSEDED, Conflict, "quote_changed"),
        (QuoteState.EXPIRED, Conflict, "quote_expired"),
        (QuoteState.APPROVED, WrongState, "quote_decided"),
        (QuoteState.DECLINED, WrongState, "quote_decided"),
    ],
)
def test_an_answer_to_what_is_over_is_refused_by_name(
    state: QuoteState, kind: type[Refusal], code: str
) -> None:
    with pytest.raises(kind) as no:
        rules.on_approval({1: Standing(state, NOW + WEEK)}, 1, now=NOW)
    assert no.value.code == code


def test_the_last_moment_still_counts_and_the_next_does_not() -> None:
    standing = {1: Standing(QuoteState.SENT, NOW)}
    assert rules.on_approval(standing, 1, now=NOW) == {1: QuoteState.APPROVED}
    with pytest.raises(Conflict) as no:
        rules.on_decline(standing, 1, now=NOW + timedelta(seconds=1))
    assert no.value.code == "quote_expired"


def test_an_old_version_or_one_that_never_was_cannot_be_answered() -> None:
    standing = {1: Standing(QuoteState.SENT, NOW + WEEK), 2: Standing(QuoteState.SENT, NOW + WEEK)}
    for number in (0, 1, 3):
        with pytest.raises(Conflict) as no:
            rules.on_approval(standing, number, now=NOW)
        assert no.value.code == "quote_changed"


def test_the_total_is_the_sum_of_the_lines() -> None:
    assert rules.total_of([Line("a", Money(3)), Line("b", Money(4))]) == Money(7)


@pytest.mark.parametrize(
    "lines", [[], [Line(" ", Money(5))], [Line("x" * 81, Money(5))], [Line("a", Money(-1))]]
)
def test_lines_that_say_nothing_are_refused(lines: list[Line]) -> None:
    with pytest.raises(FieldRefused) as no:
        rules.total_of(lines)
    assert no.value.field == "lines"


def test_the_price_never_rises_without_a_yes() -> None:
    cap, more, less = (Sum(Money(minor), {Leg.INBOUND: Money(5_000)}) for minor in (50_000, 90_000, 30_000))
    assert rules.ceiling(locked_cap=cap, covered=False, approved=None) == cap
    assert rules.ceiling(locked_cap=cap, covered=True, approved=None).total == Money(0)
    assert rules.ceiling(locked_cap=cap, covered=False, approved=more) == more
    assert rules.ceiling(locked_cap=cap, covered=False, approved=less) == less


def test_only_what_costs_or_is_worse_needs_a_yes() -> None:
    nothing, some, cap = Money(0), Money(1_000), Money(50_000)
    assert not rules.needs_a_yes(nothing, limit=nothing, covered=True)
    assert not rules.needs_a_yes(nothing, limit=cap, covered=False)
    assert rules.needs_a_yes(some, limit=nothing, covered=True)
    assert rules.needs_a_yes(some, limit=cap, covered=False)
    assert not rules.needs_a_yes(some, limit=cap, covered=True)
