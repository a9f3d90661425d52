"""A second person looks before a customer hears bad news, and only what two have seen is said and shown."""

from uuid import UUID

import pytest

from app.custody import queries as custody
from app.custody.chain import verify
from app.custody.evidence import Evidence
from app.custody.models import BizStep
from app.dock import tasks
from app.dock.models import DockTask
from app.dock.rules import Inspection, ParcelCondition
from app.journeys.dock.add_dock_photos import add_dock_photos
from app.journeys.dock.confirm_discrepancy import confirm_discrepancy
from app.journeys.dock.inspect_parcel import inspect_parcel
from app.journeys.repair.hold_ticket import release
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, WrongState
from app.messaging.sms.kinds import SmsKind
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.photos.service import Picture
from app.tickets.states import State
from tests.custody.devices import events, the
from tests.journeys.dock_day import received
from tests.shop import Shop

EMPTY = Inspection(parcel=ParcelCondition.EMPTY, remark="nothing but foam")
POLICY = frozenset({"empty"})


def picture(name: str) -> Picture:
    """A picture of its own."""
    return Picture(sha256=name * 64, width=4, height=3, size=1)


def found_empty(shop: Shop) -> UUID:
    """A box that was empty; whoever found it waits for a colleague."""
    ticket_id = received(shop)
    with shop.database.transaction() as session:
        inspect_parcel(
            session,
            the(session, ticket_id),
            EMPTY,
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            pictures=[picture("a")],
            second_look=POLICY,
        )
    return ticket_id


def _task(shop: Shop, ticket_id: UUID) -> DockTask:
    with shop.database.reading() as session:
        (task,) = tasks.of_ticket(session, ticket_id)
        return task


def _confirm(shop: Shop, ticket_id: UUID, role: Role = Role.MANAGER, *, quiet: bool = False) -> None:
    with shop.database.transaction() as session:
        (task,) = tasks.of_ticket(session, ticket_id)
        confirm_discrepancy(session, task, Act(shop.staff(role), shop.clock(), quiet=quiet, place="dock"))


def test_nobody_is_told_and_nothing_is_claimed_before_the_second_look(sqlite_shop: Shop) -> None:
    ticket_id = found_empty(sqlite_shop)
    assert sqlite_shop.texts() == []
    assert tasks.waits_for_second(_task(sqlite_shop, ticket_id))
    with sqlite_shop.database.reading() as session:
        ticket = the(session, ticket_id)
        assert ticket.state is State.ON_HOLD
        assert "빈 상자" not in ticket.hold_reason
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.DOCK_OPENED]


def test_what_two_have_seen_is_told_with_the_photos(shop: Shop) -> None:
    ticket_id = found_empty(shop)
    with shop.database.transaction() as session:
        add_dock_photos(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            step="inspect",
            pictures=[picture("b")],
        )
    _confirm(shop, ticket_id)
    (sent,) = shop.texts()
    assert sent.kind is SmsKind.ON_HOLD
    assert "빈 상자" in sent.body
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        assert "빈 상자" in ticket.hold_reason
        assert {photo.kind for photo in of_ticket(session, ticket_id)} == {PhotoKind.DISCREPANCY}
        rows = custody.of_ticket(session, ticket_id)
        found, confirmed = rows[1], rows[-1]
        assert (confirmed.step, confirmed.actor_name) == (BizStep.INSPECTING, shop.staff(Role.MANAGER).name)
        assert confirmed.evidence == Evidence(confirms=found.number)
        assert confirmed.giver_id == confirmed.taker_id == found.taker_id
        assert verify(session, ticket_id) is None
        assert [event.version for event in events(session, ticket_id)] == list(range(1, ticket.version + 1))


def test_whoever_found_it_cannot_be_the_second(sqlite_shop: Shop) -> None:
    ticket_id = found_empty(sqlite_shop)
    with pytest.raises(WrongState) as no:
        _confirm(sqlite_shop, ticket_id, Role.WAREHOUSE)
    assert no.value.code == "same_person"
    assert sqlite_shop.texts() == []


def test_the_text_can_be_held_back_and_nothing_is_confirmed_twice(sqlite_shop: Shop) -> None:
    ticket_id = found_empty(sqlite_shop)
    _confirm(sqlite_shop, ticket_id, quiet=True)
    assert sqlite_shop.texts() == []
    with pytest.raises(Conflict):
        _confirm(sqlite_shop, ticket_id)


def test_a_repair_that_went_on_is_not_confirmed(sqlite_shop: Shop) -> None:
    ticket_id = found_empty(sqlite_shop)
    task = _task(sqlite_shop, ticket_id)
    with sqlite_shop.database.transaction() as session:
        release(
            session,
            the(session, ticket_id),
            Act(sqlite_shop.staff(Role.MANAGER), sqlite_shop.clock(), quiet=True),
        )
    with pytest.raises(WrongState), sqlite_shop.database.transaction() as session:
        confirm_discrepancy(
            session, task, Act(sqlite_shop.staff(Role.MANAGER), sqlite_shop.clock(), place="dock")
        )
