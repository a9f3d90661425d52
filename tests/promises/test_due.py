"""Times that people are told are round, and can be kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.promises.due import told_by

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
