"""The dispatcher's board: what needs a person stands on top, and each button does what it says."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.courier.routes.models import Run
from app.courier.slots.models import Closure, Slot
from app.courier.trips import tracking
from app.courier.trips.states import FailureReason, JobState, ParcelState
from app.journeys.transport.prepare_runs import prepare_run
from app.journeys.transport.run_stop import fail_stop
from app.kernel.act import Act
from app.kernel.actor import Role
from tests.asked import asked
from tests.courier.road import booked_pickup, booked_return, windows
from tests.shop import Shop

TODAY = "2026-11-23"


def test_trips_are_grouped_by_how_much_they_need_a_person(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        failed, assigned = booked_pickup(session, sqlite_shop), booked_return(session, sqlite_shop)
        fail_stop(
            session,
            failed,
            Act(sqlite_shop.staff(Role.DISPATCHER), sqlite_shop.clock()),
            reason=FailureReason.NOBODY_HOME,
        )
        prepare_run(session, assigned.slot.zone_id, day=assigned.slot.day, now=sqlite_shop.clock())
        booked_pickup(session, sqlite_shop)
    dispatcher = sqlite_shop.signed_in(Role.DISPATCHER)
    page = dispatcher.get("/dispatch?lang=en").text
    assert page.index("Came in vain: nobody home") < page.index(">Booked<") < page.index(">On a run<")
    assert "2 / 8" in page  # the failed one and the booked one keep their places
    only = dispatcher.get("/dispatch?show=failed&leg=inbound").text
    assert ("Came in vain" in only, ">Booked<" in only) == (True, False)
    assert "No trips to show" in dispatcher.get("/dispatch?show=failed&leg=outbound").text


def test_what_the_clock_and_the_carriers_left_open_stands_on_the_board(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        job = booked_return(session, sqlite_shop)
        tracking.record(
            session,
            job,
            key="1",
            state=None,
            raw_code="ZZ9",
            raw_text="hub?",
            at=sqlite_shop.clock(),
            now=sqlite_shop.clock(),
        )
        tracking.record(
            session,
            job,
            key="2",
            state=ParcelState.IN_TRANSIT,
            raw_code="T",
            at=sqlite_shop.clock(),
            now=sqlite_shop.clock(),
        )
        sqlite_shop.clock.time = job.slot.ends_at
    page = sqlite_shop.signed_in(Role.DISPATCHER).get("/dispatch?lang=en").text
    assert "Window over, nothing noted" in page
    assert "ZZ9 hub?" in page


def test_runs_are_laid_out_given_away_and_printed(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        booked_pickup(session, sqlite_shop)
    dispatcher = sqlite_shop.signed_in(Role.DISPATCHER)
    assert dispatcher.post(f"/dispatch/days/{TODAY}/prepare").location == f"/dispatch?day={TODAY}"
    with sqlite_shop.database.reading() as session:
        run_id = session.scalars(select(Run.id)).one()
    sheet = dispatcher.get(f"/dispatch/runs/{run_id}/sheet?lang=en").text
    assert ("Signature" in sheet, "세종대로 110 3층 / Ring twice" in sheet) == (True, True)
    assert (
        dispatcher.post(f"/dispatch/runs/{run_id}/courier?day={TODAY}", data={"courier": ""}).status_code
        == 303
    )
    courier = sqlite_shop.staff(Role.COURIER).staff_id
    dispatcher.post(f"/dispatch/runs/{run_id}/courier?day={TODAY}", data={"courier": str(courier)})
    with sqlite_shop.database.reading() as session:
        assert session.scalars(select(Run.courier_id)).one() == courier
    assert sqlite_shop.signed_in(Role.COURIER).get(f"/dispatch/runs/{run_id}/sheet").status_code == 200


def test_a_run_leads_to_its_labels(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        job = booked_pickup(session, sqlite_shop)
        run = prepare_run(session, job.slot.zone_id, day=job.slot.day, now=sqlite_shop.clock())
        assert run is not None
        run.courier_id, run_id, day = sqlite_shop.staff(Role.COURIER).staff_id, run.id, job.slot.day
    dispatcher = sqlite_shop.signed_in(Role.DISPATCHER)
    for address in (f"/dispatch?day={day}&lang=en", f"/dispatch/runs/{run_id}/sheet?lang=en"):
        link = re.search(r'href="(/labels[^"]+)">Labels of this run<', dispatcher.get(address).text)
        assert link
        chosen = dispatcher.get(link[1].replace("&amp;", "&")).text
        assert f'<option value="{run_id}" selected>' in chosen
    assert (
        "Labels of this run"
        not in sqlite_shop.signed_in(Role.COURIER).get(f"/dispatch/runs/{run_id}/sheet?lang=en").text
    )
    sqlite_shop.clock.move_on(timedelta(days=1))  # the page for labels offers no runs of yesterday
    assert "Labels of this run" not in dispatcher.get(f"/dispatch?day={day}&lang=en").text
    assert "Labels of this run" not in dispatcher.get(f"/dispatch/runs/{run_id}/sheet?lang=en").text


@pytest.mark.parametrize("courier", ["nonsense", "00000000-0000-4000-8000-00000000000a"])
def test_a_run_is_not_given_to_a_stranger(sqlite_shop: Shop, courier: str) -> None:
    with sqlite_shop.database.transaction() as session:
        job = booked_pickup(session, sqlite_shop)
        run = prepare_run(session, job.slot.zone_id, day=job.slot.day, now=sqlite_shop.clock())
        assert run is not None
        run_id = run.id
    dispatcher = sqlite_shop.signed_in(Role.DISPATCHER)
    answer = dispatcher.post(
        f"/dispatch/runs/{run_id}/courier?day={TODAY}&lang=en", data={"courier": courier}
    )
    assert (answer.status_code, "Choose a courier who works here" in answer.text) == (422, True)


def test_a_run_or_day_that_is_not_there_is_not_found(sqlite_shop: Shop) -> None:
    dispatcher = sqlite_shop.signed_in(Role.DISPATCHER)
    assert dispatcher.get(f"/dispatch/runs/{uuid4()}/sheet").status_code == 404
    assert dispatcher.post("/dispatch/days/someday/prepare").status_code == 404


def test_more_places_are_opened_in_one_window(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        slot_id = windows(session, sqlite_shop)[0].id
    dispatcher = sqlite_shop.signed_in(Role.DISPATCHER)
    answer = dispatcher.post(f"/dispatch/days/{TODAY}/places", data={"window": str(slot_id), "more": "4"})
    assert answer.status_code == 303
    with sqlite_shop.database.reading() as session:
        assert session.scalars(select(Slot.capacity).where(Slot.id == slot_id)).one() == 12


@pytest.mark.parametrize(
    ("window", "more", "says"),
    [
        ("", "1", "Choose the window"),
        ("00000000-0000-4000-8000-00000000000b", "1", "That window is not in our book"),
        ("nonsense", "1", "That window is not in our book"),
        (str(UUID(int=1)), "0", "1 to 50"),
        (str(UUID(int=1)), "many", "1 to 50"),
    ],
)
def test_places_that_make_no_sense_are_refused(sqlite_shop: Shop, window: str, more: str, says: str) -> None:
    answer = sqlite_shop.signed_in(Role.DISPATCHER).post(
        f"/dispatch/days/{TODAY}/places?lang=en", data={"window": window, "more": more}
    )
    assert answer.status_code in (404, 422)
    assert says in answer.text


def test_a_day_is_closed_with_a_reason_and_opened_again(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        booked_pickup(session, sqlite_shop, nth=2)
    dispatcher, day = sqlite_shop.signed_in(Role.DISPATCHER), "2026-11-24"
    for act in ("close", "open"):
        without = dispatcher.post(f"/dispatch/days/{day}/{act}?lang=en", data={"note": ""})
        assert (without.status_code, "Write why, so that colleagues know" in without.text) == (422, True)
    assert dispatcher.post(f"/dispatch/days/{day}/close", data={"note": "Snow"}).status_code == 303
    page = dispatcher.get(f"/dispatch?day={day}&lang=en").text
    for told in (
        "Nobody drives on this day",
        "Snow",
        "Trips that still stand",
        "Drive on this day after all",
    ):
        assert told in page
    assert dispatcher.post(f"/dispatch/days/{day}/open", data={"note": "It melted"}).status_code == 303
    with sqlite_shop.database.reading() as session:
        closure = session.get(Closure, date.fromisoformat(day))
        assert closure is not None
        assert closure.open


def test_a_sunday_says_why_nobody_drives(sqlite_shop: Shop) -> None:
    page = sqlite_shop.signed_in(Role.DISPATCHER).get("/dispatch?day=2026-11-29&lang=en").text
    assert "It is a Sunday, a holiday" in page


def test_only_dispatchers_and_managers_open_the_board(sqlite_shop: Shop) -> None:
    for role, status in ((Role.COURIER, 403), (Role.WAREHOUSE, 403), (Role.MANAGER, 200)):
        assert sqlite_shop.signed_in(role).get("/dispatch").status_code == status


def test_the_board_reads_in_korean(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        job = booked_pickup(session, sqlite_shop)
        job.state = JobState.REQUESTED
    page = sqlite_shop.signed_in(Role.DISPATCHER).get("/dispatch?lang=ko").text
    assert "11월 23일(월) 배차" in page
    assert "택배사 예약 전" in page


def test_the_board_asks_the_database_as_often_for_many_trips_as_for_one(sqlite_shop: Shop) -> None:
    dispatcher, counts = sqlite_shop.signed_in(Role.DISPATCHER), []
    for more in (1, 6):
        with sqlite_shop.database.transaction() as session:
            for _ in range(more):
                job = booked_pickup(session, sqlite_shop, nth=0)
            prepare_run(session, job.slot.zone_id, day=job.slot.day, now=sqlite_shop.clock())
        with asked(sqlite_shop.database.engine) as statements:
            dispatcher.get("/dispatch")
        counts.append(len(statements))
    assert counts[0] == counts[1]
