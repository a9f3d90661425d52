"""Wherever a picture can be sent, a file that is none is named, and the others and what was typed stay."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.actor import Role
from app.photos.intake import take_in
from app.photos.models import Photo, PhotoKind
from app.photos.turns import PLACES, TURNS
from app.tickets.states import State
from tests.custody.devices import inbound
from tests.journeys.dock_day import received
from tests.journeys.stations import code_of
from tests.photos.taken import case, encoded, half_red, receipt
from tests.shop import Shop
from tests.web.customer.requesting import Requesting, jpeg
from tests.web.customer.walk import a_repair

NO_PICTURE = "notes.txt: This file holds no picture we can read."
Sender = Callable[[dict[str, object]], tuple[int, str]]


def files(*kinds: str) -> list[tuple[BytesIO, str]]:
    made = {
        "good": (jpeg(colour="teal"), "good.jpg"),
        "none": (b"remember the milk", "notes.txt"),
        "odd": (case("exif2_make_float.jpg"), "odd.jpg"),
        "receipt": (receipt(), "receipt.pdf"),
    }
    return [(BytesIO(raw), name) for raw, name in (made[kind] for kind in kinds)]


def the_message_form(shop: Shop) -> tuple[Sender, dict[str, object]]:
    walk = a_repair(shop, State.REPAIRING)

    def send(fields: dict[str, object]) -> tuple[int, str]:
        answer = walk.post("/messages", **fields)
        return answer.status_code, answer.text

    return send, {"body": "typed before"}


def the_photos_page(shop: Shop) -> tuple[Sender, dict[str, object]]:
    walk = a_repair(shop, State.INBOUND)

    def send(fields: dict[str, object]) -> tuple[int, str]:
        answer = walk.post("/photos", **fields)
        return answer.status_code, answer.text

    return send, {"kind": "packed"}


def at_dock(shop: Shop, address: str, typed: dict[str, object]) -> tuple[Sender, dict[str, object]]:
    clerk: FlaskClient = shop.signed_in(Role.WAREHOUSE)
    clerk.get("/scan?lang=en")

    def send(fields: dict[str, object]) -> tuple[int, str]:
        answer = clerk.post(address, data=fields)
        return answer.status_code, answer.text

    return send, typed


def receiving(shop: Shop) -> tuple[Sender, dict[str, object]]:
    return at_dock(shop, f"/dock/{code_of(shop, inbound(shop))}/receive", {"bin": "A-01"})


def opening(shop: Shop) -> tuple[Sender, dict[str, object]]:
    typed: dict[str, object] = {"accessories": "charger", "parcel": "as_declared", "battery": "fine"}
    return at_dock(shop, f"/dock/{code_of(shop, received(shop))}/inspect", typed | {"remark": "typed before"})


def nobodys_parcel(shop: Shop) -> tuple[Sender, dict[str, object]]:
    return at_dock(shop, "/dock/unknown", {"written": "typed before", "bin": "A-01"})


FORMS = [the_message_form, the_photos_page, receiving, opening, nobodys_parcel]


def kept_by(page: str) -> dict[str, str]:
    note = re.search(r'name="kept"[^>]*value="([^"]+)"', page)
    return {"kept": note[1]} if note else {}


def photos(shop: Shop) -> list[Photo]:
    with shop.database.reading() as session:
        return list(session.scalars(select(Photo).order_by(Photo.id)))


@pytest.mark.parametrize("form", FORMS)
def test_one_bad_file_loses_neither_the_others_nor_what_was_typed(
    sqlite_shop: Shop, form: Callable[[Shop], tuple[Sender, dict[str, object]]]
) -> None:
    send, typed = form(sqlite_shop)
    status, page = send(typed | {"photos": files("good", "none", "odd", "receipt")})
    assert (status, NO_PICTURE in page) == (422, True)
    assert "Photos already sent and kept: 4" in page, "a PDF is as many photos as it has pages"
    for said in (said for said in typed.values() if said not in {"packed", "charger"}):
        assert str(said) in page
    assert photos(sqlite_shop) == []
    status, page = send(typed | {"confirmed": "", **kept_by(page)})
    assert status == 303, page
    assert len(photos(sqlite_shop)) == 4


def test_a_photo_after_a_scan_is_kept_beside_one_that_is_none(sqlite_shop: Shop) -> None:
    ticket_id: UUID = received(sqlite_shop)
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    clerk.get("/scan?lang=en")
    answer = clerk.post(
        f"/dock/{code_of(sqlite_shop, ticket_id)}/photos/receive",
        data={"photos": files("good", "none", "receipt")},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["error"].startswith(NO_PICTURE)
    assert answer.json["error"].endswith("The other photos are kept.")
    assert len(photos(sqlite_shop)) == 3


def test_a_receipt_on_paper_is_its_pages_and_one_beside_it_is_refused(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop, sqlite_shop.client())
    walk.start()
    answer = walk.prove(
        evidence="proof_of_purchase",
        proof=(BytesIO(receipt(3)), "receipt.pdf"),
        label=(BytesIO(b"no label"), "notes.txt"),
        photos=[(BytesIO(case("p3.jpg")), "phone.jpg")],
    )
    assert (answer.status_code, NO_PICTURE in answer.text) == (422, True)
    kinds = [photo.kind for photo in photos(sqlite_shop)]
    assert kinds == [PhotoKind.PROOF_OF_PURCHASE] * 3 + [PhotoKind.SYMPTOM]
    assert walk.prove(evidence="proof_of_purchase").status_code == 302


def test_more_pages_than_there_is_room_for_are_named(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop, sqlite_shop.client())
    walk.start()
    many = [(BytesIO(jpeg(colour=(10 * number, 0, 0))), f"{number}.jpg") for number in range(11)]
    answer = walk.prove(photos=[*many, (BytesIO(receipt()), "receipt.pdf")])
    assert "receipt.pdf: It has 2 pages, and there is room for 1." in answer.text
    assert len(photos(sqlite_shop)) == 11


@pytest.fixture
def somebody_elses_turn() -> Iterator[None]:
    """All places of this process are taken by others."""
    with TURNS.of("one"):
        others = [f"another {number}" for number in range(1, PLACES)]
        TURNS._here += others
        yield
        for other in others:
            TURNS._here.remove(other)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("somebody_elses_turn")
def test_while_too_many_photos_come_in_what_was_typed_stays(
    sqlite_shop: Shop, form: Callable[[Shop], tuple[Sender, dict[str, object]]]
) -> None:
    send, typed = form(sqlite_shop)
    status, page = send(typed | {"photos": files("good")})
    assert (status, "Many photos are coming in right now" in page) == (503, True)
    for said in (said for said in typed.values() if said not in {"packed", "charger"}):
        assert str(said) in page


def test_the_pictures_of_a_form_share_one_measure(sqlite_shop: Shop) -> None:
    large = encoded(half_red(6400, 6200), "PNG")
    first, second, third = take_in([large] * 3, sender="a test")
    assert isinstance(first, list)
    assert [getattr(one, "code", "") for one in (second, third)] == ["photos_too_much"] * 2
    del sqlite_shop
