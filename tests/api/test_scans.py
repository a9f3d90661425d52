"""`POST /api/v1/scans`: one effect however often it is sent, an answer in one line, nothing dropped silently."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.courier.trips.models import CourierJob
from app.dock.models import TaskKind
from app.dock.works import Outcome
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.tickets.states import State
from tests.api.stations import Station
from tests.custody.devices import inbound, state_of, the
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.journeys.dock_day import ready, received
from tests.journeys.stations import code_of
from tests.shop import Shop


@pytest.fixture
def station(sqlite_shop: Shop) -> Station:
    return Station(sqlite_shop)


def test_the_answer_says_in_one_line_what_happened_and_what_to_do(station: Station) -> None:
    ticket_id = inbound(station.shop)
    answer = station.post(type_in_hangul_mode(code_of(station.shop, ticket_id)))
    told = answer.get_json()
    assert answer.status_code == 201
    assert (told["outcome"], told["tone"], told["word"]) == ("done", "good", "Received")
    assert told["line"].endswith("김하늘. Next: open and check it, or put it away.")
    assert told["undo"] is True
    assert told["photo_url"] == f"/dock/{code_of(station.shop, ticket_id)}/photos/receive"
    assert state_of(station.shop, ticket_id) is State.RECEIVED


def test_it_speaks_the_clerks_language(sqlite_shop: Shop) -> None:
    station = Station(sqlite_shop, language="ko")
    assert station.post("010-9999-9999").get_json()["word"] == "모르는 코드"


def test_a_replay_has_one_effect_and_the_same_answer(shop: Shop) -> None:
    station, ticket_id, key = Station(shop), inbound(shop), str(uuid4())
    first, *replays = [station.post(code_of(shop, ticket_id), key=key) for _ in range(3)]
    assert {one.status_code for one in (first, *replays)} == {201}
    assert all(one.get_json() == first.get_json() for one in replays)
    assert "Idempotency-Replayed" not in first.headers
    assert all(one.headers["Idempotency-Replayed"] == "true" for one in replays)
    assert station.steps(ticket_id) == ["receiving"]
    assert len(station.scans()) == 1


def test_a_replay_after_the_device_has_moved_on_moves_nothing_back(shop: Shop) -> None:
    station, ticket_id, key = Station(shop), received(shop), str(uuid4())
    code = code_of(shop, ticket_id)
    station.post(code, "store", bin="A-01", key=key)
    station.post(code, "store", bin="B-02")
    assert station.post(code, "store", bin="A-01", key=key).get_json()["word"] == "In A-01"
    assert shop.ticket(code).bin_code == "B-02"


def test_the_same_key_at_the_same_time_has_one_effect(shop: Shop) -> None:
    ticket_id, key = inbound(shop), str(uuid4())
    stations = [Station(shop) for _ in range(4)]
    code = code_of(shop, ticket_id)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: one.post(code, key=key), stations))
    assert {one.status_code for one in answers} == {201}
    assert stations[0].steps(ticket_id) == ["receiving"]
    assert len(stations[0].scans()) == 1


def test_two_stations_that_receive_the_same_parcel_receive_it_once(shop: Shop) -> None:
    ticket_id = inbound(shop)
    code = code_of(shop, ticket_id)
    stations = [Station(shop, Role.WAREHOUSE), Station(shop, Role.MANAGER)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: one.post(code), stations))
    assert sorted(one.status_code for one in answers) == [201, 409]
    assert stations[0].steps(ticket_id) == ["receiving"]
    assert len(shop.texts()) == 1
    assert sorted(one.outcome for one in stations[0].scans()) == [Outcome.DONE, Outcome.REFUSED]


def test_a_key_is_for_one_scan_only(station: Station) -> None:
    key = str(uuid4())
    station.post(code_of(station.shop, inbound(station.shop)), key=key)
    answer = station.post(code_of(station.shop, inbound(station.shop, phone="+821087654321")), key=key)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "key_reused")


def test_a_doubled_scan_within_moments_is_no_refusal(station: Station) -> None:
    code = code_of(station.shop, inbound(station.shop))
    station.post(code)
    station.shop.clock.move_on(timedelta(seconds=2))
    doubled = station.post(code)
    assert (doubled.status_code, doubled.get_json()["outcome"]) == (200, "repeat")
    assert doubled.get_json()["word"] == "Received"
    station.shop.clock.move_on(timedelta(seconds=9))
    assert station.post(code).status_code == 409


def test_what_was_refused_says_why_and_is_kept(station: Station) -> None:
    ticket_id = ready(station.shop)
    answer = station.post(code_of(station.shop, ticket_id), "receive")
    assert answer.status_code == 409
    assert answer.get_json()["tone"] == "problem"
    assert "does not start from" in answer.get_json()["line"]
    assert [one.outcome for one in station.scans()] == [Outcome.REFUSED]
    assert station.tasks() == []


@pytest.mark.parametrize("queued", [True, False])
def test_what_waited_and_cannot_be_done_any_more_is_put_on_the_list(station: Station, queued: bool) -> None:
    code = code_of(station.shop, ready(station.shop))
    before = station.shop.clock() - timedelta(hours=2)
    told = station.post(code, "receive", queued=queued, at=before).get_json()
    assert told["conflict"] is queued
    assert [task.kind for task in station.tasks()] == [TaskKind.CONFLICT] * queued
    if queued:
        (task,) = station.tasks()
        (scan,) = station.scans()
        assert (task.scan_id, scan.typed, scan.device_at) == (scan.id, code, before)
        assert scan.refusal is not None
        assert "does not start from" in str(scan.refusal.text)


WAYBILL, SERIAL = "678012345678", "KX-9F00213"


def known_by_numbers(station: Station, ticket_id: UUID) -> None:
    """A carrier's number and a serial beside the label."""
    with station.shop.database.transaction() as session:
        the(session, ticket_id).serial = SERIAL
        session.execute(update(CourierJob).where(CourierJob.ticket_id == ticket_id).values(waybill=WAYBILL))


@pytest.mark.parametrize("typed", [WAYBILL, SERIAL])
def test_what_comes_too_late_by_another_number_is_a_conflict_of_its_repair(
    station: Station, typed: str
) -> None:
    ticket_id = ready(station.shop)
    known_by_numbers(station, ticket_id)
    told = station.post(typed, "receive", queued=True).get_json()
    assert (told["conflict"], told["title"]) == (
        True,
        station.post(code_of(station.shop, ticket_id)).get_json()["title"],
    )
    assert [task.ticket_id for task in station.tasks()] == [ticket_id]
    assert [scan.ticket_id for scan in station.scans()] == [ticket_id, ticket_id]


@pytest.mark.parametrize("typed", [WAYBILL, SERIAL])
def test_another_number_scanned_twice_is_explained_by_the_first(station: Station, typed: str) -> None:
    ticket_id = inbound(station.shop)
    known_by_numbers(station, ticket_id)
    assert station.post(typed).get_json()["outcome"] == "done"
    doubled = station.post(typed).get_json()
    assert (doubled["outcome"], doubled["tone"]) == ("repeat", "good")


def test_a_character_no_database_keeps_does_not_break_it(shop: Shop) -> None:
    station, code = Station(shop), code_of(shop, inbound(shop))
    assert station.post(f"\0{code}\0").status_code == 201
    assert station.post("\0nobody\0", queued=True).status_code == 404


def test_a_queued_scan_of_nothing_known_is_kept_too(station: Station) -> None:
    assert station.post("NOBODY-7", "store", bin="A-01", queued=True).status_code == 404
    (task,) = station.tasks()
    assert (task.kind, task.ticket_id, task.scan_id) == (TaskKind.CONFLICT, None, station.scans()[0].id)


def test_packing_with_accessories_leads_to_the_list(station: Station) -> None:
    code = code_of(station.shop, ready(station.shop))
    told = station.post(code, "pack").get_json()
    assert (told["tone"], told["url"]) == ("attention", f"/dock/{code}/pack")


def test_looking_up_leaves_no_trace(station: Station) -> None:
    code = code_of(station.shop, inbound(station.shop))
    told = station.post(code, "open").get_json()
    assert (told["outcome"], told["url"]) == ("look", f"/scan?code={code}")
    assert station.scans() == []


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.DISPATCHER])
def test_the_others_may_look_but_not_work_here(sqlite_shop: Shop, role: Role) -> None:
    station, ticket_id = Station(sqlite_shop, role), inbound(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    assert station.post(code, "open").status_code == 200
    assert station.post(code, "receive").status_code == 403
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"mode": "receive"}, "code"),
        ({"code": "x", "mode": "eat"}, "mode"),
        ({"code": "x" * 201}, "code"),
        ({"code": "x", "device_time": "2026-11-23T10:00"}, "device_time"),
        ({"code": "x", "colour": "red"}, "colour"),
        ([], "body"),
    ],
)
def test_a_request_that_cannot_be_read_names_the_field(station: Station, sent: object, named: str) -> None:
    answer = station.client.post("/api/v1/scans", json=sent, headers={"Idempotency-Key": "12345678"})
    assert answer.status_code == 422
    assert answer.get_json()["error"].startswith(f"{named}:")


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "with\ttab12"])
def test_without_a_key_nothing_is_done(station: Station, key: str) -> None:
    answer = station.client.post(
        "/api/v1/scans", json={"code": "A-01", "mode": "store"}, headers={"Idempotency-Key": key}
    )
    assert (answer.status_code, answer.get_json()["code"]) == (422, "key_missing")


def test_a_station_that_was_signed_out_is_told_so_and_keeps_its_scans(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    for answer in (client.get("/api/v1/station"), client.post("/api/v1/scans", json={"code": "x"})):
        assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in")


def test_a_post_needs_the_stations_own_token(sqlite_shop: Shop) -> None:
    station, code = Station(sqlite_shop), code_of(sqlite_shop, inbound(sqlite_shop))
    sqlite_shop.app.config["WTF_CSRF_ENABLED"] = True
    token = station.client.get("/api/v1/station").get_json()["csrf"]
    sent, key = {"code": code, "mode": "receive"}, {"Idempotency-Key": str(uuid4())}
    without = station.client.post("/api/v1/scans", json=sent, headers=key)
    assert (without.status_code, without.get_json()["code"]) == (400, "csrf")
    assert (
        station.client.post("/api/v1/scans", json=sent, headers={**key, "X-CSRFToken": token}).status_code
        == 201
    )


def test_a_station_knows_who_works_and_which_bins_there_are(station: Station) -> None:
    told = station.client.get("/api/v1/station").get_json()
    assert (told["staff"], told["role"]) == ("이수민", "warehouse")
    assert "A-01" in told["bins"]


def test_the_bins_label_says_what_lies_there(station: Station) -> None:
    ticket_id: UUID = received(station.shop)
    station.post(code_of(station.shop, ticket_id), "store", bin="A-01")
    told = station.post("HTTPS://FIX.EXAMPLE/B/A-01", "store").get_json()
    assert told["bin"] == {"code": "A-01", "count": 1}


def test_a_refusal_told_in_korean_is_told_again_in_english_to_whoever_reads_english(shop: Shop) -> None:
    code, key = code_of(shop, ready(shop)), str(uuid4())
    korean = Station(shop, language="ko").post(code, "receive", key=key).get_json()
    english = Station(shop, language="en").post(code, "receive", key=key)
    assert english.headers["Idempotency-Replayed"] == "true"
    assert (korean["word"], english.get_json()["word"]) == ("바뀐 것이 없습니다", "Nothing was changed")
    assert "does not start from “Ready to go back”" in english.get_json()["line"]
    same = {"outcome", "tone", "code", "title", "url", "scan", "undo", "conflict"}
    assert {name: korean[name] for name in same} == {name: english.get_json()[name] for name in same}


def test_a_repeat_lists_again_what_could_be_meant(station: Station) -> None:
    key = str(uuid4())
    codes = [code_of(station.shop, inbound(station.shop)) for _ in range(2)]
    first, again = (station.post("010-1234-5678", key=key).get_json() for _ in range(2))
    assert first == again
    assert {one["url"] for one in again["choices"]} == {f"/scan?code={code}" for code in codes}


def test_a_doubled_scan_is_told_the_same_however_often_it_is_asked_for(station: Station) -> None:
    code, key = code_of(station.shop, inbound(station.shop)), str(uuid4())
    done = station.post(code).get_json()
    doubled, repeat = (station.post(code, key=key).get_json() for _ in range(2))
    assert doubled == repeat == done | {"outcome": "repeat", "undo": False}


UNREADABLE: dict[str, tuple[Any, str]] = {
    "no code": ({}, "code: This field is missing."),
    "an unknown field": ({"code": "A", "x": 1}, "x: Nothing here reads this field."),
    "nothing read": ({"code": ""}, "code: This is empty."),
    "too much read": ({"code": "a" * 201}, "code: Shorten this to 200 characters."),
    "a number": ({"code": 5}, "code: Send text here."),
    "no such work": ({"code": "A", "mode": "x"}, "mode: Send one of these: open, receive, "),
    "a work of a page": (
        {"code": "A", "mode": "inspect"},
        "mode: This work is done on its page. Send one of",
    ),
    "no time": ({"code": "A", "device_time": "yesterday"}, "device_time: Send a time with its offset"),
    "no offset": ({"code": "A", "device_time": "2026-11-30T09:00:00"}, "device_time: Send a time with its"),
    "neither true nor false": ({"code": "A", "queued": "maybe"}, "queued: Send true or false."),
    "no UUID": ({"code": "A", "batch": "x"}, "batch: Send a UUID"),
    "a list": ([], "body: Send a JSON object with fields"),
}


@pytest.mark.parametrize("wrong", UNREADABLE)
def test_what_cannot_be_read_is_said_in_our_own_words_in_both_languages(
    sqlite_shop: Shop, wrong: str
) -> None:
    body, says = UNREADABLE[wrong]
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    said = {}
    for language in Language:
        client.get(f"/account?lang={language}")
        answer = client.post("/api/v1/scans", json=body, headers={"Idempotency-Key": str(uuid4())})
        assert (answer.status_code, answer.get_json()["code"]) == (422, "unreadable")
        said[language] = answer.get_json()["error"]
    assert says in said[Language.EN]
    field, _, why = said[Language.KO].partition(": ")
    assert field == says.partition(":")[0]
    assert re.search("[가-힣]", why)
    assert "Send" not in why


@pytest.mark.parametrize("mode", ["inspect", "take_back"])
def test_what_needs_a_page_is_no_mode_of_a_station(station: Station, mode: str) -> None:
    answer = station.post(code_of(station.shop, received(station.shop)), mode)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "unreadable")
