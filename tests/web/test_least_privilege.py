"""What a role does not need for its work it does not see: numbers at the dock, other couriers' customers, links in files."""

import hashlib
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from app.courier.routes.models import Run
from app.courier.trips.models import CourierJob
from app.customers.phones import show_phone
from app.dock.works import Work
from app.kernel.actor import Role
from app.photos.models import Photo, PhotoKind
from app.photos.service import FULL, file_name
from tests.courier.road import booked_pickup, ticket_of
from tests.journeys.stations import scan_kept
from tests.shop import Shop
from tests.web.courier.test_run import _pickup

PICTURE = hashlib.sha256(b"jpeg").hexdigest()
ROLES_WITH_NUMBERS = (Role.TECHNICIAN, Role.DISPATCHER, Role.MANAGER)


def whose(shop: Shop, job_id: UUID) -> tuple[str, str, str, str]:
    """Code, customer, number and its last digits of a trip's repair."""
    with shop.database.reading() as session:
        ticket = ticket_of(session, session.get_one(CourierJob, job_id))
        number = show_phone(ticket.customer.phone)
        return ticket.code, ticket.customer.name, number, number[-4:]


@pytest.mark.parametrize("role", [Role.WAREHOUSE, *ROLES_WITH_NUMBERS])
def test_a_phone_number_is_seen_by_those_who_call_people(sqlite_shop: Shop, role: Role) -> None:
    code, name, number, _end = whose(sqlite_shop, _pickup(sqlite_shop)[0])
    person = sqlite_shop.signed_in(role)
    page = person.get(f"/bench/{code}?lang=en")
    assert page.status_code == 200
    assert name in page.text
    assert (number in page.text) is (role in ROLES_WITH_NUMBERS)
    assert number not in person.get(f"/scan?code={code}&lang=en").text


def test_nothing_the_dock_finds_by_a_number_shows_it(sqlite_shop: Shop) -> None:
    code, name, number, end = whose(sqlite_shop, _pickup(sqlite_shop)[0])
    warehouse = sqlite_shop.signed_in(Role.WAREHOUSE)
    found = warehouse.get(f"/scan?code={end}&lang=en").text
    assert name in found
    assert number not in found
    told = scanned(warehouse, end)
    assert number not in str(told)
    assert code.replace("-", "") in str(told).replace("-", "")


def scanned(person: FlaskClient, typed: str) -> dict[str, object]:
    answer = person.post(
        "/api/v1/scans?lang=en",
        json={"code": typed, "mode": "open"},
        headers={"Idempotency-Key": str(uuid4())},
    )
    told: dict[str, object] = answer.get_json()
    return told


def taken_from_the_courier(shop: Shop) -> None:
    """All runs are somebody else's now, or nobody's."""
    with shop.database.transaction() as session:
        session.query(Run).update({Run.courier_id: None})


def test_a_courier_finds_the_own_stops_and_nobody_elses_by_no_way_there_is(shop: Shop) -> None:
    job_id, code = _pickup(shop)
    _code, name, number, end = whose(shop, job_id)
    courier = shop.signed_in(Role.COURIER)
    own = courier.get(f"/scan?code={code}&lang=en").text
    assert name in own
    assert f'href="/run?code={code}"' in own, "what is to be done there is on the run's page"
    assert scanned(courier, code)["code"]
    _, scan_id = scan_kept(shop, code, Work.RECEIVE)
    assert name in courier.get(f"/scan?scan={scan_id}&lang=en").text
    taken_from_the_courier(shop)
    assert name not in courier.get(f"/scan?scan={scan_id}&lang=en").text
    for typed in (code, f"https://x.example/B/{code}", end, number, name, name[:2]):
        page = courier.get("/scan", query_string={"code": typed, "lang": "en"})
        assert page.status_code == 404
        assert "is on none of your runs" in page.text
        assert "Jet 90" not in page.text
        told = scanned(courier, typed)
        assert not told.get("title"), told
        assert name not in str(told).replace(typed, "")


def test_a_booked_trip_without_a_run_is_nobodys_stop_yet(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        code = ticket_of(session, booked_pickup(session, sqlite_shop, nth=3)).code
    assert sqlite_shop.signed_in(Role.COURIER).get(f"/scan?code={code}").status_code == 404
    assert sqlite_shop.signed_in(Role.DISPATCHER).get(f"/scan?code={code}").status_code == 200


def test_pictures_of_other_repairs_are_not_there_for_a_courier(sqlite_shop: Shop) -> None:
    job_id, _code = _pickup(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        ticket = ticket_of(session, session.get_one(CourierJob, job_id))
        photo = Photo(
            ticket_id=ticket.id,
            kind=PhotoKind.SYMPTOM,
            sha256=PICTURE,
            width=1,
            height=1,
            size=1,
            by_role=Role.CUSTOMER,
            by_name="",
            at=sqlite_shop.clock(),
        )
        session.add(photo)
        session.flush()
        address = f"/photos/{photo.id}/full"
    sqlite_shop.runtime.files.put(file_name(PICTURE, FULL), b"jpeg")
    courier, technician = sqlite_shop.signed_in(Role.COURIER), sqlite_shop.signed_in(Role.TECHNICIAN)
    assert (courier.get(address).status_code, technician.get(address).status_code) == (200, 200)
    taken_from_the_courier(sqlite_shop)
    assert (courier.get(address).status_code, technician.get(address).status_code) == (404, 200)
