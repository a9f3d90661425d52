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


def racks(html: str) -> list[tuple[bool, str]]:
    """The shelves on the page of all bins: whether each is unfolded, and what its fold says."""
    found = re.findall(
        r"<details( open)?>\s*<summary>(.*?)</summary>\s*<div class=\"details-body kinds\">", html
    )
    return [(bool(is_open), re.sub(r"<[^>]+>", "", said)) for is_open, said in found]


def test_bins_stand_by_shelf_and_empty_shelves_are_folded(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    put(sqlite_shop, clerk, "B-07")
    clerk.post("/dock/unknown", data={"written": "Fragile", "bin": "B-07"})  # full, so it stays out
    clerk.post("/dock/unknown", data={"written": "Fragile", "bin": "B-02"})
    for code in ("D12", "D-A-1", "D-A-2", "DOOR"):
        clerk.post("/dock/bins", data={"code": code})
    html = clerk.get("/dock/bins").text
    assert racks(html) == [
        (False, "Shelf A bins: 8, inside: 0"),
        (True, "Shelf B bins: 8, inside: 2, full: 1"),
        (False, "Shelf C bins: 8, inside: 0"),
        (False, "Shelf D bins: 1, inside: 0"),
        (False, "Shelf D-A bins: 2, inside: 0"),
        (False, "Other bins bins: 1, inside: 0"),
    ]
    for label, value in (("Bins", 28), ("Inside", 2), ("Full bins", 1)):
        assert f"<dt>{label}</dt><dd>{value}</dd>" in html
    for code in ("A-01", "D12", "D-A-2", "DOOR"):  # without a script folded is still there
        assert f'href="/dock/bins/{code}"' in html


def test_a_parcel_nobody_can_name_counts_in_its_bin_and_stands_in_the_count(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    put(sqlite_shop, clerk, "A-01")
    clerk.post("/dock/unknown", data={"sender": "A shop in Busan", "bin": "A-01"})
    clerk.post("/dock/unknown", data={"written": "Fragile", "bin": "B-07"})
    assert "2 inside" in clerk.get("/dock/bins/A-01").text
    only_a_parcel = clerk.get("/dock/bins/B-07").text
    assert "1 of 1 inside" in only_a_parcel
    assert "Nothing lies here" not in only_a_parcel
    assert (
        "2 lie here" in clerk.get(clerk.post("/scan", data={"code": "A-01", "mode": "store"}).location).text
    )
    refused = clerk.post("/dock/unknown", data={"written": "Heavy", "bin": "B-07"})
    assert refused.status_code == 422
    assert "Bin B-07 is full: an unknown parcel." in refused.text
    clerk.post("/dock/bins/B-07/count")
    ended = clerk.post("/dock/counts/B-07/finish")
    for html in (clerk.get(ended.location).text, clerk.get("/dock/counts/B-07", follow_redirects=True).text):
        assert queues(html) == {"Unknown parcels": 1}
        assert "Fragile" in html
    html = clerk.get(ended.location).text
    assert "What can be scanned agrees with the books." in html
    assert "look whether they lie here" in html


def test_a_missing_device_that_is_scanned_leaves_the_list_and_its_task_says_who(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    _, code = put(sqlite_shop, clerk, "A-01")
    clerk.post("/dock/bins/A-01/count")
    clerk.post("/dock/counts/A-01/finish")
    (task,) = re.findall(r'href="(/dock/tasks/[0-9a-f-]{36})"', clerk.get("/dock/tasks").text)
    assert "Settle it" in clerk.get(task).text
    sqlite_shop.clock.move_on(HOUR)
    clerk.post("/scan", data={"code": code, "mode": "store", "bin": "A-03"})
    assert task not in clerk.get("/dock/tasks").text
    html = clerk.get(task).text
    assert "It is settled." in html
    assert "Settle it" not in html
    assert "Put away in a bin (A-03): 이수민, Mon 23 Nov 11:00" in html
