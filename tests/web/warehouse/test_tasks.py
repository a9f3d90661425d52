"""The list of what has to be settled: each task opens what is known, what can be done, and ends with a note."""

import html as markup
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.dock import tasks
from app.dock.known import Clues
from app.dock.models import DockTask, TaskKind
from app.kernel.act import Act
from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.tickets.states import State
from tests.api.stations import Station
from tests.asked import asked
from tests.custody.devices import inbound, state_of
from tests.journeys.dock.test_confirm_discrepancy import found_empty
from tests.shop import Shop
from tests.web.warehouse.test_dock import jpeg
from tests.web.warehouse.test_scan import code_of


@pytest.fixture
def clerk(sqlite_shop: Shop) -> FlaskClient:
    return signed_in(sqlite_shop, Role.WAREHOUSE)


@pytest.fixture
def colleague(sqlite_shop: Shop) -> FlaskClient:
    return signed_in(sqlite_shop, Role.MANAGER)


def signed_in(shop: Shop, role: Role) -> FlaskClient:
    client = shop.signed_in(role)
    client.get("/scan?lang=en")
    return client


def the_task(shop: Shop) -> DockTask:
    with shop.database.reading() as session:
        ((task, _, _),) = tasks.open_tasks(session)
        return task


def open_one(shop: Shop, kind: TaskKind, ticket_id: UUID | None = None, **known: Any) -> str:
    """The address of a new task."""
    with shop.database.transaction() as session:
        act = Act(shop.staff(Role.WAREHOUSE), shop.clock())
        return f"/dock/tasks/{tasks.open_task(session, kind, act, ticket_id=ticket_id, **known).id}"


def late(shop: Shop, typed: str, **more: Any) -> str:
    """The address of the task that a scan opens which had waited in vain."""
    station = Station(shop)
    assert station.post(typed, "store", queued=True, **more).status_code == 404
    return f"/dock/tasks/{station.tasks()[-1].id}"


def test_everything_that_waits_is_listed_by_kind_with_who_and_since_when(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    assert "Nothing is left to settle" in clerk.get("/dock/tasks").text
    found_empty(sqlite_shop)
    open_one(sqlite_shop, TaskKind.MISSING, inbound(sqlite_shop), bin_code="A-01")
    late(sqlite_shop, "ABC")
    clerk.post("/dock/unknown", data={"written": "Fragile"})
    html = clerk.get("/dock/tasks").text
    assert re.findall(r'queue-title">([^<]+?) <span', html) == [
        "A second person has to look",
        "Unknown parcels",
        "Scans that could not be done",
        "Missing from their bins",
    ]
    assert html.count("by 이수민") == html.count(">just now</span>") == 4
    for address in set(re.findall(r'href="(/dock/tasks/[^"]+)"', html)):
        assert clerk.get(address).status_code == 200


def test_a_conflict_says_what_was_scanned_when_and_why_not(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    scanned_at = datetime.fromisoformat("2026-11-23T09:30:00+09:00")
    address = late(sqlite_shop, "ABCD EFGH", bin="A-01", at=scanned_at)
    html = clerk.get(address).text
    for words in ("ABCD EFGH", "Put away", "A-01", "Nothing here has “ABCD EFGH”", "Mon 23 Nov 09:30"):
        assert words in html
    assert 'href="/scan?code=ABCD%20EFGH"' in html
    silent = clerk.post(address, data={"note": " "})
    assert silent.status_code == 422
    assert "Write how it ended" in silent.text
    assert clerk.post(address, data={"note": "scanned again"}).location == "/dock/tasks?settled=1"
    ended = clerk.get(address).text
    assert "scanned again" in ended
    assert "Settle it" not in ended
    assert clerk.post(address, data={"note": "once more"}).status_code == 409


def test_what_is_in_dispute_leads_to_its_evidence(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    code = code_of(sqlite_shop, found_empty(sqlite_shop))
    html = clerk.get(f"/dock/tasks/{the_task(sqlite_shop).id}").text
    for file in ("evidence.pdf", "epcis.json"):
        assert f'href="/dock/{code}/{file}"' in html
        assert clerk.get(f"/dock/{code}/{file}").status_code == 200
    nobodys = clerk.post("/dock/unknown", data={"written": "Fragile"}).location
    assert "evidence.pdf" not in clerk.get(nobodys).text


def test_whoever_found_it_is_told_to_fetch_a_colleague(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    found_empty(sqlite_shop)
    address = f"/dock/tasks/{the_task(sqlite_shop).id}"
    html = clerk.get(address).text
    assert "a colleague looks too" in html
    assert "tell the customer</button>" not in html
    refused = clerk.post(f"{address}/confirm")
    assert refused.status_code == 409
    assert "somebody else has to look" in refused.text
    assert sqlite_shop.texts() == []


def test_the_second_person_sees_the_text_and_sends_it(sqlite_shop: Shop, colleague: FlaskClient) -> None:
    ticket_id = found_empty(sqlite_shop)
    address = f"/dock/tasks/{the_task(sqlite_shop).id}"
    html = colleague.get(address).text
    assert "the box was empty" in html
    looked = colleague.post(f"{address}/confirm", data={"look": "1"}).text
    shown = re.search(r'class="bubble-body sms" lang="ko">([^<]+)<', looked)
    assert shown
    assert colleague.post(f"{address}/confirm").location == address
    (sent,) = sqlite_shop.texts()
    base = sqlite_shop.runtime.settings.public_url
    assert sent.kind is SmsKind.ON_HOLD
    assert sent.body == markup.unescape(shown[1]).replace(f"{base}/t/…", "{link}")
    html = colleague.get(address).text
    assert "The customer knows" in html
    held = colleague.post(address, data={"note": "done"})
    assert held.status_code == 409
    assert "still on hold" in held.text
    assert state_of(sqlite_shop, ticket_id) is State.ON_HOLD


def test_the_second_person_can_leave_the_text_out(sqlite_shop: Shop, colleague: FlaskClient) -> None:
    found_empty(sqlite_shop)
    colleague.post(f"/dock/tasks/{the_task(sqlite_shop).id}/confirm", data={"no_text": "1"})
    assert sqlite_shop.texts() == []


def test_letting_the_repair_go_on_settles_the_task(sqlite_shop: Shop, colleague: FlaskClient) -> None:
    ticket_id = found_empty(sqlite_shop)
    version = str(sqlite_shop.ticket(code_of(sqlite_shop, ticket_id)).version)
    answer = colleague.post(
        f"/bench/{code_of(sqlite_shop, ticket_id)}/release",
        data={"version": version, "note": "it lay in the foam", "no_text": "1"},
    )
    assert answer.status_code == 303
    assert "Nothing is left to settle" in colleague.get("/dock/tasks").text


def test_the_repair_is_found_by_what_stands_on_the_parcel_before_it_is_put_aside(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    assert f'href="/scan?code={code}"' in clerk.get("/dock/unknown?q=5678").text
    assert "No open repair fits." in clerk.get("/dock/unknown?q=9999").text
    assert "No open repair fits." not in clerk.get("/dock/unknown").text


def test_a_parcel_is_put_aside_with_photos_and_received_once_its_repair_is_known(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    put_aside = clerk.post("/dock/unknown", data={"phone": "010-1234-5678", "photos": jpeg(), "bin": "C-08"})
    address = put_aside.location
    html = clerk.get(address).text
    assert html.count('alt="At the dock"') == 1
    assert "No open repair fits." in html
    ticket_id = inbound(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    assert f'href="{address}?match={code}"' in clerk.get(address).text
    chosen = clerk.get(f"{address}?match={code}").text
    assert "What will be sent?" in chosen
    answer = clerk.post(f"{address}/match", data={"code": code, "no_text": "1"})
    assert answer.location == f"/scan?code={code}&done=receive"
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED
    assert sqlite_shop.texts() == []
    with sqlite_shop.database.reading() as session:
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.DOCK_SEALED]
    again = clerk.post(f"{address}/match", data={"code": code})
    assert again.status_code == 409
    assert "Nothing was done twice" in again.text


def test_photos_of_an_unknown_parcel_survive_a_bin_nobody_put_up(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    refused = clerk.post("/dock/unknown", data={"photos": jpeg(), "bin": "Z-99"})
    assert refused.status_code == 422
    assert "There is no bin “Z-99”" in refused.text
    kept = re.search(r'name="kept" type="hidden" value="([^"]+)"', refused.text)
    assert kept
    answer = clerk.post("/dock/unknown", data={"kept": kept[1]})
    assert clerk.get(answer.location).text.count('alt="At the dock"') == 1


def test_a_parcel_is_put_aside_once_however_often_it_is_sent(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    sent = {"written": "Fragile", "idempotency_key": "once"}
    first, second = (clerk.post("/dock/unknown", data=sent).location for _ in range(2))
    assert first == second.partition("?")[0]
    the_task(sqlite_shop)


def test_the_customer_sees_what_differed_beside_what_was_packed_once_two_have_seen_it(
    sqlite_shop: Shop, colleague: FlaskClient
) -> None:
    ticket_id = found_empty(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        link = sqlite_shop.runtime.private_url(
            session, sqlite_shop.ticket(code_of(sqlite_shop, ticket_id)), now=sqlite_shop.clock()
        )
    page = link.removeprefix(sqlite_shop.runtime.settings.public_url) + "?lang=en"
    customer = sqlite_shop.client()
    before = customer.get(page).text
    assert "What differed on arrival" not in before
    assert "빈 상자" not in before
    colleague.post(f"/dock/tasks/{the_task(sqlite_shop).id}/confirm")
    html = customer.get(page).text
    assert html.index("As you packed it") < html.index("As it arrived")
    assert "You sent no photo of it." in html


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.DISPATCHER, Role.COURIER])
def test_tasks_are_the_warehouses(sqlite_shop: Shop, role: Role) -> None:
    client = sqlite_shop.signed_in(role)
    address = open_one(sqlite_shop, TaskKind.MISSING, inbound(sqlite_shop), bin_code="A-01")
    for page in ("/dock/tasks", "/dock/unknown", "/dock/bins", address):
        assert client.get(page).status_code == 403
    assert client.post(address, data={"note": "x"}).status_code == 403


def test_the_list_asks_as_many_questions_for_one_task_as_for_ten(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    def questions() -> int:
        with asked(sqlite_shop.database.engine) as statements:
            clerk.get("/dock/tasks")
        return len(statements)

    open_one(sqlite_shop, TaskKind.MISSING, inbound(sqlite_shop), bin_code="A-01")
    one = questions()
    for _ in range(5):
        open_one(sqlite_shop, TaskKind.MISSING, inbound(sqlite_shop), bin_code="A-01")
        open_one(sqlite_shop, TaskKind.UNKNOWN_PARCEL, clues=Clues(written="x"))
    assert questions() == one
