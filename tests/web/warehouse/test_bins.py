"""Bins on the screen: what lies where, room for one more, counting against the books, and what is misplaced."""

import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.kernel.actor import Role
from tests.custody.devices import HOUR
from tests.journeys.dock_day import received
from tests.shop import Shop
from tests.web.warehouse.test_scan import code_of


@pytest.fixture
def clerk(sqlite_shop: Shop) -> FlaskClient:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    client.get("/scan?lang=en")
    return client


def put(shop: Shop, clerk: FlaskClient, bin_code: str) -> tuple[UUID, str]:
    """A device in that bin: its id and code."""
    ticket_id = received(shop)
    code = code_of(shop, ticket_id)
    assert clerk.post(f"/dock/{code}/store", data={"bin": bin_code}).status_code == 303
    return ticket_id, code


def queues(html: str) -> dict[str, int]:
    """The lists of a page with how long they are."""
    return {
        name: int(count)
        for name, count in re.findall(r'queue-title">([^<]+?) <span class="count">(\d+)', html)
    }


def test_bins_say_how_full_they_are_and_a_code_opens_one(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    put(sqlite_shop, clerk, "B-07")
    html = clerk.get("/dock/bins").text
    assert "1 of 1 inside" in html
    assert "0 inside" in html
    assert clerk.get("/dock/bins?q=ㅠ-07").location == "/dock/bins/B-07"
    missing = clerk.get("/dock/bins?q=Z-99")
    assert missing.status_code == 404
    assert "There is no bin “Z-99”" in missing.text


def test_a_bin_shows_what_lies_there_since_when_and_by_whom(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    _, code = put(sqlite_shop, clerk, "A-01")
    sqlite_shop.clock.move_on(2 * HOUR)
    clerk.post("/dock/unknown", data={"written": "Fragile", "bin": "A-01"})
    html = clerk.get("/dock/bins/a-01").text
    assert "since Mon 23 Nov 10:00 (2 hours ago), 이수민" in html
    assert f'href="/dock/{code}/store"' in html
    assert "Fragile" in html
    assert "Nothing lies here" in clerk.get("/dock/bins/A-02").text
    assert clerk.get("/dock/bins/Z-99").status_code == 404


def test_a_full_bin_names_what_lies_there_and_where_there_is_room(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    put(sqlite_shop, clerk, "B-07")
    refused = clerk.post(f"/dock/{code_of(sqlite_shop, received(sqlite_shop))}/store", data={"bin": "B-07"})
    assert refused.status_code == 422
    assert "Bin B-07 is full" in refused.text
    assert "B-08" in refused.text


def test_a_bin_is_put_up_and_changed(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    assert clerk.post("/dock/bins", data={"code": "d-01", "capacity": "3"}).location == "/dock/bins/D-01"
    assert "0 of 3 inside" in clerk.get("/dock/bins/D-01").text
    assert clerk.post("/dock/bins", data={"code": "d-01"}).status_code == 422
    assert clerk.post("/dock/bins", data={"code": ""}).status_code == 422
    changed = clerk.post("/dock/bins/D-01", data={"note": "by the door", "capacity": ""})
    html = clerk.get(changed.location).text
    assert "The bin is changed." in html
    assert "0 inside · by the door" in html
    wrong = clerk.post("/dock/bins/D-01", data={"capacity": "x"})
    assert wrong.status_code == 422
    assert "Write a number from 1" in wrong.text


def test_a_count_ends_with_the_differences_and_what_is_lost_is_a_number_on_the_boards(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    _, there = put(sqlite_shop, clerk, "A-01")
    _, gone = put(sqlite_shop, clerk, "A-01")
    _, stranger = put(sqlite_shop, clerk, "A-02")
    sqlite_shop.clock.move_on(HOUR)
    assert clerk.get("/dock/counts/A-01").location == "/dock/bins/A-01"
    assert clerk.post("/dock/bins/A-01/count").location == "/scan?mode=count&bin=A-01"
    for code in (there, stranger):
        clerk.post("/scan", data={"code": code, "mode": "count", "bin": "A-01"})
    assert "It is being counted" in clerk.get("/dock/bins/A-01").text
    assert queues(clerk.get("/dock/counts/A-01").text) == {
        "Not seen yet": 1,
        "Should not be here": 1,
        "Seen": 1,
    }
    ended = clerk.post("/dock/counts/A-01/finish")
    html = clerk.get(ended.location).text
    assert queues(html) == {"Missing": 1, "Should not be here": 1, "Seen": 1}
    assert "Booked in A-02" in html
    assert clerk.post("/dock/counts/A-01/finish").status_code == 409
    figure = r'<dt>Misplaced</dt><dd><a href="/dock/tasks#missing">1</a>'
    manager = sqlite_shop.signed_in(Role.MANAGER)
    for answer in (clerk.get("/dock"), clerk.get("/dock/bins"), manager.get("/manage?lang=en")):
        assert re.search(figure, answer.text)
    assert clerk.post(f"/dock/{stranger}/store", data={"bin": "A-01"}).status_code == 303
    assert queues(clerk.get(ended.location).text) == {"Missing": 1, "Seen": 2}
    sqlite_shop.clock.move_on(HOUR)
    clerk.post(f"/dock/{gone}/store", data={"bin": "A-03"})
    assert "seen since" in clerk.get("/dock/tasks").text
    assert not re.search(figure, clerk.get("/dock").text)


def test_a_bin_that_agrees_says_so(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    clerk.post("/dock/bins/A-01/count")
    ended = clerk.post("/dock/counts/A-01/finish")
    assert "The bin and the books agree." in clerk.get(ended.location).text
    assert clerk.get("/dock/counted/00000000-0000-0000-0000-000000000001").status_code == 404
