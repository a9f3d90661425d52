"""A parcel nobody can name: found by phone, name or serial; otherwise it stands on the list with its photos."""

from uuid import UUID

import pytest

from app.custody import queries as custody
from app.dock import tasks
from app.dock.known import Clues
from app.dock.models import TaskKind
from app.journeys.dock.orders import orders_of_match
from app.journeys.dock.take_scan import take_scan
from app.journeys.dock.take_unknown_parcel import candidates, take_unknown_parcel
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, FieldRefused, WrongState
from app.messaging.sms.kinds import SmsKind
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.photos.service import Picture
from app.storage import bins
from app.storage.models import Bin
from app.tickets.states import State
from tests.custody.devices import inbound, state_of, the
from tests.journeys.dock_day import received
from tests.shop import Shop

PICTURE = Picture(sha256="ef" * 32, width=4, height=3, size=1)


def _aside(shop: Shop, clues: Clues, *pictures: Picture, bin_code: str = "") -> UUID:
    with shop.database.transaction() as session:
        return take_unknown_parcel(
            session,
            clues,
            Act(shop.staff(Role.WAREHOUSE), shop.clock()),
            bin_code=bin_code,
            pictures=pictures,
        ).id


def _match(shop: Shop, task_id: UUID, ticket_id: UUID) -> None:
    with shop.database.transaction() as session:
        act = Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock")
        ticket, task = the(session, ticket_id), tasks.by_id(session, task_id)
        for order in orders_of_match(task, ticket.code, str(task_id)):
            take_scan(session, order, act)


@pytest.mark.parametrize("clue", ["010-1234-5678", "+82 10 1234 5678", "5678", "김 하늘", "ab 12345"])
def test_it_is_found_by_whatever_stands_on_it(shop: Shop, clue: str) -> None:
    ticket_id = inbound(shop, serial="AB-12345")
    with shop.database.reading() as session:
        (hit,) = candidates(session, ["", clue], region="KR")
        assert hit.ticket_id == ticket_id


def test_each_repair_is_named_once_and_closed_ones_are_not(sqlite_shop: Shop) -> None:
    over, open_one = inbound(sqlite_shop), inbound(sqlite_shop, serial="AB-12345")
    with sqlite_shop.database.transaction() as session:
        the(session, over).state = State.CLOSED
    with sqlite_shop.database.reading() as session:
        hits = candidates(session, ["5678", "김하늘", "AB12345"], region="KR")
        assert [hit.ticket_id for hit in hits] == [open_one]
        assert candidates(session, ["A-01", "이순신"], region="KR") == []


def test_it_stands_on_the_list_until_its_repair_is_found(shop: Shop) -> None:
    task_id = _aside(shop, Clues(sender="하늘"), PICTURE, bin_code="c-08")
    ticket_id = inbound(shop)
    with shop.database.reading() as session:
        ((task, ticket, _),) = tasks.open_tasks(session, TaskKind.UNKNOWN_PARCEL)
        assert (task.id, ticket, task.bin_code) == (task_id, None, "C-08")
    _match(shop, task_id, ticket_id)
    assert state_of(shop, ticket_id) is State.RECEIVED
    assert [text.kind for text in shop.texts()] == [SmsKind.PARCEL_RECEIVED]
    with shop.database.reading() as session:
        assert tasks.open_tasks(session) == []
        assert the(session, ticket_id).bin_code == "C-08"
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.DOCK_SEALED]
        rows = custody.of_ticket(session, ticket_id)
        assert [row.evidence.photos for row in rows if row.adds_to] == [(PICTURE.sha256,)]
    with pytest.raises(Conflict):
        _match(shop, task_id, inbound(shop))


def test_it_keeps_its_place_when_it_is_named_also_where_the_bin_takes_no_more(shop: Shop) -> None:
    task_id, ticket_id = _aside(shop, Clues(written="?"), bin_code="A-01"), inbound(shop)
    _aside(shop, Clues(written="??"), bin_code="A-01")
    with shop.database.transaction() as session:
        shelf = session.get_one(Bin, "A-01")
        bins.change(shelf, note="", capacity="1")  # there is more in it than may be, and it stays
    _match(shop, task_id, ticket_id)
    with shop.database.reading() as session:
        assert the(session, ticket_id).bin_code == "A-01"
        assert bins.holds(session, "A-01") == 2


def test_a_repair_that_expects_no_parcel_leaves_it_on_the_list(sqlite_shop: Shop) -> None:
    task_id = _aside(sqlite_shop, Clues(written="?"))
    with pytest.raises(WrongState):
        _match(sqlite_shop, task_id, received(sqlite_shop))
    with sqlite_shop.database.reading() as session:
        assert tasks.count_open(session) == 1


@pytest.mark.parametrize(
    ("clues", "bin_code", "field"), [(Clues(), "A-01", "written"), (Clues(written="x"), "Z-9", "bin")]
)
def test_something_has_to_be_known_of_it(sqlite_shop: Shop, clues: Clues, bin_code: str, field: str) -> None:
    with pytest.raises(FieldRefused) as no:
        _aside(sqlite_shop, clues, bin_code=bin_code)
    assert no.value.field == field
