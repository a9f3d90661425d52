"""Reminders the evening before and the morning of a trip."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.journeys.transport.book_pickup import cancel_pickup
from app.journeys.watch.send_reminders import Reminder, Which, remind, reminders_due
from app.kernel.act import Act
from app.messaging.sms.kinds import SmsKind
from app.tickets.states import State
from jobs.send_reminders import run
from tests.courier.road import KIM, booked_pickup, booked_return, ticket_of
from tests.shop import Shop

TOMORROW_MORNING, TOMORROW_EVENING = 2, 4  # windows as offered on Monday at 10:00: two today, then Tuesday


def _at(shop: Shop, day: int, hour: int, minute: int = 0) -> None:
    shop.clock.time = datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Seoul"))


def _sent(shop: Shop) -> list[SmsKind]:
    run(shop.runtime)
    return [told.kind for told in shop.texts()]


def test_the_evening_before_and_the_morning_of_each_once(shop: Shop) -> None:
    with shop.database.transaction() as session:
        booked_pickup(session, shop, nth=TOMORROW_EVENING)
    _at(shop, 23, 17, 59)
    assert _sent(shop) == []
    _at(shop, 23, 18)
    assert _sent(shop) == [SmsKind.PICKUP_TOMORROW]
    _at(shop, 23, 20, 59)
    assert _sent(shop) == [SmsKind.PICKUP_TOMORROW]
    _at(shop, 24, 7, 59)
    assert _sent(shop) == [SmsKind.PICKUP_TOMORROW]
    _at(shop, 24, 8)
    assert _sent(shop) == [SmsKind.PICKUP_TOMORROW, SmsKind.PICKUP_TODAY]
    assert _sent(shop) == [SmsKind.PICKUP_TOMORROW, SmsKind.PICKUP_TODAY]
    assert "today, Tue 24 Nov 18:00-20:00" in shop.texts()[-1].body


def test_a_return_is_reminded_of_whether_packed_or_on_its_way(shop: Shop) -> None:
    with shop.database.transaction() as session:
        booked_return(session, shop, nth=TOMORROW_EVENING, state=State.READY_TO_RETURN)
    _at(shop, 23, 18)
    _sent(shop)
    _at(shop, 24, 8)
    assert _sent(shop) == [SmsKind.RETURN_TOMORROW, SmsKind.RETURN_TODAY]


def test_nobody_is_reminded_at_night_of_the_past_or_of_what_was_just_booked(shop: Shop) -> None:
    with shop.database.transaction() as session:
        booked_pickup(session, shop, nth=TOMORROW_MORNING)
    _at(shop, 23, 21)
    assert _sent(shop) == []
    _at(shop, 24, 12)
    assert _sent(shop) == []
    _at(shop, 24, 19)
    with shop.database.transaction() as session:
        booked_pickup(session, shop)  # Wednesday, booked on Tuesday at 19:00
    assert _sent(shop) == []


def test_a_pickup_called_off_meanwhile_is_not_reminded_of(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop, nth=TOMORROW_EVENING)
        due = Reminder(job.id, Which.EVENING_BEFORE)
        cancel_pickup(session, ticket_of(session, job), Act(KIM, shop.clock(), quiet=True))
        assert remind(session, due, now=shop.clock()) is False
    assert shop.texts() == []


def test_two_processes_at_once_send_one_text(shop: Shop) -> None:
    with shop.database.transaction() as session:
        booked_pickup(session, shop, nth=TOMORROW_EVENING)
    _at(shop, 23, 18)
    with shop.database.reading() as session:
        (due,) = reminders_due(session, now=shop.clock())

    def send(_: int) -> bool:
        with shop.database.transaction() as session:
            return remind(session, due, now=shop.clock() + timedelta(seconds=1))

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert sum(pool.map(send, range(4))) == 1
    assert len(shop.texts()) == 1
