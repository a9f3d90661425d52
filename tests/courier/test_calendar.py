"""Which days are driven: weekdays and Saturdays, not Sundays and holidays, unless the dispatcher says so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.courier.slots import calendar
from app.courier.slots import places as service
from app.courier.slots import queries as slots
from app.courier.slots.models import Slot
from app.courier.trips import queries
from app.kernel.errors import Refusal
from jobs import open_slots, release_holds
from tests.courier.road import booked_pickup, new_draft, windows
from tests.shop import Shop

SUNDAY = date(2026, 11, 29)
CHRISTMAS = date(2026, 12, 25)  # a Friday
SEOUL = ZoneInfo("Asia/Seoul")


def _days(shop: Shop) -> set[date]:
    with shop.database.reading() as session:
        return set(session.scalars(select(Slot.day)))


def test_windows_open_three_weeks_ahead_without_sundays(shop: Shop) -> None:
    days = _days(shop)
    assert date(2026, 11, 28) in days  # Saturday
    assert max(days) == date(2026, 12, 14)
    assert not any(day.isoweekday() == 7 for day in days)


def test_public_holidays_stay_closed_until_opened_by_hand(shop: Shop) -> None:
    shop.clock.time = datetime(2026, 12, 21, 9, tzinfo=SEOUL)
    open_slots.run(shop.runtime)
    assert CHRISTMAS not in _days(shop)
    with shop.database.transaction() as session:
        assert not calendar.is_driving_day(session, CHRISTMAS)
        assert calendar.reopen_day(session, CHRISTMAS, note="Gifts", now=shop.clock()) == 18
        assert calendar.is_driving_day(session, CHRISTMAS)
    assert CHRISTMAS in _days(shop)


def test_a_sunday_opened_by_hand_is_driven_by_all_plans(shop: Shop) -> None:
    with shop.database.transaction() as session:
        assert calendar.reopen_day(session, SUNDAY, note="Backlog", now=shop.clock()) == 18
        assert SUNDAY in {view.day for view in windows(session, shop)}


def test_a_closed_day_is_offered_to_nobody_and_reopens_as_it_was(shop: Shop) -> None:
    with shop.database.transaction() as session:
        view = next(v for v in windows(session, shop) if v.day == date(2026, 11, 24))
        job = booked_pickup(session, shop, nth=2)
        calendar.close_day(session, view.day, note="Snow")
        assert view.day not in {v.day for v in windows(session, shop)}
        with pytest.raises(Refusal) as refused:
            service.hold(session, slot_id=view.id, draft_id=new_draft(session, shop), now=shop.clock())
        assert refused.value.code == "slot_closed"
        assert queries.jobs_on(session, view.day) == [job]
        assert calendar.reopen_day(session, view.day, note="Snow is gone", now=shop.clock()) == 0
        again = next(v for v in windows(session, shop) if v.id == view.id)
        assert again.places_left == view.places_left - 1


def test_windows_past_their_cutoff_are_not_opened_any_more(shop: Shop) -> None:
    with shop.database.reading() as session:
        hours = {
            slot.starts_at.astimezone(SEOUL).hour
            for slot in session.scalars(select(Slot).where(Slot.day == date(2026, 11, 23)))
        }
    assert hours == {14, 18}  # it is 10:00; the window from 10 to 12 has begun


def test_two_processes_open_each_window_once(shop: Shop) -> None:
    shop.clock.move_on(timedelta(days=14))
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda _: open_slots.run(shop.runtime), range(4)))
    with shop.database.reading() as session:
        count = session.scalar(select(func.count()).select_from(Slot))
        distinct = session.execute(select(Slot.zone_id, Slot.leg, Slot.starts_at).distinct()).all()
        assert count == len(distinct)
    assert max(_days(shop)) == date(2026, 12, 28)


def test_more_places_can_be_let_into_a_window(shop: Shop) -> None:
    with shop.database.transaction() as session:
        view = windows(session, shop)[0]
        calendar.add_places(session, slots.slot_by_id(session, view.id), 3)
        assert windows(session, shop)[0].places_left == view.places_left + 3


def test_the_sweep_runs_by_the_clock(shop: Shop) -> None:
    with shop.database.transaction() as session:
        slot_id = windows(session, shop)[0].id
        service.hold(session, slot_id=slot_id, draft_id=new_draft(session, shop), now=shop.clock())
    shop.clock.move_on(timedelta(minutes=11))
    release_holds.run(shop.runtime)
    with shop.database.reading() as session:
        assert session.scalar(select(Slot.booked).where(Slot.id == slot_id)) == 0
