"""A station scans what is on the device or the parcel instead of our label: one reader, one verdict, never silence."""

import pytest

from app.kernel.actor import Role
from app.tickets.states import State
from tests.api.stations import Station
from tests.custody.devices import inbound, state_of
from tests.journeys.stations import code_of
from tests.kernel.spellings import STRUCTURED, VACUUM
from tests.shop import Shop


@pytest.fixture
def station(sqlite_shop: Shop) -> Station:
    return Station(sqlite_shop)


def test_whatever_the_label_of_the_device_says_it_is_received(shop: Shop) -> None:
    station = Station(shop)
    for number, typed in enumerate([*VACUUM, *STRUCTURED]):
        ticket_id = inbound(shop, serial=f"BV9-{number:04}Q", phone=f"+8210{number + 1:08}")
        answer = station.post(
            typed.replace("BV9-0003", f"BV9-{number:04}Q").replace("ㅠㅍ9-0003", "ㅠㅍ9-0000q")
        )
        assert (typed, answer.status_code, answer.get_json()["outcome"]) == (typed, 201, "done")
        assert state_of(shop, ticket_id) is State.RECEIVED


@pytest.mark.parametrize("typed", ["8801234567893", "]E08801234567893"])
def test_a_products_number_receives_nobodys_parcel(station: Station, typed: str) -> None:
    ticket_id = inbound(station.shop, serial="8801234567893")
    told = station.post(typed).get_json()
    assert (told["outcome"], told["word"]) == ("several", "Which one?")
    assert [one["url"] for one in told["choices"]] == [f"/scan?code={code_of(station.shop, ticket_id)}"]
    assert state_of(station.shop, ticket_id) is State.INBOUND


def test_two_devices_that_look_alike_are_asked_about(station: Station) -> None:
    both = [inbound(station.shop, serial=one) for one in ("AB1-0007", "ABI-0007")]
    told = station.post("ABl-0007").get_json()
    assert (told["outcome"], len(told["choices"])) == ("several", 2)
    assert {state_of(station.shop, one) for one in both} == {State.INBOUND}


@pytest.mark.parametrize(
    "typed", ["ABCDEF", "HELLO-WORLD", "ABCDEFGHJKMN", "없음", "?", "{", "[)>", "]C1", "/B/50%", "\x1d"]
)
def test_what_nobody_has_is_said_and_never_left_without_a_word(station: Station, typed: str) -> None:
    answer = station.post(typed)
    assert answer.status_code in (404, 422), answer.get_json()
    told = answer.get_json()
    assert told.get("line") or told.get("error")


def test_looking_up_finds_by_the_same_reader(station: Station) -> None:
    ticket_id = inbound(station.shop, serial="BV9-0003")
    for typed in [*VACUUM, *STRUCTURED]:
        told = station.post(typed, "open").get_json()
        assert (typed, told["url"]) == (typed, f"/scan?code={code_of(station.shop, ticket_id)}")
    clerk = station.shop.signed_in(Role.WAREHOUSE)
    for typed in VACUUM:
        page = clerk.get("/scan", query_string={"code": typed, "lang": "en"}).get_data(as_text=True)
        assert "BV9-0003" in page
