"""Packing: all that came goes back, it is seen, and it is done once."""

from uuid import UUID

import pytest

from app.custody import queries as custody
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import carrier
from app.custody.service import record
from app.dock.rules import Inspection
from app.journeys.dock.inspect_parcel import inspect_parcel
from app.journeys.dock.pack_return import came_with, going_back, pack_return
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, FieldRefused, Refusal, WrongState
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.photos.service import Picture
from app.tickets.models import Ticket
from tests.custody.devices import events, the
from tests.journeys.dock_day import at_bench, packed, put_away, ready, received
from tests.shop import Shop

PICTURE = Picture(sha256="ef" * 32, width=4, height=3, size=1)


def _pack(shop: Shop, ticket_id: UUID, *accessories: str, seen: int | None = None) -> CustodyEvent:
    with shop.database.transaction() as session:
        return pack_return(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), seen_version=seen, place="dock"),
            accessories=accessories,
            pictures=[PICTURE],
        )


def test_the_box_is_closed_with_everything_in_it(shop: Shop) -> None:
    ticket_id = ready(shop)
    put_away(shop, ticket_id)
    event = _pack(shop, ticket_id, "charger")
    assert (event.step, event.giver_name) == (BizStep.PACKING, "A-01")
    assert event.evidence == Evidence(photos=(PICTURE.sha256,), accessories=("charger",))
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        assert custody.where_is(session, ticket).packed
        assert ticket.bin_code is None
        assert len(events(session, ticket_id)) == ticket.version
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.PACKED_FOR_RETURN]


def test_a_forgotten_accessory_is_named_before_the_box_is_closed(shop: Shop) -> None:
    ticket_id = ready(shop, accessories=("charger", "cable"))
    with pytest.raises(FieldRefused) as refused:
        _pack(shop, ticket_id, "charger")
    assert refused.value.field == "accessories"
    assert "Cable" in str(refused.value.message)
    with shop.database.reading() as session:
        assert not custody.where_is(session, the(session, ticket_id)).packed


def test_it_is_not_packed_twice(shop: Shop) -> None:
    with pytest.raises(Conflict) as refused:
        _pack(shop, packed(shop), "charger")
    assert refused.value.code == "already_packed"


def test_what_is_still_being_repaired_is_not_packed(shop: Shop) -> None:
    with pytest.raises(WrongState):
        _pack(shop, at_bench(shop), "charger")


def test_an_older_page_packs_nothing(shop: Shop) -> None:
    with pytest.raises(Conflict):
        _pack(shop, ready(shop), "charger", seen=1)


def test_what_never_came_need_not_go_back(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop, accessories=("charger", "cable"))
    with sqlite_shop.database.transaction() as session:
        inspect_parcel(
            session,
            the(session, ticket_id),
            Inspection(present=("cable",)),
            Act(sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock(), place="dock"),
        )
    with sqlite_shop.database.reading() as session:
        assert came_with(session, the(session, ticket_id)) == ["cable"]
    assert going_back(Ticket(accessories=["case"]), None) == ["case"]


def test_what_the_courier_still_has_cannot_be_packed(shop: Shop) -> None:
    ticket_id = ready(shop)
    with shop.database.transaction() as session:
        record(
            session,
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="road"),
            ticket_id=ticket_id,
            step=BizStep.SHIPPING,
            taker=carrier("own_fleet"),
        )
    with pytest.raises(Refusal) as refused:
        _pack(shop, ticket_id, "charger")
    assert refused.value.code == "outside"
