"""The station without scripts: a form that does what the API does, and the page of whatever was scanned."""

import html as markup
import re
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.courier.trips.models import CourierJob
from app.custody import queries as custody
from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.tickets.states import State
from tests.courier.road import booked_pickup
from tests.custody.devices import inbound, state_of, the
from tests.journeys.dock_day import received
from tests.journeys.stations import code_of
from tests.shop import Shop


@pytest.fixture
def clerk(sqlite_shop: Shop) -> FlaskClient:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    client.set_cookie("language", "en")
    return client


def look(clerk: FlaskClient, typed: str) -> TestResponse:
    """What the page says of something that was scanned or typed."""
    return clerk.get("/scan", query_string={"code": typed})


def scan(clerk: FlaskClient, typed: str, mode: str, **more: str) -> TestResponse:
    """Send the form, as a scanner's Enter does."""
    return clerk.post("/scan", data={"code": typed, "mode": mode, "idempotency_key": str(uuid4()), **more})


def told(clerk: FlaskClient, answer: TestResponse) -> str:
    """What the page that follows says, tags and folds left out."""
    assert answer.status_code == 303
    page = clerk.get(answer.location).get_data(as_text=True).split("<main")[1]
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def bin_kept(answer: TestResponse) -> str | None:
    """The bin that the next scan goes to."""
    return parse_qs(urlsplit(answer.location).query).get("bin", [None])[0]


def bin_of(shop: Shop, ticket_id: UUID) -> str | None:
    with shop.database.reading() as session:
        return the(session, ticket_id).bin_code


def test_a_serial_a_phone_number_and_a_name_open_the_one_repair_that_has_it(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    code = spell_code(code_of(sqlite_shop, inbound(sqlite_shop, serial="SN-20250101")))
    for typed in ("sn 20250101", "010-1234-5678", "5678", "김하늘"):
        answer = look(clerk, typed)
        assert (answer.status_code, code in answer.text) == (200, True), typed


def test_a_waybill_opens_its_repair_however_it_is_written(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    with sqlite_shop.database.transaction() as session:
        job = booked_pickup(session, sqlite_shop, nth=0)
        session.get_one(CourierJob, job.id).waybill = "6012-3456-7890"
        code = spell_code(the(session, job.ticket_id).code)
    for typed in ("601234567890", "6012-3456-7890", "6012 3456 7890"):
        assert code in look(clerk, typed).text, typed


def test_a_bins_label_opens_the_bin(clerk: FlaskClient) -> None:
    for typed in ("A-01", "a-01", "HTTPS://SHOP.EXAMPLE/B/A-01"):
        answer = look(clerk, typed)
        assert (answer.status_code, answer.location) == (302, "/dock/bins/A-01"), typed


def test_what_several_have_is_a_list_to_choose_from(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    codes = [code_of(sqlite_shop, inbound(sqlite_shop)) for _ in range(2)]
    page = look(clerk, "010-1234-5678").text
    assert "Which one?" in page
    assert "may be one of these. Open the right one." in page
    for code in codes:
        assert f'href="/scan?code={code}"' in page


def test_what_very_many_have_says_that_there_are_more(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    for _ in range(21):
        inbound(sqlite_shop)
    page = look(clerk, "김하늘").text
    assert "fits many; these are the newest. Add more of it." in page
    assert page.count('class="button secondary" href="/scan?code=') == 20


def test_without_a_code_the_form_names_the_box(clerk: FlaskClient) -> None:
    answer = scan(clerk, " ", "receive")
    assert answer.status_code == 422
    assert "Scan the label, or type the code into the box." in answer.text


@pytest.mark.parametrize("mode", ["open", "juggle"])
def test_looking_up_leads_to_the_page_of_it(sqlite_shop: Shop, clerk: FlaskClient, mode: str) -> None:
    ticket_id = inbound(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    assert scan(clerk, code, mode).location == f"/scan?code={code}"
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_a_bin_stays_chosen_for_putting_away_and_is_used_up_by_a_move(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    first, second = received(sqlite_shop), received(sqlite_shop)
    chosen = scan(clerk, "A-01", "store")
    assert bin_kept(chosen) == "A-01"
    for ticket_id in (first, second):
        answer = scan(clerk, code_of(sqlite_shop, ticket_id), "store", bin="A-01")
        assert bin_kept(answer) == "A-01"
        assert "In A-01" in told(clerk, answer)
    moved = scan(clerk, code_of(sqlite_shop, first), "move", bin="B-01")
    assert bin_kept(moved) is None
    assert (bin_of(sqlite_shop, first), bin_of(sqlite_shop, second)) == ("B-01", "A-01")


def test_a_device_before_its_bin_asks_for_the_bin(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop)
    said = told(clerk, scan(clerk, code_of(sqlite_shop, ticket_id), "store"))
    assert "Which bin?" in said
    assert bin_of(sqlite_shop, ticket_id) is None


def test_several_are_a_choice_and_nothing_is_done(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ids = [inbound(sqlite_shop) for _ in range(2)]
    said = told(clerk, scan(clerk, "010-1234-5678", "receive"))
    assert "Which one?" in said
    for ticket_id in ids:
        assert spell_code(code_of(sqlite_shop, ticket_id)) in said
        assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_what_no_courier_has_cannot_come_back_from_one(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop)
    said = told(clerk, scan(clerk, code_of(sqlite_shop, ticket_id), "hand_in"))
    assert "No courier brings this one back: it stands at" in said
    with sqlite_shop.database.reading() as session:
        assert [row.step.value for row in custody.of_ticket(session, ticket_id)] == ["receiving"]


@pytest.mark.parametrize("scan_id", ["", "yesterday's", "0192f000-0000-7000-8000-000000000000"])
def test_a_scan_that_is_not_there_cannot_be_undone(clerk: FlaskClient, scan_id: str) -> None:
    answer = clerk.post("/scan/undo", data={"scan": scan_id, "idempotency_key": str(uuid4())})
    assert answer.status_code in (404, 422)
    assert "This scan is not there." in answer.text


def test_a_photo_form_without_a_photo_says_so(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    code = code_of(sqlite_shop, received(sqlite_shop))
    answer = clerk.post(f"/dock/{code}/photos/receive", data={})
    assert answer.status_code == 422
    assert "Choose at least one photo." in answer.text


def test_many_at_once_name_what_several_have_and_a_confirmation_that_is_spoilt(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    for _ in range(2):
        inbound(sqlite_shop)
    review = clerk.post("/dock/bulk", data={"mode": "receive", "codes": "010-1234-5678"})
    assert "Which one?" in review.text
    spoilt = clerk.post("/dock/bulk/confirm", data={"mode": "receive", "codes": "x", "batch": "none"})
    assert spoilt.status_code == 422
    assert "Go back to the list and confirm it again." in spoilt.text


def test_a_form_that_is_sent_twice_is_done_once(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id, key = inbound(sqlite_shop), str(uuid4())
    for _ in range(2):
        clerk.post(
            "/scan", data={"code": code_of(sqlite_shop, ticket_id), "mode": "receive", "idempotency_key": key}
        )
    with sqlite_shop.database.reading() as session:
        assert len(custody.of_ticket(session, ticket_id)) == 1
