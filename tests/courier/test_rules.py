"""The pure rules of the road."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.courier.slots.rules import plans_on, zone_of
from app.courier.trips.models import CarrierRule
from app.courier.trips.rules import (
    ENDS,
    Happening,
    arrival_day,
    choose_carrier,
    collected_for,
    fold,
    may_rebook,
)
from app.courier.trips.states import ParcelState
from app.tickets.legs import Leg

P = ParcelState
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WEEKDAYS: Any = SimpleNamespace(weekdays=[1, 2, 3, 4, 5])
SATURDAY: Any = SimpleNamespace(weekdays=[6])
MONDAY, SAT, SUNDAY = date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)

_events = st.lists(
    st.builds(
        Happening,
        at=st.integers(0, 50).map(lambda n: NOON + timedelta(minutes=n)),
        received_at=st.integers(0, 50).map(lambda n: NOON + timedelta(minutes=n)),
        key=st.integers(0, 10_000).map(str),
        state=st.none() | st.sampled_from(P),
    ),
    unique_by=lambda event: event.key,
    max_size=12,
)


@pytest.mark.parametrize(
    ("postcode", "zone"), [("04524", "Seoul"), ("16489", "Gyeonggi"), ("63000", "rest"), ("06000", "Gangnam")]
)
def test_an_address_belongs_to_the_zone_with_the_longest_prefix(postcode: str, zone: str) -> None:
    zones = {"rest": [""], "Seoul": ["0"], "Gangnam": ["06", "060"], "Gyeonggi": ["1"]}
    assert zone_of(postcode, zones) == zone


def test_where_nobody_drives_there_is_no_zone() -> None:
    assert zone_of("63000", {"Seoul": ["0"]}) is None


@pytest.mark.parametrize(
    ("day", "holiday", "override", "driven"),
    [
        (MONDAY, False, None, [WEEKDAYS]),
        (SAT, False, None, [SATURDAY]),
        (SUNDAY, False, None, []),
        (MONDAY, True, None, []),
        (MONDAY, False, False, []),
        (MONDAY, True, True, [WEEKDAYS]),
        (SUNDAY, False, True, [WEEKDAYS, SATURDAY]),
    ],
)
def test_sundays_holidays_and_closures_decide_which_plans_drive(
    day: date, holiday: bool, override: bool | None, driven: list[Any]
) -> None:
    assert plans_on(day, [WEEKDAYS, SATURDAY], holiday=holiday, override=override) == driven


@given(_events, st.randoms(use_true_random=False))
def test_order_and_repetition_of_tracking_events_do_not_matter(events: list[Happening], random: Any) -> None:
    shuffled = events + random.choices(events, k=5) if events else []
    random.shuffle(shuffled)
    assert fold(shuffled) is fold(events)


@given(_events, _events)
def test_nothing_heard_later_moves_a_parcel_out_of_an_end(
    events: list[Happening], later: list[Happening]
) -> None:
    before = fold(events)
    heard = [Happening(e.at, e.received_at + timedelta(hours=1), f"later-{e.key}", e.state) for e in later]
    if before in ENDS:
        assert fold(events + heard) is before


@given(_events)
def test_an_unknown_word_never_changes_what_is_known(events: list[Happening]) -> None:
    assert fold(e for e in events if e.state is not None) is fold(events)


def test_a_late_scan_does_not_bring_a_delivered_parcel_back_on_the_road() -> None:
    delivered = Happening(NOON, NOON, "2", P.DELIVERED)
    late = Happening(NOON - timedelta(hours=3), NOON + timedelta(hours=1), "1", P.OUT_FOR_DELIVERY)
    assert fold([delivered, late]) is P.DELIVERED


def test_without_an_end_the_newest_event_counts_however_late_others_arrive() -> None:
    out = Happening(NOON, NOON, "2", P.OUT_FOR_DELIVERY)
    late = Happening(NOON - timedelta(hours=3), NOON + timedelta(hours=1), "1", P.PICKED_UP)
    assert fold([out, late]) is P.OUT_FOR_DELIVERY
    assert fold([]) is P.PENDING


def test_the_first_trip_and_two_more_are_free() -> None:
    assert [may_rebook(failures) for failures in range(4)] == [True, True, True, False]


def test_what_is_collected_today_arrives_tomorrow() -> None:
    assert arrival_day(MONDAY) == date(2026, 11, 24)
    assert collected_for(arrival_day(MONDAY)) == MONDAY


SEOUL, ISLANDS = UUID(int=1), UUID(int=2)
RULES = (
    CarrierRule(zone_id=ISLANDS, carrier="ship"),
    CarrierRule(kind="washer", carrier="two_men"),
    CarrierRule(kind="washer", zone_id=ISLANDS, carrier="ferry"),
    CarrierRule(leg=Leg.OUTBOUND, carrier="post"),
)


@pytest.mark.parametrize(
    ("zone_id", "leg", "kind", "carrier"),
    [
        (SEOUL, Leg.INBOUND, "phone", "own_fleet"),
        (SEOUL, Leg.OUTBOUND, "phone", "post"),
        (SEOUL, Leg.OUTBOUND, "washer", "two_men"),  # what cannot be carried matters most
        (ISLANDS, Leg.OUTBOUND, "phone", "ship"),  # where it is before which way it goes
        (ISLANDS, Leg.INBOUND, "washer", "ferry"),
    ],
)
def test_the_closest_rule_says_who_carries(zone_id: UUID, leg: Leg, kind: str, carrier: str) -> None:
    assert choose_carrier(zone_id, leg, kind, RULES) == carrier
    assert choose_carrier(zone_id, leg, kind, RULES[::-1]) == carrier


def test_without_a_rule_our_own_couriers_drive() -> None:
    assert choose_carrier(SEOUL, Leg.INBOUND, "washer", ()) == "own_fleet"
