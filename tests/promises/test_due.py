"""Times that people are told are round, and can be kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.promises.due import awake, due_moment, times_to_choose, told_by
from app.promises.rules import hours
from app.sites.site import Site

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(MOMENTS)
def test_what_is_told_is_a_quarter_of_an_hour_that_lies_ahead(moment: datetime) -> None:
    told = told_by(moment)
    assert (told.minute % 15, told.second, told.microsecond) == (0, 0, 0)
    assert timedelta(minutes=1) <= told - moment <= timedelta(minutes=16)


def test_whoever_asks_a_little_later_promises_the_same() -> None:
    window_ends = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    late = timedelta(minutes=2, seconds=3)
    assert told_by(window_ends) == told_by(window_ends + late) == datetime(2026, 11, 23, 7, 15, tzinfo=UTC)


SEOUL = Site()


@settings(deadline=None)  # the holidays of a year are worked out once, which takes longer than all the rest
@given(MOMENTS, st.integers(1, 200))
def test_hours_are_hours_at_work_and_end_on_a_quarter(moment: datetime, count: int) -> None:
    due = due_moment(hours(count), moment, SEOUL)
    assert due is not None
    assert (due.minute % 15, due.second) == (0, 0)
    assert due >= moment
    assert SEOUL.at_work(due) == due


def test_an_afternoons_four_hours_go_on_in_the_morning() -> None:
    friday = datetime(2026, 11, 20, 7, 10, tzinfo=UTC)  # 16:10 in Seoul
    assert due_moment(hours(4), friday, SEOUL) == datetime(2026, 11, 23, 2, 15, tzinfo=UTC)  # Monday 11:15


@settings(deadline=None)
@given(MOMENTS)
def test_what_somebody_can_promise_instead_is_round_and_lies_ahead(moment: datetime) -> None:
    offered = times_to_choose(moment, SEOUL)
    assert offered == sorted(set(offered))
    assert all(one > moment and one.minute == 0 and SEOUL.at_work(one) == one for one in offered)
    assert len(offered) >= 20


@given(MOMENTS)
def test_nobody_is_told_at_night(moment: datetime) -> None:
    told = awake(moment, SEOUL)
    assert told >= moment
    assert 0 <= told.hour < 12, "between nine in the morning and nine in the evening in Seoul"
