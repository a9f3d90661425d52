"""The export is EPCIS 2.0 by its own schema, keeps the chain checkable, and leaks no name into an address."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest

from app.adapters.evidence.epcis import DISPOSITION, HandOver, Holder, Place, Shop, epcis_document
from app.custody.models import BizStep
from tests.adapters.evidence.standard import FOLDER, SCHEMA, faults

NOW = datetime(2026, 11, 23, 1, 0, 0, 123456, tzinfo=UTC)
FIX = Shop("https://fix.example", "Asia/Seoul")
ROW = HandOver(
    id=UUID(int=7),
    number=1,
    step="receiving",
    at=NOW,
    device_at=None,
    place=Place("dock"),
    giver=Holder("김하늘", "p3"),
    taker=Holder("이수민", "p5"),
    role="warehouse",
    actor=Holder("이수민", "p5"),
    photos=("ab" * 32,),
    job=None,
    previous_hash="0" * 64,
    hash="1" * 64,
    undoes=None,
    sealed='{"actor":"이수민"}',
)


def one(**changed: Any) -> dict[str, Any]:
    """The event of one row."""
    document = epcis_document([replace(ROW, **changed)], code="ABCDEFGHJKMN", shop=FIX, now=NOW)
    assert faults(document) == []
    (event,) = document["epcisBody"]["eventList"]
    return dict(event)


def addresses(value: Any) -> list[str]:
    """Every value that stands where the standard wants an address."""
    if isinstance(value, dict):
        return [a for name, v in value.items() if not name.startswith("mendpost:") for a in addresses(v)]
    if isinstance(value, list):
        return [a for v in value for a in addresses(v)]
    return [value] if isinstance(value, str) and ":" in value else []


def test_the_schema_is_the_one_its_readme_names() -> None:
    assert hashlib.sha256(SCHEMA.read_bytes()).hexdigest() in (FOLDER / "README.md").read_text()


@pytest.mark.parametrize("step", BizStep)
def test_every_step_of_ours_is_a_word_of_the_vocabulary(step: BizStep) -> None:
    event = one(step=step.value)
    assert event["bizStep"] == step.value
    assert event.get("disposition") == DISPOSITION.get(step.value)


SPOILT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a word CBV lacks": lambda event: event.update(bizStep="mending"),
    "no offset": lambda event: event.pop("eventTimeZoneOffset"),
    "a field of nobody's": lambda event: event.update(actor="이수민"),
    "a name for an address": lambda event: event.update(
        readPoint={"id": "https://fix.example/places/서울 중구"}
    ),
    "a time without its zone": lambda event: event.update(eventTime="2026-11-23T01:00:00"),
    "another reason": lambda event: event.update(
        errorDeclaration={"declarationTime": "2026-11-23T01:00:00Z", "reason": "slip"}
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_the_judge_is_one(what: str) -> None:
    document = epcis_document([ROW], code="ABCDEFGHJKMN", shop=FIX, now=NOW)
    SPOILT[what](document["epcisBody"]["eventList"][0])
    assert faults(document)


def test_an_event_says_what_when_where_and_who() -> None:
    event = one()
    assert event["eventID"] == "urn:uuid:00000000-0000-0000-0000-000000000007"
    assert (event["epcList"], event["action"]) == (["https://fix.example/Q/ABCDEFGHJKMN"], "OBSERVE")
    assert event["eventTime"] == event["recordTime"] == "2026-11-23T01:00:00.123456Z"
    assert event["eventTimeZoneOffset"] == "+09:00"
    assert event["readPoint"] == {"id": "https://fix.example/places/dock"}
    assert event["sourceList"] == [{"type": "possessing_party", "source": "https://fix.example/parties/p3"}]
    assert event["mendpost:photoSha256"] == ["ab" * 32]
    assert (event["mendpost:hash"], event["mendpost:previousHash"]) == ("1" * 64, "0" * 64)


def test_it_happened_when_the_device_says_and_was_recorded_when_we_say() -> None:
    event = one(device_at=NOW.replace(minute=0, second=0, microsecond=0, hour=0))
    assert (event["eventTime"], event["recordTime"]) == (
        "2026-11-23T00:00:00.000000Z",
        "2026-11-23T01:00:00.123456Z",
    )


def test_a_shelf_is_a_place_and_no_party() -> None:
    event = one(step="storing", taker=Holder("창고 2"))
    shelf = "https://fix.example/B/%EC%B0%BD%EA%B3%A0%202"
    assert event["destinationList"] == [{"type": "location", "destination": shelf}]
    assert event["bizLocation"] == {"id": shelf}


def test_who_only_looks_passes_nothing_on() -> None:
    event = one(step="stock_taking", giver=Holder("A-01"), taker=Holder("A-01"))
    assert "sourceList" not in event
    assert event["bizLocation"] == {"id": "https://fix.example/B/A-01"}


def test_a_trip_is_named_by_its_reference() -> None:
    assert one(job="P 1/가")["bizTransactionList"] == [
        {"bizTransaction": "https://fix.example/jobs/P%201%2F%EA%B0%80"}
    ]
    assert "bizTransactionList" not in one(job=None)


@pytest.mark.parametrize("place", ["04524 세종대로 110", "12 Main St"])
def test_no_address_is_made_of_a_door_or_a_name(place: str) -> None:
    event = one(place=Place(place, "p9"), giver=Holder("Kim Haneul", "p3"))
    said = " ".join(map(unquote, addresses(event)))
    for secret in ("세종대로", "Main", "Kim", "Haneul", "이수민"):
        assert secret not in said
    assert event["readPoint"] == {"id": "https://fix.example/places/p9"}
    assert event["mendpost:place"] == place
    assert (event["mendpost:giver"], event["mendpost:taker"]) == ("Kim Haneul", "이수민")


@pytest.mark.parametrize("place", ["Dock 1", "입고장"])
def test_a_station_of_any_name_is_an_address(place: str) -> None:
    assert unquote(one(place=Place(place))["readPoint"]["id"]) == f"https://fix.example/places/{place}"


def test_without_a_place_no_place_is_told() -> None:
    assert "readPoint" not in one(place=Place(""))


def test_what_was_undone_comes_again_with_a_declaration_that_carries_the_undoing_rows_hash() -> None:
    undoing = replace(
        ROW,
        id=UUID(int=8),
        number=2,
        undoes=1,
        giver=Holder("이수민", "p5"),
        taker=Holder("김하늘", "p3"),
        hash="2" * 64,
        previous_hash="1" * 64,
        at=NOW.replace(minute=5),
        sealed="{}",
    )
    document = epcis_document([ROW, undoing], code="ABCDEFGHJKMN", shop=FIX, now=NOW)
    assert faults(document) == []
    first, again = document["epcisBody"]["eventList"]
    declared = again.pop("errorDeclaration")
    assert (declared["reason"], declared["declarationTime"]) == (
        "did_not_occur",
        "2026-11-23T01:05:00.123456Z",
    )
    assert (declared["mendpost:number"], declared["mendpost:hash"]) == (2, "2" * 64)
    assert declared["mendpost:previousHash"] == first["mendpost:hash"] == "1" * 64
    assert again | {"recordTime": first["recordTime"]} == first  # the standard: the same but for that


def test_an_undoing_row_without_the_one_it_undoes_is_told_as_it_is() -> None:
    assert one(undoes=9)["eventID"] == f"urn:uuid:{ROW.id}"


def test_of_no_row_a_document_without_events_is_made() -> None:
    document = epcis_document([], code="ABCDEFGHJKMN", shop=FIX, now=NOW)
    assert faults(document) == []
    assert json.loads(json.dumps(document))["epcisBody"] == {"eventList": []}
