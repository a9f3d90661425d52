"""Laying out the next day's runs, however often and by however many processes."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.boards.dispatch import run_by_id, runs_on, stops_of, trips_on
from app.courier.routes.models import Run
from app.courier.slots.models import Zone
from app.courier.trips.models import CourierJob
from app.courier.trips.states import JobState
from app.journeys.transport.book_pickup import cancel_pickup
from app.journeys.transport.prepare_runs import give_run, prepare_run, zones
from app.journeys.transport.run_stop import collect
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused, NotFound
from app.kernel.i18n import Language
from app.staff.models import StaffAccount
from jobs.prepare_runs import run as run_the_job
from tests.courier.road import KIM, SUWON, booked_pickup, ticket_of
from tests.shop import Shop


def test_stops_are_driven_by_window_then_postcode_and_the_only_courier_gets_the_run(shop: Shop) -> None:
    with shop.database.transaction() as session:
        plan = [(1, "01000"), (0, "09999"), (0, "03000")]
        made = [booked_pickup(session, shop, nth=nth, postcode=postcode) for nth, postcode in plan]
        run = prepare_run(session, made[0].slot.zone_id, day=made[0].slot.day, now=shop.clock())
        assert run is not None
        assert [trip.postcode for trip in stops_of(session, run.id)] == ["03000", "09999", "01000"]
        assert [job.stop_number for job in made] == [3, 2, 1]
        assert {job.state for job in made} == {JobState.ASSIGNED}
        (view,) = runs_on(session, made[0].slot.day)
        assert (view.courier_id, view.stops, view.to_do) == (shop.staff(Role.COURIER).staff_id, 3, 3)


def test_a_later_booking_is_sorted_in_and_a_second_time_doubles_nothing(shop: Shop) -> None:
    with shop.database.transaction() as session:
        first = booked_pickup(session, shop, nth=1)
        zone, day = first.slot.zone_id, first.slot.day
        courier = shop.staff(Role.COURIER)
        prepare_run(session, zone, day=day, now=shop.clock())
        version = first.version
        prepare_run(session, zone, day=day, now=shop.clock())
        assert first.version == version
        collect(session, first, Act(courier, shop.clock()), code=ticket_of(session, first).code)
        second, third = booked_pickup(session, shop, nth=0), booked_pickup(session, shop, nth=0)
        cancel_pickup(session, ticket_of(session, third), Act(KIM, shop.clock()))
        run = prepare_run(session, zone, day=day, now=shop.clock())
        assert run is not None
        assert [trip.id for trip in stops_of(session, run.id)] == [second.id, first.id]
        assert session.scalar(select(func.count()).select_from(Run)) == 1


def test_with_two_couriers_the_dispatcher_chooses(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(
            StaffAccount(
                login="courier2",
                name="Second",
                role=Role.COURIER,
                language=Language.EN,
                password_hash="x",
                created_at=shop.clock(),
            )
        )
        job = booked_pickup(session, shop)
        run = prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
        assert run is not None
        assert run.courier_id is None
        chosen = shop.staff(Role.COURIER).staff_id
        give_run(session, run.id, courier_id=chosen)
        prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
        assert run_by_id(session, run.id).courier_id == chosen


def test_a_run_goes_only_to_a_courier_and_only_if_there_is_one(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        run = prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
        assert run is not None
        with pytest.raises(FieldRefused):
            give_run(session, run.id, courier_id=shop.staff(Role.MANAGER).staff_id)
        with pytest.raises(NotFound):
            give_run(session, uuid4(), courier_id=None)
        with pytest.raises(NotFound):
            run_by_id(session, uuid4())


def test_a_zone_without_trips_gets_no_run(shop: Shop) -> None:
    with shop.database.transaction() as session:
        for zone_id in zones(session):
            assert (
                prepare_run(session, zone_id, day=shop.runtime.site.today(shop.clock()), now=shop.clock())
                is None
            )
        assert session.scalar(select(func.count()).select_from(Run)) == 0


def test_two_processes_at_once_lay_out_each_run_once(shop: Shop) -> None:
    with shop.database.transaction() as session:
        for n in range(6):
            booked_pickup(session, shop, nth=n, postcode=("04524", SUWON)[n % 2])

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda _: run_the_job(shop.runtime), range(4)))

    with shop.database.reading() as session:
        stops = session.execute(select(CourierJob.run_id, CourierJob.stop_number)).all()
        assert len(set(stops)) == len(stops) == 6
        assert session.scalar(select(func.count()).select_from(Run)) == 4  # two zones, today and tomorrow
        assert {zone for (zone,) in session.execute(select(Zone.name).join(Run))} == {
            trip.zone for n in (23, 24) for trip in trips_on(session, shop.clock().date().replace(day=n))
        }
