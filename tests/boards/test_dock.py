"""The dock's rows: as many questions for twenty devices as for one, and each stands where its work is."""

import pytest

from app.boards.dock import Pile, dock_day, to_settle
from app.dock import tasks
from app.dock.known import Clues
from app.dock.models import TaskKind
from app.dock.works import Work
from app.kernel.act import Act
from app.kernel.actor import Role
from tests.boards.counted import asks_no_more_for_many
from tests.custody.devices import inbound, return_booked
from tests.journeys.dock_day import packed, ready, received
from tests.shop import Shop


@pytest.fixture
def shop(sqlite_shop: Shop) -> Shop:
    """How often is asked does not depend on the engine."""
    return sqlite_shop


def test_the_docks_day(shop: Shop) -> None:
    asks_no_more_for_many(
        shop, lambda: received(shop), lambda session: dock_day(session, now=shop.clock()), asks=5
    )


def test_what_is_to_settle(shop: Shop) -> None:
    def one_more() -> None:
        with shop.database.transaction() as session:
            act = Act(shop.staff(Role.WAREHOUSE), shop.clock())
            tasks.open_task(session, TaskKind.UNKNOWN_PARCEL, act, clues=Clues(written="Fragile"))

    asks_no_more_for_many(shop, one_more, to_settle, asks=2)


def test_each_device_stands_where_its_work_is(shop: Shop) -> None:
    return_booked(shop, packed(shop))
    for made in (inbound, received, ready, packed):
        made(shop)
    with shop.database.reading() as session:
        rows = dock_day(session, now=shop.clock()).devices
    assert {(row.pile, row.work) for row in rows} == {
        (Pile.HAND_OUT, Work.HAND_OUT),
        (Pile.EXPECTED, Work.RECEIVE),
        (Pile.INSPECT, Work.INSPECT),
        (Pile.PACK, Work.PACK),
        (Pile.PACKED, Work.STORE),
    }
