"""Bins: how full they are, what lies there since when, where there is room, and putting one up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from app.dock import tasks
from app.dock.known import Clues
from app.journeys.dock.count_bin import see_in_bin, start_count
from app.journeys.dock.store_device import store_device
from app.journeys.dock.take_unknown_parcel import take_unknown_parcel
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused
from app.storage import bins
from app.storage.models import Bin
from tests.custody.devices import HOUR, the
from tests.journeys.dock_day import put_away, received
from tests.shop import Shop


def _bin(shop: Shop, code: str) -> bins.Shelf:
    with shop.database.reading() as session:
        return next(shelf for shelf in bins.shelves(session) if shelf.code == code)


def test_what_lies_there_is_told_with_the_time_and_the_hand_that_put_it(shop: Shop) -> None:
    ticket_id, clerk = received(shop), shop.staff(Role.WAREHOUSE)
    stored_at = shop.clock()
    with shop.database.transaction() as session:
        store_device(session, the(session, ticket_id), Act(clerk, stored_at, place="dock"), bin_code="A-01")
    shop.clock.move_on(HOUR)
    with shop.database.transaction() as session:  # being counted there is no new arrival
        count = start_count(session, Act(clerk, shop.clock()), bin_code="A-01")
        see_in_bin(session, the(session, ticket_id), Act(clerk, shop.clock(), place="dock"), count=count)
    with shop.database.reading() as session:
        (inside,) = bins.contents(session, "A-01")
        assert (inside.ticket.id, inside.since, inside.by) == (ticket_id, stored_at, clerk.name)
        assert bins.contents(session, "A-02") == []
    assert (_bin(shop, "A-01").holds, _bin(shop, "A-02").holds) == (1, 0)


def test_a_bin_for_one_is_full_with_one_and_the_next_free_one_is_named(shop: Shop) -> None:
    ticket_id, clerk = received(shop), shop.staff(Role.WAREHOUSE)
    with shop.database.transaction() as session:
        store_device(
            session, the(session, ticket_id), Act(clerk, shop.clock(), place="dock"), bin_code="B-07"
        )
        assert bins.next_free(session, "B-07") == "B-08"
        assert bins.next_free(session, "C-08") == "A-01"
    assert _bin(shop, "B-07").is_full
    assert not _bin(shop, "B-08").is_full


@pytest.mark.parametrize(
    ("code", "capacity", "field"),
    [
        ("", "", "code"),
        ("선반 1", "", "code"),
        ("ABCDEFGHIJKLMNOPQRSTU", "", "code"),
        ("A-01", "", "code"),
        ("7K2M4Q9TXB3V", "", "code"),
        ("D-01", "0", "capacity"),
        ("D-01", "many", "capacity"),
        ("D-01", "1000", "capacity"),
    ],
)
def test_what_a_label_cannot_say_is_named(sqlite_shop: Shop, code: str, capacity: str, field: str) -> None:
    with sqlite_shop.database.transaction() as session, pytest.raises(FieldRefused) as no:
        bins.put_up(session, code=code, note="", capacity=capacity)
    assert no.value.field == field


def test_a_bin_is_put_up_as_its_label_prints_it_and_changed(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        bins.put_up(session, code=" d-01 ", note="by the door", capacity="2")
    with sqlite_shop.database.transaction() as session:
        shelf = bins.find(session, "d-01")
        assert shelf is not None
        assert (shelf.code, shelf.note, shelf.capacity) == ("D-01", "by the door", 2)
        bins.change(shelf, note="", capacity="")
    with sqlite_shop.database.reading() as session:
        assert session.get_one(Bin, "D-01").capacity is None
        assert bins.find(session, "D-02") is None
        assert bins.find(session, "") is None


def _aside(shop: Shop, bin_code: str) -> UUID:
    with shop.database.transaction() as session:
        act = Act(shop.staff(Role.WAREHOUSE), shop.clock())
        return take_unknown_parcel(session, Clues(written="Fragile"), act, bin_code=bin_code, pictures=[]).id


def _store(shop: Shop, bin_code: str) -> UUID:
    ticket_id = received(shop)
    put_away(shop, ticket_id, bin_code)
    return ticket_id


def test_a_parcel_nobody_can_name_takes_up_room_until_it_has_a_name(shop: Shop) -> None:
    task_id = _aside(shop, "b-07")
    _aside(shop, "A-01")
    _aside(shop, "")
    _store(shop, "A-01")
    assert (_bin(shop, "A-01").holds, _bin(shop, "B-07").holds, _bin(shop, "A-02").holds) == (2, 1, 0)
    assert _bin(shop, "B-07").is_full
    with pytest.raises(FieldRefused) as full:
        _store(shop, "B-07")
    assert full.value.code == "bin_full"
    assert "B-07 is full: an unknown parcel. The next free one is B-08" in str(full.value.message)
    with shop.database.transaction() as session:
        assert bins.holds(session, "B-07") == 1
        assert [task.id for task in bins.parcels(session, "B-07")] == [task_id]
        assert bins.next_free(session, "B-06") == "B-08"
        tasks.settle(
            session,
            tasks.by_id(session, task_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock()),
            note="back to its sender",
        )
        assert (bins.holds(session, "B-07"), bins.parcels(session, "B-07")) == (0, [])
    _store(shop, "B-07")


def test_a_full_bin_takes_no_parcel_either(shop: Shop) -> None:
    _store(shop, "B-07")
    with pytest.raises(FieldRefused) as full:
        _aside(shop, "B-07")
    assert (full.value.field, full.value.code) == ("bin", "bin_full")
    with shop.database.reading() as session:
        assert tasks.count_open(session) == 0


def test_a_parcel_and_a_device_at_once_do_not_share_a_bin_for_one(shop: Shop) -> None:
    device = received(shop)

    def outcome(put: Callable[[], object]) -> str:
        try:
            put()
        except FieldRefused as full:
            return full.code
        return "stored"

    with ThreadPoolExecutor(3) as pool:
        ways = [
            lambda: _aside(shop, "B-07"),
            lambda: put_away(shop, device, "B-07"),
            lambda: _aside(shop, "B-07"),
        ]
        assert sorted(pool.map(outcome, ways)) == ["bin_full", "bin_full", "stored"]


def test_an_older_content_comes_first(sqlite_shop: Shop) -> None:
    clerk, first, second = sqlite_shop.staff(Role.WAREHOUSE), received(sqlite_shop), received(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        for late, ticket_id in ((2, second), (1, first)):
            store_device(
                session,
                the(session, ticket_id),
                Act(clerk, sqlite_shop.clock() + timedelta(minutes=late), place="dock"),
                bin_code="A-01",
            )
        assert [one.ticket.id for one in bins.contents(session, "A-01")] == [first, second]
