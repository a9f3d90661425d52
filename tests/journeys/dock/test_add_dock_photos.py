"""Photos after a scan belong to the step that was done, and move nothing."""

from uuid import UUID

import pytest

from app.custody import queries as custody
from app.custody.chain import verify
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.dock.works import WORKS, Work
from app.journeys.dock.add_dock_photos import add_dock_photos
from app.journeys.dock.hand_out import hand_out
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused, WrongState
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.photos.service import Picture
from app.storage import bins
from tests.custody.devices import HOUR, inbound, return_booked, the
from tests.journeys.dock_day import packed, put_away, received
from tests.journeys.stations import code_of, scan_kept, undo
from tests.shop import Shop

PICTURE = Picture(sha256="cd" * 32, width=4, height=3, size=1)


def _add(shop: Shop, ticket_id: UUID, step: str, *pictures: Picture) -> CustodyEvent | None:
    with shop.database.transaction() as session:
        return add_dock_photos(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            step=step,
            pictures=pictures,
        )


def test_a_photo_of_the_sealed_parcel_is_sealed_into_its_custody(shop: Shop) -> None:
    ticket_id = received(shop)
    event = _add(shop, ticket_id, "receive", PICTURE)
    assert event is not None
    assert (event.step, event.evidence, event.adds_to) == (
        BizStep.RECEIVING,
        Evidence(photos=(PICTURE.sha256,)),
        1,
    )
    with shop.database.reading() as session:
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.DOCK_SEALED]
        assert verify(session, ticket_id) is None


def test_photos_that_come_late_leave_the_device_where_it_is(shop: Shop) -> None:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    with shop.database.transaction() as session:
        hand_out(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), quiet=True, place="dock"),
        )
    with shop.database.reading() as session:
        before = custody.where_is(session, the(session, ticket_id))
        holder = custody.holder(session, the(session, ticket_id))
    assert before.outside
    for number, step in enumerate(("receive", "inspect", "pack", "hand-out")):
        assert (
            _add(shop, ticket_id, step, Picture(sha256=f"{number}" * 64, width=4, height=3, size=1))
            is not None
        )
    with shop.database.reading() as session:
        assert custody.where_is(session, the(session, ticket_id)) == before
        assert custody.holder(session, the(session, ticket_id)) == holder
        last = custody.last_standing(session, ticket_id)
        assert last is not None
        assert last.step is BizStep.SHIPPING


def test_the_same_photo_again_is_there_already(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    assert _add(sqlite_shop, ticket_id, "receive", PICTURE) is not None
    assert _add(sqlite_shop, ticket_id, "receive", PICTURE) is None
    with sqlite_shop.database.reading() as session:
        assert len(of_ticket(session, ticket_id)) == 1


@pytest.mark.parametrize("step", sorted({facts.shot.address for facts in WORKS.values() if facts.shot}))
def test_a_step_that_was_not_done_has_no_photo(sqlite_shop: Shop, step: str) -> None:
    with pytest.raises(WrongState) as no:
        _add(sqlite_shop, inbound(sqlite_shop), step, PICTURE)
    assert no.value.code == "no_such_step"


def test_without_a_photo_there_is_nothing_to_add(sqlite_shop: Shop) -> None:
    with pytest.raises(FieldRefused):
        _add(sqlite_shop, received(sqlite_shop), "receive")


def test_a_step_that_was_undone_takes_none(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    _, scan_id = scan_kept(sqlite_shop, code_of(sqlite_shop, ticket_id), Work.STORE, bin_code="A-01")
    undo(sqlite_shop, scan_id)
    with pytest.raises(WrongState):
        _add(sqlite_shop, ticket_id, "store", PICTURE)


def test_a_photo_in_the_bin_is_no_new_arrival_there(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    put_away(sqlite_shop, ticket_id)
    stored_at = sqlite_shop.clock()
    sqlite_shop.clock.move_on(HOUR)
    assert _add(sqlite_shop, ticket_id, "store", PICTURE) is not None
    with sqlite_shop.database.reading() as session:
        (inside,) = bins.contents(session, "A-01")
        assert inside.since == stored_at
