"""What the dock saw, as rows: each look is kept, the newest holds, and the bench reads it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.dock import inspections
from app.dock.inspections import InspectionRow
from app.dock.rules import Battery, Inspection, ParcelCondition
from app.journeys.dock.inspect_parcel import inspect_parcel
from app.journeys.repair.hold_ticket import release
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.ids import spell_code
from tests.custody.devices import the
from tests.journeys.dock_day import received
from tests.shop import Shop


def look(shop: Shop, ticket_id: UUID, seen: Inspection) -> None:
    """Open the box."""
    with shop.database.transaction() as session:
        act = Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock")
        inspect_parcel(session, the(session, ticket_id), seen, act)


def test_a_second_look_holds_and_the_first_is_kept(shop: Shop) -> None:
    ticket_id = received(shop)
    look(shop, ticket_id, Inspection(battery=Battery.SWOLLEN, remark="부풀어 보임"))
    shop.clock.move_on(timedelta(hours=1))
    with shop.database.transaction() as session:
        release(session, the(session, ticket_id), Act(shop.staff(Role.WAREHOUSE), shop.clock()))
    look(shop, ticket_id, Inspection(present=("charger",), remark="정상"))
    with shop.database.reading() as session:
        rows = session.scalars(select(InspectionRow).order_by(InspectionRow.number)).all()
        assert [(row.battery, row.remark, row.box.missing) for row in rows] == [
            (Battery.SWOLLEN, "부풀어 보임", ("charger",)),
            (Battery.FINE, "정상", ()),
        ]
        newest = inspections.latest(session, ticket_id)
    assert newest is not None
    assert (newest.remark, newest.at, newest.by) == ("정상", shop.clock(), shop.staff(Role.WAREHOUSE).name)


def test_nobody_has_looked_yet(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    with sqlite_shop.database.reading() as session:
        assert inspections.latest(session, ticket_id) is None


@pytest.mark.parametrize("parcel", ParcelCondition)
def test_every_condition_of_a_parcel_can_be_stored(shop: Shop, parcel: ParcelCondition) -> None:
    ticket_id = received(shop)
    look(shop, ticket_id, Inspection(parcel=parcel))
    with shop.database.reading() as session:
        assert session.scalars(select(InspectionRow.parcel)).all() == [parcel]


def test_a_word_nobody_knows_is_refused_by_the_database(shop: Shop) -> None:
    look(shop, received(shop), Inspection())
    with pytest.raises(IntegrityError), shop.database.transaction() as session:
        session.execute(text("UPDATE inspections SET battery = 'warm'"))


def test_an_inspection_that_is_refused_leaves_no_row(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    look(sqlite_shop, ticket_id, Inspection(present=("charger",)))
    with pytest.raises(Exception, match="wrong_state"):
        look(sqlite_shop, ticket_id, Inspection(present=("charger",)))
    with sqlite_shop.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(InspectionRow)) == 1


def test_the_bench_reads_what_the_dock_saw(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    look(sqlite_shop, ticket_id, Inspection(remark="wet corner"))
    with sqlite_shop.database.reading() as session:
        code = the(session, ticket_id).code
    page = sqlite_shop.signed_in(Role.TECHNICIAN).get(f"/bench/{code}?lang=en").get_data(as_text=True)
    assert spell_code(code) in page
    for seen in ("Seen at the dock", "wet corner", "Missing at the dock", "charger"):
        assert seen in page
