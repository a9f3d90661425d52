"""The pure rules of sending: which country a number is of, when it is night there, and what a text costs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.regions import first_by_day, is_night, region_of, zones_of
from app.messaging.sms.send_policy import SendPolicy, always_goes, costs_again, is_too_late, price_class

REGIONS = sorted(region for region in phonenumbers.SUPPORTED_REGIONS if zones_of(region))
HOURS = some.integers(0, 23)
# Some years of summer and winter, on both sides of the equator.
MOMENTS = some.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=some.just(UTC))
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("phone", "region"),
    [
        ("+821012345678", "KR"),
        ("+14155550100", "US"),
        ("+14165550100", "CA"),  # the same calling code
        ("+18765550100", "JM"),
        ("+447400123456", "GB"),
        ("+447781123456", "GG"),
        ("+79161234567", "RU"),
        ("+77012345678", "KZ"),
        ("+881612345678", ""),  # a satellite phone
        ("+80012345678", ""),
        ("+999123", ""),
        ("", ""),
    ],
)
def test_a_number_shows_its_country_by_its_beginning(phone: str, region: str) -> None:
    assert region_of(phone) == region


@given(some.sampled_from(REGIONS), MOMENTS)
def test_nobody_is_texted_at_night_and_nobody_waits_long(region: str, now: datetime) -> None:
    """For every country with all its zones, also in the nights when clocks are changed."""
    then = first_by_day(now, zones_of(region), night_from=21, night_until=8)
    assert now <= then <= now + timedelta(hours=36)
    assert not any(is_night(then, zone, night_from=21, night_until=8) for zone in zones_of(region))
    if then > now:
        just_before = then - timedelta(seconds=1)
        asleep = (is_night(just_before, zone, night_from=21, night_until=8) for zone in zones_of(region))
        assert any(asleep), "it could have left earlier"


@given(some.sampled_from(REGIONS), MOMENTS, HOURS, HOURS)
def test_whatever_hours_are_chosen_it_leaves_by_day_and_within_two_days(
    region: str, now: datetime, night_from: int, night_until: int
) -> None:
    """Where it is never day in the whole country, it is day in its middle."""
    zones = zones_of(region)
    then = first_by_day(now, zones, night_from=night_from, night_until=night_until)
    assert now <= then <= now + timedelta(days=2)
    if night_from != night_until:
        middle = zones[len(zones) // 2]
        assert not is_night(then, middle, night_from=night_from, night_until=night_until)
    else:
        assert then == now


@pytest.mark.parametrize(
    ("local", "leaves"),
    [
        (datetime(2026, 11, 23, 20, 59, 59), datetime(2026, 11, 23, 20, 59, 59)),
        (datetime(2026, 11, 23, 21, 0), datetime(2026, 11, 24, 8, 0)),
        (datetime(2026, 11, 24, 0, 0), datetime(2026, 11, 24, 8, 0)),
        (datetime(2026, 11, 24, 7, 59, 59), datetime(2026, 11, 24, 8, 0)),
        (datetime(2026, 11, 24, 8, 0), datetime(2026, 11, 24, 8, 0)),
    ],
)
def test_in_korea_the_night_is_from_nine_to_eight(local: datetime, leaves: datetime) -> None:
    then = first_by_day(local.replace(tzinfo=SEOUL), zones_of("KR"), night_from=21, night_until=8)
    assert then == leaves.replace(tzinfo=SEOUL)


def test_a_wide_country_waits_until_the_last_zone_is_up() -> None:
    noon_in_new_york = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # seven in Honolulu
    then = first_by_day(noon_in_new_york, zones_of("US"), night_from=21, night_until=8)
    assert then == datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("to", "segments", "price"),
    [("+821012345678", 2, 40), ("KR", 1, 20), ("+14155550100", 1, 150), ("FR", 3, 450), ("+999123", 1, 150)],
)
def test_a_text_costs_its_segments_by_country(to: str, segments: int, price: int) -> None:
    rules = SendPolicy(prices=(("*", 150), ("KR", 20)))
    assert price_class(to, rules, segments) == price


def test_a_country_without_a_price_costs_as_much_as_the_dearest() -> None:
    assert price_class("US", SendPolicy(prices=(("JP", 90), ("KR", 20))), 2) == 180
    assert price_class("US", SendPolicy(prices=()), 2) == 0
    assert price_class("US", SendPolicy(), 2) == 0


@pytest.mark.parametrize("kind", SmsKind)
def test_only_a_code_and_the_goodbye_reach_a_number_that_wants_none(kind: SmsKind) -> None:
    assert always_goes(kind) is (kind in (SmsKind.PHONE_CODE, SmsKind.OPTED_OUT))


def test_a_code_is_too_late_after_its_ten_minutes_and_nothing_else_is() -> None:
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert not is_too_late(SmsKind.PHONE_CODE, now - timedelta(minutes=10), now)
    assert is_too_late(SmsKind.PHONE_CODE, now - timedelta(minutes=10, seconds=1), now)
    assert not is_too_late(SmsKind.QUOTE_SENT, now - timedelta(days=2), now)


def test_a_retry_is_paid_for_with_the_first_try_and_a_second_sending_is_not() -> None:
    assert costs_again(tries=0, resends=0)
    assert not costs_again(tries=3, resends=0)
    assert costs_again(tries=1, resends=1)
