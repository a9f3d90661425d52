"""Bins: how full they are, what lies there since when, where there is room, and putting one up."""

from datetime import timedelta

import pytest

from app.custody import bins
from app.custody.models import Bin
from app.journeys.count_bin import see_in_bin, start_count
from app.journeys.store_device import store_device
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused
from tests.custody.devices import HOUR, the
from tests.journeys.dock_day import received
from tests.shop import Shop


def _bin(shop: Shop, code: str) -> bins.Shelf:
    with shop.database.reading() as session:
        return next(shelf for shelf in bins.shelves(session) if shelf.code == code)


def test_what_lies_there_is_told_with_the_time_and_the_hand_that_put_it(shop: Shop) -> None:
    ticket_id, clerk = received(shop), shop.staff(Role.WAREHOUSE)
    stored_at = shop.clock()
    with shop.database.transaction() as session:
        store_device(
            session, the(session, ticket_id), bin_code="A-01", dock="dock", actor=clerk, now=stored_at
        )
    shop.clock.move_on(HOUR)
    with shop.database.transaction() as session:  # being counted there is no new arrival
        count = start_count(session, bin_code="A-01", actor=clerk, now=shop.clock())
        see_in_bin(session, the(session, ticket_id), count=count, place="dock", actor=clerk, now=shop.clock())
    with shop.database.reading() as session:
        (inside,) = bins.contents(session, "A-01")
        assert (inside.ticket.id, inside.since, inside.by) == (ticket_id, stored_at, clerk.name)
        assert bins.contents(session, "A-02") == []
    assert (_bin(shop, "A-01").holds, _bin(shop, "A-02").holds) == (1, 0)


def test_a_bin_for_one_is_full_with_one_and_the_next_free_one_is_named(shop: Shop) -> None:
    ticket_id, clerk = received(shop), shop.staff(Role.WAREHOUSE)
    with shop.database.transaction() as session:
        store_device(
            session, the(session, ticket_id), bin_code="B-07", dock="dock", actor=clerk, now=shop.clock()
        )
        assert bins.next_free(session, "B-07") == "B-08"
        assert bins.next_free(session, "C-08") == "A-01"
    assert _bin(shop, "B-07").is_full
    assert not _bin(shop, "B-08").is_full


@pytest.mark.parametrize(
    ("code", "capacity", "field"),
    [
        ("", "", "code"), ("선반 1", "", "code"), ("ABCDEFGHIJKLMNOPQRSTU", "", "code"), ("A-01", "", "code"),
        ("7K2M4Q9TXB3V", "", "code"), ("D-01", "0", "capacity"), ("D-01", "many", "capacity"),
        ("D-01", "1000", "capacity"),
    ],
)  # fmt: skip
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


def test_an_older_content_comes_first(sqlite_shop: Shop) -> None:
    clerk, first, second = sqlite_shop.staff(Role.WAREHOUSE), received(sqlite_shop), received(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        for late, ticket_id in ((2, second), (1, first)):
            store_device(session, the(session, ticket_id), bin_code="A-01", dock="dock", actor=clerk,
                         now=sqlite_shop.clock() + timedelta(minutes=late))  # fmt: skip
        assert [one.ticket.id for one in bins.contents(session, "A-01")] == [first, second]
