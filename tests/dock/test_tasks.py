"""What a person at the dock has to settle: it stands on the list until somebody says how it ended."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.dock import tasks
from app.dock.models import TaskKind
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, FieldRefused, NotFound, WrongState
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.photos.service import Picture
from tests.custody.devices import authorised
from tests.shop import Shop

PICTURE = Picture(sha256="ab" * 32, width=4, height=3, size=1)


def test_the_oldest_comes_first_and_what_is_settled_is_gone(shop: Shop) -> None:
    clerk = shop.staff(Role.WAREHOUSE)
    with shop.database.transaction() as session:
        later = tasks.open_task(session, TaskKind.CONFLICT, Act(clerk, shop.clock() + timedelta(hours=1)))
        first = tasks.open_task(session, TaskKind.UNKNOWN_PARCEL, Act(clerk, shop.clock()))
        assert [task for task, _, _ in tasks.open_tasks(session)] == [first, later]
        assert [task for task, _, _ in tasks.open_tasks(session, TaskKind.CONFLICT)] == [later]
        tasks.settle(session, first, Act(clerk, shop.clock()), note=" it was ours ")
        assert tasks.count_open(session) == 1
        assert (first.note, first.settled_by) == ("it was ours", clerk.name)


def test_it_ends_with_a_word_and_only_once(sqlite_shop: Shop) -> None:
    clerk, now = sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock()
    with sqlite_shop.database.transaction() as session:
        task = tasks.open_task(session, TaskKind.CONFLICT, Act(clerk, now))
        with pytest.raises(FieldRefused) as silent:
            tasks.settle(session, task, Act(clerk, now), note="  ")
        assert silent.value.field == "note"
        tasks.settle(session, task, Act(clerk, now), note="done")
        with pytest.raises(Conflict):
            tasks.settle(session, task, Act(clerk, now), note="again")


def test_a_second_person_is_another_account(sqlite_shop: Shop) -> None:
    clerk, colleague = sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.staff(Role.MANAGER)
    now = sqlite_shop.clock()
    with sqlite_shop.database.transaction() as session:
        task = tasks.open_task(session, TaskKind.DISCREPANCY, Act(clerk, now), needs_second=True)
        with pytest.raises(WrongState) as same:
            tasks.confirm(task, Act(replace(clerk, name="Somebody else"), now))
        assert same.value.code == "same_person"
        tasks.confirm(task, Act(colleague, now))
        assert (task.confirmed_by, tasks.waits_for_second(task)) == (colleague.name, False)
        with pytest.raises(Conflict):
            tasks.confirm(task, Act(colleague, now))


def test_when_the_repair_goes_on_only_what_had_stopped_it_is_settled(sqlite_shop: Shop) -> None:
    clerk, now = sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock()
    held, other = authorised(sqlite_shop), authorised(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        for ticket_id, kind in (
            (held, TaskKind.DISCREPANCY),
            (held, TaskKind.MISSING),
            (other, TaskKind.DISCREPANCY),
        ):
            tasks.open_task(session, kind, Act(clerk, now), ticket_id=ticket_id)
        tasks.settle_held(session, held, Act(clerk, now), note="the charger came by post")
    with sqlite_shop.database.reading() as session:
        assert [task.kind for task in tasks.of_ticket(session, held)] == [TaskKind.MISSING]
        assert len(tasks.of_ticket(session, other)) == 1


def test_a_task_nobody_opened_is_not_there(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session, pytest.raises(NotFound):
        tasks.by_id(session, uuid4())


def test_the_pictures_of_a_parcel_go_to_its_repair(shop: Shop) -> None:
    clerk, now, ticket_id = shop.staff(Role.WAREHOUSE), shop.clock(), authorised(shop)
    with shop.database.transaction() as session:
        task = tasks.open_task(session, TaskKind.UNKNOWN_PARCEL, Act(clerk, now))
        tasks.add_picture(session, task, PICTURE, Act(clerk, now))
        assert [photo.kind for photo in tasks.pictures_of(session, task.id)] == [PhotoKind.AT_DOCK]
        assert tasks.hand_pictures(session, task, ticket_id) == [PICTURE.sha256]
    with shop.database.reading() as session:
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.DOCK_SEALED]
