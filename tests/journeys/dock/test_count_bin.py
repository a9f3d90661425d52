"""A bin is counted: what was not seen becomes a task, what is a stranger is named, and nothing is moved by looking."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.custody import queries as custody
from app.custody.models import BizStep
from app.dock import tasks
from app.dock.models import DockTask, TaskKind
from app.journeys.dock.count_bin import Differences, finish_count, see_in_bin, start_count
from app.journeys.dock.into_hands import pick_device
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import NotFound
from app.storage import bins
from tests.custody.devices import HOUR, the
from tests.journeys.dock_day import packed, put_away, received
from tests.shop import Shop


def _count(shop: Shop, bin_code: str, *seen: UUID) -> Differences:
    shop.clock.move_on(HOUR)
    clerk = shop.staff(Role.WAREHOUSE)
    with shop.database.transaction() as session:
        count = start_count(session, Act(clerk, shop.clock()), bin_code=bin_code)
        for ticket_id in seen:
            see_in_bin(session, the(session, ticket_id), Act(clerk, shop.clock(), place="dock"), count=count)
    with shop.database.transaction() as session:
        again = start_count(session, Act(clerk, shop.clock()), bin_code=bin_code)
        return finish_count(session, again, Act(clerk, shop.clock()))


def _lost(shop: Shop) -> list[UUID | None]:
    with shop.database.reading() as session:
        assert bins.count_misplaced(session) == len(bins.misplaced(session))
        return [task.ticket_id for task in bins.misplaced(session)]


def test_the_difference_between_bin_and_books(shop: Shop) -> None:
    there, gone, stranger = received(shop), received(shop), received(shop)
    for ticket_id, code in ((there, "A-01"), (gone, "A-01"), (stranger, "A-02")):
        put_away(shop, ticket_id, code)
    found = _count(shop, "A-01", there, stranger)
    assert [[one.id for one in part] for part in (found.seen, found.missing, found.strangers)] == [
        [there],
        [gone],
        [stranger],
    ]
    assert _lost(shop) == [gone]
    with shop.database.reading() as session:
        assert the(session, stranger).bin_code == "A-02"
        last = custody.last_event(session, stranger)
        assert last is not None
        assert (last.step, last.giver_name, last.taker_name) == (BizStep.STOCK_TAKING, "A-02", "A-02")


def test_a_device_seen_twice_is_noted_once(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    put_away(sqlite_shop, ticket_id, "A-01")
    _count(sqlite_shop, "A-01", ticket_id, ticket_id)
    with sqlite_shop.database.reading() as session:
        steps = [row.step for row in custody.of_ticket(session, ticket_id)]
    assert steps.count(BizStep.STOCK_TAKING) == 1


def test_counting_leaves_a_packed_box_packed(sqlite_shop: Shop) -> None:
    ticket_id = packed(sqlite_shop)
    put_away(sqlite_shop, ticket_id, "A-01")
    _count(sqlite_shop, "A-01", ticket_id)
    with sqlite_shop.database.reading() as session:
        where = custody.where_is(session, the(session, ticket_id))
        assert (where.packed, where.outside, where.bin_code) == (True, False, "A-01")


def test_whoever_has_it_in_hand_again_ends_its_being_misplaced(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    put_away(sqlite_shop, ticket_id, "A-01")
    _count(sqlite_shop, "A-01")
    assert _lost(sqlite_shop) == [ticket_id]
    _count(sqlite_shop, "A-01")  # still missing: one task is enough
    with sqlite_shop.database.reading() as session:
        assert len(session.scalars(select(DockTask).where(DockTask.kind == TaskKind.MISSING)).all()) == 1
    sqlite_shop.clock.move_on(HOUR)
    with sqlite_shop.database.transaction() as session:
        pick_device(
            session,
            the(session, ticket_id),
            Act(sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock(), place="dock"),
        )
    assert _lost(sqlite_shop) == []
    with sqlite_shop.database.reading() as session:
        assert tasks.count_open(session) == 0


def test_a_finished_count_opens_nothing_twice(sqlite_shop: Shop) -> None:
    ticket_id, clerk = received(sqlite_shop), sqlite_shop.staff(Role.WAREHOUSE)
    put_away(sqlite_shop, ticket_id, "A-01")
    with sqlite_shop.database.transaction() as session:
        count = start_count(session, Act(clerk, sqlite_shop.clock()), bin_code="A-01")
        for _ in range(2):
            finish_count(session, count, Act(clerk, sqlite_shop.clock()))
        assert tasks.count_open(session) == 1


def test_only_a_bin_that_is_there_is_counted(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session, pytest.raises(NotFound):
        start_count(session, Act(sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock()), bin_code="Z-99")
