"""A missing device that is scanned again: its task is over by that, tells who and when, and comes back with a slip."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dock import found_again, tasks
from app.dock.models import DockTask, TaskKind
from app.dock.works import Outcome, Work
from app.journeys.dock.add_dock_photos import add_dock_photos
from app.journeys.dock.count_bin import finish_count, start_count
from app.kernel.act import Act
from app.kernel.actor import Role
from app.storage import bins
from jobs import note_found
from tests.custody.devices import HOUR, the
from tests.custody.walked import picture
from tests.journeys.dock_day import put_away, received
from tests.journeys.stations import code_of, scan, scan_kept, undo
from tests.shop import Shop


def missing(shop: Shop) -> UUID:
    """A device that should lie in A-01 and was not seen when that was counted."""
    ticket_id, clerk = received(shop), shop.staff(Role.WAREHOUSE)
    put_away(shop, ticket_id)
    shop.clock.move_on(HOUR)
    with shop.database.transaction() as session:
        count = start_count(session, Act(clerk, shop.clock()), bin_code="A-01")
        finish_count(session, count, Act(clerk, shop.clock()))
    shop.clock.move_on(HOUR)
    return ticket_id


def waiting(shop: Shop) -> tuple[int, int]:
    """How many tasks are on the list, and how many devices are misplaced."""
    with shop.database.reading() as session:
        assert tasks.count_open(session) == len(tasks.open_tasks(session))
        return tasks.count_open(session), bins.count_misplaced(session)


def task_of(shop: Shop, ticket_id: UUID) -> DockTask:
    with shop.database.reading() as session:
        return session.scalars(select(DockTask).where(DockTask.ticket_id == ticket_id)).one()


def _count_elsewhere(shop: Shop, code: str) -> None:
    scan(shop, "A-02", Work.COUNT)
    scan(shop, code, Work.COUNT, bin_code="A-02")


SCANS: dict[str, Callable[[Shop, str], object]] = {
    "stored": lambda shop, code: scan(shop, code, Work.STORE, bin_code="A-03"),
    "picked": lambda shop, code: scan(shop, code, Work.PICK),
    "counted elsewhere": _count_elsewhere,
}


@pytest.mark.parametrize("how", SCANS)
def test_a_scan_takes_it_off_the_list_and_the_task_keeps_who_and_when(shop: Shop, how: str) -> None:
    ticket_id = missing(shop)
    assert waiting(shop) == (1, 1)
    SCANS[how](shop, code_of(shop, ticket_id))
    seen_at, clerk = shop.clock(), shop.staff(Role.WAREHOUSE)
    assert waiting(shop) == (0, 0)
    with shop.database.reading() as session:
        assert tasks.of_ticket(session, ticket_id) == []
        found = found_again.sighting(session, session.scalars(select(DockTask)).one())
        assert found is not None
        assert (found.at, found.actor_name) == (seen_at, clerk.name)
    assert note_found.run(shop.runtime) == 0  # it may still be a slip
    shop.clock.move_on(HOUR)
    assert [note_found.run(shop.runtime) for _ in range(2)] == [1, 0]
    task = task_of(shop, ticket_id)
    assert (task.settled_at, task.settled_by) == (seen_at, clerk.name)
    assert waiting(shop) == (0, 0)


def test_a_slip_finds_nothing(shop: Shop) -> None:
    ticket_id = missing(shop)
    _, scan_id = scan_kept(shop, code_of(shop, ticket_id), Work.STORE, bin_code="A-03")
    assert waiting(shop) == (0, 0)
    undo(shop, scan_id)
    assert waiting(shop) == (1, 1)
    shop.clock.move_on(HOUR)
    assert note_found.run(shop.runtime) == 0
    assert task_of(shop, ticket_id).settled_at is None


def test_a_scan_from_before_the_report_that_waited_for_the_network_is_no_news(shop: Shop) -> None:
    ticket_id = missing(shop)
    then = shop.clock() - HOUR - timedelta(minutes=1)  # by the station's own clock
    scan(shop, code_of(shop, ticket_id), Work.STORE, bin_code="A-03", device_at=then)
    assert waiting(shop) == (1, 1)
    scan(shop, code_of(shop, ticket_id), Work.PICK, device_at=shop.clock() - timedelta(minutes=1))
    assert waiting(shop) == (0, 0)


def test_a_bin_that_was_only_booked_at_a_desk_leaves_the_last_word_to_a_person(shop: Shop) -> None:
    ticket_id = missing(shop)
    put_away(shop, ticket_id, "A-03", by=Role.MANAGER)
    assert waiting(shop) == (1, 0)  # “seen since”


def test_photos_added_to_an_older_row_find_nothing(shop: Shop) -> None:
    ticket_id, red = missing(shop), picture(shop, "red")
    with shop.database.transaction() as session:
        add_dock_photos(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            step="receive",
            pictures=[red],
        )
    assert waiting(shop) == (1, 1)


def test_only_what_was_missing_is_settled_by_being_seen(sqlite_shop: Shop) -> None:
    ticket_id = missing(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        tasks.open_task(
            session,
            TaskKind.CONFLICT,
            Act(sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock()),
            ticket_id=ticket_id,
        )
    sqlite_shop.clock.move_on(HOUR)
    assert scan(sqlite_shop, code_of(sqlite_shop, ticket_id), Work.PICK).outcome is Outcome.DONE
    sqlite_shop.clock.move_on(HOUR)
    assert note_found.run(sqlite_shop.runtime) == 1
    assert waiting(sqlite_shop) == (1, 0)
