"""The downloads for a dispute: who gets them, and that they hold what the books hold, on paper and as events."""

import hashlib
import json
import logging
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import select, update

from app.adapters.files.local import LocalFiles
from app.courier.trips.models import CourierJob
from app.custody import queries
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import InBin, ParticularKind, at_the_door
from app.custody.service import record
from app.dock.inspections import InspectionRow, InTheBox
from app.dock.rules import Inspection, ParcelCondition
from app.documents.evidence.words import STEP_LABEL
from app.journeys.dock.inspect_parcel import inspect_parcel
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Role
from app.kernel.i18n import Language, translate
from app.kernel.ids import spell_code
from app.photos.models import Photo, PhotoKind
from app.photos.ports import FilesSilent
from app.photos.queries import of_ticket as photos_of
from app.photos.service import FULL, file_name
from tests.adapters.evidence.standard import faults
from tests.custody import intruder
from tests.custody.devices import authorised, inbound, the
from tests.custody.walked import photographed, walked
from tests.journeys.dock_day import received
from tests.journeys.stations import code_of
from tests.shop import Shop

NAMES = ("김하늘", "이수민", "정하윤", "세종대로")


def words_of(shop: Shop, ticket_id: UUID, language: str = "en", role: Role = Role.WAREHOUSE) -> str:
    """All words of the PDF, without the spaces and line ends between them."""
    path = f"/dock/{spell_code(code_of(shop, ticket_id))}/evidence.pdf?lang={language}"
    answer = shop.signed_in(role).get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(BytesIO(answer.data))
    words = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return unspaced(words)


def unspaced(words: str) -> str:
    return "".join(words.replace("\ufffe", "-").split())  # how PDFium tells a hyphen at the end of a line


def events_of(shop: Shop, ticket_id: UUID, role: Role = Role.WAREHOUSE) -> dict[str, Any]:
    """The EPCIS document, valid by the standard's own schema."""
    answer = shop.signed_in(role).get(f"/dock/{code_of(shop, ticket_id)}/epcis.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    document = json.loads(answer.data)
    assert faults(document) == []
    return dict(document)


@pytest.mark.parametrize("language", Language)
def test_the_paper_tells_the_whole_way(shop: Shop, language: Language) -> None:
    ticket_id = walked(shop)
    words = words_of(shop, ticket_id, language.value)
    with shop.database.reading() as session:
        ticket, rows = the(session, ticket_id), queries.of_ticket(session, ticket_id)
        said = [spell_code(ticket.code), ticket.model_name, ticket.serial, ticket.story, "•••-••••-5678"]
        said += [photo.sha256 for photo in photos_of(session, ticket_id)]
        for row in rows:
            said += [
                row.hash,
                translate(language, STEP_LABEL[row.step]),
                f"{row.giver_name}>{row.taker_name}",
                str(row.place_name),
            ]
    said += [
        f"{ticket.code}-P1",
        f"{ticket.code}-R1",
        "2026-11-23 10:49:53 +09:00",
        "모서리가 조금 눌렸습니다.",
    ]
    assert len(rows) == 11
    for one in said:
        assert unspaced(one) in words
    undone, by = (
        ("Undone by row 5", "Undoes row 4")
        if language is Language.EN
        else ("5번 기록으로", "4번 기록 되돌림")
    )
    assert unspaced(undone) in words
    assert unspaced(by) in words


def test_what_was_found_is_told_as_it_was_sealed(sqlite_shop: Shop) -> None:
    ticket_id = walked(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        changed = {"remark": "all was fine", "box": InTheBox(missing=("charger",))}
        session.execute(update(InspectionRow).values(**changed))
    words = words_of(sqlite_shop, ticket_id)
    assert unspaced("모서리가 조금 눌렸습니다.") in words
    assert unspaced("all was fine") not in words
    assert unspaced("이수민 2026-11-23 10:50:00 +09:00 Named in row 3") in words


def test_what_was_missing_and_what_nobody_declared_is_named(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop, accessories=("charger", "case"))
    with sqlite_shop.database.transaction() as session:
        found = Inspection(present=("charger",), extra=("cable",), parcel=ParcelCondition.DAMAGED)
        inspect_parcel(
            session,
            the(session, ticket_id),
            found,
            Act(sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock(), quiet=True, place="dock"),
        )
    words = words_of(sqlite_shop, ticket_id)
    for said in ("Charger, Cable", "Among them undeclared: Cable", "Not there: Case or bag", "Damaged"):
        assert unspaced(said) in words


def test_the_text_of_each_row_on_paper_has_the_hash_that_stands_beside_it(sqlite_shop: Shop) -> None:
    ticket_id = walked(sqlite_shop)
    words = words_of(sqlite_shop, ticket_id)
    for event in events_of(sqlite_shop, ticket_id)["epcisBody"]["eventList"]:
        row = event.get("errorDeclaration", event)
        sealed = row["mendpost:sealed"]
        assert hashlib.sha256(sealed.encode()).hexdigest() == row["mendpost:hash"]
        assert _stands_in(unspaced(sealed), words)


def test_the_names_on_paper_have_the_hashes_the_rows_name(sqlite_shop: Shop) -> None:
    ticket_id = walked(sqlite_shop)
    words = words_of(sqlite_shop, ticket_id)
    for event in events_of(sqlite_shop, ticket_id)["epcisBody"]["eventList"]:
        row = event.get("errorDeclaration", event)
        assert row["mendpost:openings"]
        for opening in row["mendpost:openings"]:
            pseudonym = hashlib.sha256(opening.encode()).hexdigest()
            assert pseudonym in row["mendpost:sealed"]
            assert _stands_in(unspaced(f"{pseudonym}{opening}"), words)


def _stands_in(text: str, words: str) -> bool:
    """Whole on one page, or begun on one and ended on the next."""
    return text in words or any(text[:cut] in words and text[cut:] in words for cut in range(1, len(text)))


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.DISPATCHER, Role.TECHNICIAN, Role.MANAGER])
def test_whoever_settles_a_claim_gets_both(sqlite_shop: Shop, role: Role) -> None:
    ticket_id = inbound(sqlite_shop)
    assert "Nobodyhastouchedthedeviceyet." in words_of(sqlite_shop, ticket_id, role=role)
    assert events_of(sqlite_shop, ticket_id, role)["epcisBody"]["eventList"] == []


@pytest.mark.parametrize("file", ["evidence.pdf", "epcis.json"])
def test_nobody_else_does(sqlite_shop: Shop, file: str) -> None:
    path = f"/dock/{code_of(sqlite_shop, inbound(sqlite_shop))}/{file}"
    assert sqlite_shop.client().get(path).status_code == 302
    assert sqlite_shop.signed_in(Role.COURIER).get(path).status_code == 403


@pytest.mark.parametrize("file", ["evidence.pdf", "epcis.json"])
def test_a_code_nobody_has_is_said(sqlite_shop: Shop, file: str) -> None:
    answer = sqlite_shop.signed_in(Role.WAREHOUSE).get(f"/dock/7K2M/{file}?lang=en")
    assert answer.status_code == 404
    assert "No repair has the code “7K2M”" in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.DISPATCHER, Role.TECHNICIAN, Role.MANAGER])
def test_the_bench_leads_to_both(sqlite_shop: Shop, role: Role) -> None:
    code, client = code_of(sqlite_shop, inbound(sqlite_shop)), sqlite_shop.signed_in(role)
    html = client.get(f"/bench/{code}").text
    for file in ("evidence.pdf", "epcis.json"):
        assert f'href="/dock/{code}/{file}"' in html
        assert client.get(f"/dock/{code}/{file}").status_code == 200


def test_files_are_named_by_the_repair(sqlite_shop: Shop) -> None:
    code, client = code_of(sqlite_shop, inbound(sqlite_shop)), sqlite_shop.signed_in(Role.WAREHOUSE)
    names = [
        client.get(f"/dock/{code}/{file}").headers["Content-Disposition"]
        for file in ("evidence.pdf", "epcis.json")
    ]
    assert names == [
        f'inline; filename="evidence-{spell_code(code)}.pdf"',
        f'attachment; filename="epcis-{spell_code(code)}.json"',
    ]


def test_without_trips_photos_or_a_check_the_paper_says_so(sqlite_shop: Shop) -> None:
    words = words_of(sqlite_shop, authorised(sqlite_shop))
    for said in (
        "No courier was booked.",
        "No photos of the parcel were taken.",
        "Not checked yet",
        "Rows checked when this was printed: 0.",
    ):
        assert unspaced(said) in words


def test_a_row_that_was_changed_is_on_the_first_line(shop: Shop) -> None:
    ticket_id = walked(shop)
    with shop.database.transaction() as session, intruder.at_work(session):
        row = (CustodyEvent.ticket_id == ticket_id) & (CustodyEvent.number == 3)
        session.execute(update(CustodyEvent).where(row).values(place="nowhere"))
    assert unspaced("Row 3 does not fit: the row was changed") in words_of(shop, ticket_id)
    assert "3번기록이맞지않습니다" in words_of(shop, ticket_id, "ko")


def first_photo(shop: Shop, ticket_id: UUID) -> Photo:
    photographed(shop, ticket_id, PhotoKind.PACKED_BY_CUSTOMER, "green")
    with shop.database.reading() as session:
        return photos_of(session, ticket_id)[0]


def test_a_photo_whose_file_is_gone_is_said_and_the_rest_is_there(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    photo = first_photo(sqlite_shop, ticket_id)
    for file in sqlite_shop.runtime.settings.data_dir.rglob(f"{photo.sha256}*"):
        file.unlink()
    words = words_of(sqlite_shop, ticket_id)
    assert unspaced("The photo's file is not there any more.") in words
    assert photo.sha256 in words


def test_a_photo_whose_file_was_changed_is_not_shown_as_evidence(
    sqlite_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    ticket_id = received(sqlite_shop)
    photo = first_photo(sqlite_shop, ticket_id)
    (file,) = sqlite_shop.runtime.settings.data_dir.rglob(file_name(photo.sha256, FULL))
    file.write_bytes(file.read_bytes() + b"\0")
    with caplog.at_level(logging.CRITICAL):
        assert unspaced("is not what was kept under this hash") in words_of(sqlite_shop, ticket_id)
    assert photo.sha256 in caplog.text


def test_a_store_that_does_not_answer_is_said(sqlite_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = received(sqlite_shop)
    first_photo(sqlite_shop, ticket_id)

    def silent(_store: LocalFiles, _name: str) -> bytes:
        raise FilesSilent("connection refused")

    monkeypatch.setattr(LocalFiles, "get", silent)  # the real store has no way to fall silent on demand
    assert unspaced("The store of photos did not answer while this was printed.") in words_of(
        sqlite_shop, ticket_id
    )


def test_every_kind_of_photo_has_its_name_and_many_go_on(sqlite_shop: Shop) -> None:
    ticket_id = inbound(sqlite_shop)
    for kind in PhotoKind:
        for colour in ("red", "green", "blue"):
            photographed(sqlite_shop, ticket_id, kind, colour)
    words = words_of(sqlite_shop, ticket_id)
    assert f"{3 * len(PhotoKind)}." in words
    assert not [kind for kind in PhotoKind if "_" in kind and unspaced(kind) in words]


@pytest.mark.parametrize("step", BizStep)
def test_every_step_is_told_in_words_and_as_an_event(sqlite_shop: Shop, step: BizStep) -> None:
    ticket_id = authorised(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        record(
            session,
            Act(SYSTEM, sqlite_shop.clock(), place="dock"),
            ticket_id=ticket_id,
            step=step,
            giver=InBin("A-01"),
            taker=at_the_door("Kim"),
            evidence=Evidence(confirms=7),
            notes={ParticularKind.REMARK: "wet"},
        )
    words = words_of(sqlite_shop, ticket_id)
    assert unspaced(STEP_LABEL[step]) in words
    assert "Remark:wet" in words
    assert "Confirmsrow7" in words
    (event,) = events_of(sqlite_shop, ticket_id)["epcisBody"]["eventList"]
    assert event["bizStep"] == step.value


def test_the_events_of_the_whole_way_are_the_standards_and_name_nobody_in_an_address(shop: Shop) -> None:
    ticket_id = walked(shop)
    events = events_of(shop, ticket_id)["epcisBody"]["eventList"]
    with shop.database.reading() as session:
        rows = queries.of_ticket(session, ticket_id)
    told = [event.get("errorDeclaration", event) for event in events]
    assert [one["mendpost:hash"] for one in told] == [row.hash for row in rows]
    assert [one["mendpost:previousHash"] for one in told] == [row.previous_hash for row in rows]
    assert [event["eventID"] for event in events if "errorDeclaration" in event] == [f"urn:uuid:{rows[3].id}"]
    standard = [{k: v for k, v in event.items() if not k.startswith("mendpost:")} for event in events]
    for event in standard:
        event.get("errorDeclaration", {}).clear()
    said = unquote(json.dumps(standard, ensure_ascii=False))
    assert [name for name in NAMES if name in said] == []
    people = {
        end["source"] for event in events for end in event.get("sourceList", ()) if "party" in end["type"]
    }
    assert len(people) == 3  # customer, clerk and courier can still be told apart


@pytest.mark.parametrize(
    ("language", "carrier"), [("ko", "수리센터 자체 배송"), ("en", "The shop's own couriers")]
)
def test_a_carriers_clerk_finds_its_name_the_waybill_and_the_year(
    sqlite_shop: Shop, language: str, carrier: str
) -> None:
    ticket_id = received(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        session.scalars(select(CourierJob)).one().waybill = "6780-1234-5678"
    words = words_of(sqlite_shop, ticket_id, language)
    assert unspaced(carrier) in words
    assert "own_fleet" not in words
    assert "678012345678" in words
    assert unspaced("2026-11-23 14:00-16:00 +09:00") in words
    assert (
        unspaced("이수민 입고장 이수민, 창고" if language == "ko" else "이수민 the dock 이수민, Warehouse")
        in words
    )


def test_a_carrier_the_shop_no_longer_works_with_stands_by_its_key(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        session.scalars(select(CourierJob)).one().carrier = "gone_express"
    assert "gone_express" in words_of(sqlite_shop, ticket_id)


def test_a_row_of_hashes_is_read_on_one_page(sqlite_shop: Shop) -> None:
    ticket_id = walked(sqlite_shop)
    for number in range(30):
        with sqlite_shop.database.transaction() as session:
            record(
                session,
                Act(SYSTEM, sqlite_shop.clock(), place="dock"),
                ticket_id=ticket_id,
                step=BizStep.INSPECTING,
                giver=InBin("A-01"),
                taker=at_the_door("Kim"),
                notes={ParticularKind.REMARK: f"wet {number} " * 12},
            )
    answer = sqlite_shop.signed_in(Role.WAREHOUSE).get(
        f"/dock/{code_of(sqlite_shop, ticket_id)}/evidence.pdf"
    )
    document = pypdfium2.PdfDocument(BytesIO(answer.data))
    pages = [unspaced(page.get_textpage().get_text_range()) for page in document]
    document.close()
    for event in events_of(sqlite_shop, ticket_id)["epcisBody"]["eventList"]:
        row = event.get("errorDeclaration", event)
        together = unspaced(f"{row['mendpost:number']}{row['mendpost:hash']}{row['mendpost:sealed']}")
        assert sum(together in page for page in pages) == 1
