"""Windows are kept in the shop's own zone; everything else is an instant in UTC."""

from datetime import UTC, date, datetime, time, timedelta

from app.kernel.actor import SYSTEM, Role, customer
from app.kernel.clock import at_local, local_date, system_clock


def test_the_clock_is_aware_and_in_utc() -> None:
    assert system_clock().utcoffset() == timedelta(0)


def test_the_shops_day_starts_at_its_own_midnight() -> None:
    late = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    assert local_date(late, "Asia/Seoul") == date(2026, 11, 25)
    assert local_date(late, "Europe/Berlin") == date(2026, 11, 24)


def test_a_wall_clock_time_becomes_the_instant_it_names() -> None:
    assert at_local(date(2026, 11, 25), time(14), "Asia/Seoul") == datetime(2026, 11, 25, 5, tzinfo=UTC)
    summer, winter = (at_local(date(2026, month, 1), time(9), "Europe/Berlin").hour for month in (7, 12))
    assert (summer, winter) == (7, 8)


def test_an_act_names_who_did_it_and_by_which_way() -> None:
    kim = customer("Kim", channel="sms")
    assert (kim.role, kim.name, kim.channel, kim.staff_id) == (Role.CUSTOMER, "Kim", "sms", None)
    assert (SYSTEM.role, SYSTEM.channel) == (Role.SYSTEM, "job")
