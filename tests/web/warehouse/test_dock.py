"""The dock's pages: forms that keep what was typed, refusals that name the remedy, repeats without effect."""

import io
import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update

from app.catalogue.models import Campaign, DeviceModel
from app.custody import queries as custody
from app.custody.models import BizStep
from app.dock import inspections
from app.dock.rules import Battery
from app.kernel.act import Act
from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.photos.service import Picture, attach
from app.tickets.models import Ticket
from app.tickets.queries import by_code
from app.tickets.states import State
from tests.asked import asked
from tests.custody.devices import CUSTOMER, HOUR, inbound, return_booked, state_of, the
from tests.journeys.dock_day import at_bench, packed, ready, received
from tests.shop import Shop
from tests.web.warehouse.test_scan import code_of, page, verdict


@pytest.fixture
def clerk(sqlite_shop: Shop) -> FlaskClient:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    client.get("/scan?lang=en")
    return client


def jpeg() -> tuple[io.BytesIO, str]:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    picture.seek(0)
    return picture, "sealed.jpg"


def version_of(shop: Shop, ticket_id: UUID) -> str:
    with shop.database.reading() as session:
        return str(the(session, ticket_id).version)


def steps_of(shop: Shop, ticket_id: UUID) -> list[BizStep]:
    with shop.database.reading() as session:
        return [row.step for row in custody.of_ticket(session, ticket_id)]


def photos_of(shop: Shop, ticket_id: UUID) -> int:
    with shop.database.reading() as session:
        return len(of_ticket(session, ticket_id))


def test_a_parcel_is_received_with_photo_and_bin_in_one_go(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = inbound(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    answer = clerk.post(
        f"/dock/{code}/receive", data={"photos": [jpeg(), jpeg()], "bin": "a-01", "idempotency_key": "k"}
    )
    assert (answer.status_code, answer.location) == (303, f"/scan?code={code}&done=receive")
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED
    assert steps_of(sqlite_shop, ticket_id) == [BizStep.RECEIVING, BizStep.STORING]
    assert photos_of(sqlite_shop, ticket_id) == 2
    html = clerk.get(answer.location).get_data(as_text=True)
    assert verdict(html) == ("good", "Stored in A-01")
    assert "Next: Open and check" in html
    assert " autofocus>" in html


def test_a_double_click_receives_once_and_answers_the_same(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = inbound(sqlite_shop)
    sent = {"version": version_of(sqlite_shop, ticket_id), "idempotency_key": "once"}
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/receive"
    answers = [clerk.post(address, data=sent) for _ in range(3)]
    assert {(a.status_code, a.location) for a in answers} == {(303, answers[0].location)}
    assert steps_of(sqlite_shop, ticket_id) == [BizStep.RECEIVING]
    assert [text.kind for text in sqlite_shop.texts()] == [SmsKind.PARCEL_RECEIVED]


def test_a_second_scan_from_another_page_says_who_was_first(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = inbound(sqlite_shop)
    sent = {"version": version_of(sqlite_shop, ticket_id)}
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/receive"
    clerk.post(address, data={**sent, "idempotency_key": "one"})
    answer = clerk.post(address, data={**sent, "idempotency_key": "two"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert verdict(html) == ("attention", "Nothing was changed")
    assert "이수민, Mon 23 Nov 10:00: Receive the parcel." in html
    assert steps_of(sqlite_shop, ticket_id) == [BizStep.RECEIVING]


def test_a_page_gone_stale_comes_back_fresh_with_the_typed_text(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    ticket_id = received(sqlite_shop)
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/inspect"
    filled = {"accessories": "charger", "parcel": "as_declared", "battery": "fine", "remark": "긁힌 자국"}
    answer = clerk.post(address, data={**filled, "version": "1", "idempotency_key": "a"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "This changed while" in html
    assert "긁힌 자국" in html
    assert f'name="version" type="hidden" value="{version_of(sqlite_shop, ticket_id)}"' in html
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED


def test_a_text_can_be_held_back_this_once(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    clerk.post(f"/dock/{code_of(sqlite_shop, inbound(sqlite_shop))}/receive", data={"no_text": "1"})
    assert sqlite_shop.texts() == []


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_received(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    ticket_id = inbound(sqlite_shop)
    fake = (io.BytesIO(b"<script>alert(1)</script>"), "photo.jpg")
    answer = clerk.post(
        f"/dock/{code_of(sqlite_shop, ticket_id)}/receive", data={"photos": fake, "bin": "A-01"}
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "no picture we can read" in html
    assert 'value="A-01"' in html
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_photos_survive_a_refused_form(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = inbound(sqlite_shop)
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/receive"
    answer = clerk.post(address, data={"photos": jpeg(), "bin": "Z-99"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "There is no bin “Z-99”" in html
    assert "Photos already sent and kept: 1" in html
    kept = re.search(r'name="kept" type="hidden" value="([^"]+)"', html)
    assert kept
    assert clerk.post(address, data={"kept": kept[1], "bin": "A-01"}).status_code == 303
    assert photos_of(sqlite_shop, ticket_id) == 1


def test_kept_photos_cannot_be_carried_to_another_repair(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    first, second = inbound(sqlite_shop), inbound(sqlite_shop)
    html = clerk.post(
        f"/dock/{code_of(sqlite_shop, first)}/receive", data={"photos": jpeg(), "bin": "Z-99"}
    ).get_data(as_text=True)
    kept = re.search(r'name="kept" type="hidden" value="([^"]+)"', html)
    assert kept
    clerk.post(f"/dock/{code_of(sqlite_shop, second)}/receive", data={"kept": kept[1]})
    assert photos_of(sqlite_shop, second) == 0


def test_an_inspection_as_declared_goes_to_the_bench(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    answer = clerk.post(
        f"/dock/{code}/inspect",
        data={
            "accessories": "charger",
            "parcel": "as_declared",
            "battery": "fine",
            "serial": "AB1",
            "bin": "B-03",
        },
    )
    assert answer.status_code == 303
    assert state_of(sqlite_shop, ticket_id) is State.DIAGNOSING
    assert verdict(clerk.get(answer.location).get_data(as_text=True)) == ("good", "Stored in B-03")


def test_the_battery_is_looked_at(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop)
    answer = clerk.post(f"/dock/{code_of(sqlite_shop, ticket_id)}/inspect", data={"accessories": "charger"})
    assert answer.status_code == 422
    assert "Look at the battery" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("language", "field", "words"),
    [
        ("en", "accessories", "Something you ticked is not on offer any more."),
        ("ko", "accessories", "이제 고를 수 없는 것"),
        ("en", "battery", "Choose one of these."),
        ("ko", "battery", "이 중에서 하나를 고르세요."),
    ],
)
def test_what_a_page_of_before_offered_is_refused_in_our_words(
    sqlite_shop: Shop, clerk: FlaskClient, language: str, field: str, words: str
) -> None:
    ticket_id = received(sqlite_shop)
    typed = {"version": version_of(sqlite_shop, ticket_id), "battery": "fine", field: "gone-by-now"}
    answer = clerk.post(f"/dock/{code_of(sqlite_shop, ticket_id)}/inspect?lang={language}", data=typed)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert words in page
    assert "alid choice" not in page


def test_bad_news_is_asked_back_before_the_customer_is_told(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop)
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/inspect"
    filled = {"parcel": "as_declared", "battery": "fine"}
    asked = clerk.post(address, data=filled)
    html = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "Is it so?" in html
    assert "not in the box: Charger" in html
    assert "보관 중, 멈춤" in html
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED
    confirmed = re.search(r'name="confirmed" type="hidden" value="([^"]+)"', html)
    assert confirmed
    # Another finding than the confirmed one is asked again.
    assert (
        clerk.post(address, data={**filled, "battery": "swollen", "confirmed": confirmed[1]}).status_code
        == 422
    )
    answer = clerk.post(address, data={**filled, "confirmed": confirmed[1]})
    assert answer.status_code == 303
    assert state_of(sqlite_shop, ticket_id) is State.ON_HOLD
    assert verdict(clerk.get(answer.location).get_data(as_text=True))[0] == "attention"
    assert [text.kind for text in sqlite_shop.texts()] == [SmsKind.ON_HOLD]
    assert verdict(page(clerk, code_of(sqlite_shop, ticket_id))) == ("attention", "Needs a bin")


def test_packing_offers_the_label_of_that_box(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    code = code_of(sqlite_shop, ready(sqlite_shop))
    link = re.search(r'href="(/labels/print[^"]+)">Print its label<', clerk.get(f"/dock/{code}/pack").text)
    assert link
    label = clerk.get(link[1])
    assert (label.status_code, label.mimetype) == (200, "application/pdf")
    assert f"label-{code}." in label.headers["Content-Disposition"]
    other = code_of(sqlite_shop, received(sqlite_shop, phone="+821011112222"))
    assert "Print its label" not in clerk.get(f"/dock/{other}/inspect").text


def test_packing_names_what_is_still_missing(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = ready(sqlite_shop, accessories=("charger", "cable"))
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/pack"
    assert clerk.get(address).status_code == 200
    answer = clerk.post(address, data={"accessories": "charger"})
    assert answer.status_code == 422
    assert "Still to go into the box: Cable" in answer.get_data(as_text=True)
    answer = clerk.post(address, data={"accessories": ["charger", "cable"], "photos": jpeg()})
    assert answer.status_code == 303
    assert verdict(clerk.get(answer.location).get_data(as_text=True)) == ("good", "Packed")
    again = clerk.post(address, data={"accessories": ["charger", "cable"]})
    assert again.status_code == 409
    assert "Nothing was done twice" in again.get_data(as_text=True)


def test_handing_out_sends_the_device_on_its_way(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = packed(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    early = clerk.post(f"/dock/{code}/hand-out")
    assert early.status_code == 409
    assert "No return day is booked yet" in early.get_data(as_text=True)
    return_booked(sqlite_shop, ticket_id)
    assert "14:00\N{NON-BREAKING HYPHEN}16:00" in page(clerk, code)
    answer = clerk.post(f"/dock/{code}/hand-out", data={"version": version_of(sqlite_shop, ticket_id)})
    assert verdict(clerk.get(answer.location).get_data(as_text=True)) == ("good", "Handed out")


def test_moving_between_bins_needs_only_the_new_bin(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    code = code_of(sqlite_shop, at_bench(sqlite_shop))
    for shelf in ("A-01", "A-02"):
        answer = clerk.post(f"/dock/{code}/store", data={"bin": shelf})
        assert verdict(clerk.get(answer.location).get_data(as_text=True)) == ("good", f"Stored in {shelf}")
    assert clerk.get(f"/dock/{code}/store").status_code == 200
    nameless = clerk.post(f"/dock/{code}/store", data={"bin": " "})
    assert nameless.status_code == 422
    assert "Scan the bin" in nameless.get_data(as_text=True)


def test_a_form_out_of_turn_leads_to_what_is_next(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    assert clerk.get(f"/dock/{code}/receive").status_code == 200
    assert clerk.get(f"/dock/{code}/pack").location == f"/scan?code={code}"
    assert clerk.post(f"/dock/{code}/store", data={"bin": "A-01"}).status_code == 409
    assert clerk.get(f"/dock/{code}/polish").status_code == 404
    assert clerk.post(f"/dock/{code}/polish").status_code == 404
    assert clerk.post("/dock/NOSUCHCODE/receive").status_code == 404


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.DISPATCHER, Role.COURIER])
def test_the_dock_is_for_the_warehouse(sqlite_shop: Shop, role: Role) -> None:
    ticket_id = inbound(sqlite_shop)
    client = sqlite_shop.signed_in(role)
    code = code_of(sqlite_shop, ticket_id)
    assert client.get("/dock").status_code == 403
    assert client.get(f"/dock/{code}/receive").status_code == 403
    assert client.post(f"/dock/{code}/receive").status_code == 403
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_the_dock_shows_its_day_in_order_of_urgency(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    assert "Nothing for the dock now" in clerk.get("/dock").get_data(as_text=True)
    booked = packed(sqlite_shop)
    return_booked(sqlite_shop, booked)
    for made in (inbound, received, ready, packed):
        made(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        session.execute(update(Ticket).where(Ticket.id == received(sqlite_shop)).values(state=State.ON_HOLD))
    html = clerk.get("/dock").get_data(as_text=True)
    titles = re.findall(r'queue-title">([^<]+?) <span class="count">(\d+)', html)
    assert titles == [
        ("Arrived, to inspect", "1"),
        ("Ready to hand out", "1"),
        ("To pack", "1"),
        ("Expected today", "1"),
        ("Packed, no return day yet", "1"),
        ("On hold", "1"),
    ]
    sqlite_shop.clock.move_on(24 * HOUR)
    html = clerk.get("/dock").get_data(as_text=True)
    assert "Expected earlier" in html
    assert "overdue" in html


def test_the_dock_asks_as_many_questions_for_one_device_as_for_ten(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    def questions() -> int:
        with asked(sqlite_shop.database.engine) as statements:
            clerk.get("/dock")
        return len(statements)

    received(sqlite_shop)
    one = questions()
    for _ in range(5):
        received(sqlite_shop)
        inbound(sqlite_shop)
    assert questions() == one


def inspect_page(shop: Shop, client: FlaskClient, kind: str) -> tuple[str, str]:
    """The form for a received device of that kind, and its address."""
    ticket_id = received(shop)
    with shop.database.transaction() as session:
        model = session.scalars(select(DeviceModel).where(DeviceModel.kind == kind)).first()
        assert model is not None
        session.execute(update(Ticket).where(Ticket.id == ticket_id).values(model_id=model.id))
    address = f"/dock/{code_of(shop, ticket_id)}/inspect"
    return client.get(address).get_data(as_text=True), address


@pytest.mark.parametrize(
    ("kind", "asked", "not_asked"),
    [
        ("phone", ('name="battery"', "A SIM card is still inside", "The screen lock is off"), ("drained",)),
        ("vacuum", ('name="battery"', "It is emptied", "Brushes and nozzles"), ("SIM card",)),
        ("washer", ("The water is drained", "Hoses"), ('name="battery"', "SIM card")),
        ("headset", ('name="battery"', "USB receiver"), ("Tick what is so",)),
    ],
)
def test_what_is_asked_follows_the_kind_of_device(
    sqlite_shop: Shop, clerk: FlaskClient, kind: str, asked: tuple[str, ...], not_asked: tuple[str, ...]
) -> None:
    html, _ = inspect_page(sqlite_shop, clerk, kind)
    assert [words for words in asked if words not in html] == []
    assert [words for words in not_asked if words in html] == []


def test_a_device_without_a_battery_is_inspected_without_one(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    _, address = inspect_page(sqlite_shop, clerk, "washer")
    seen = {"accessories": "charger", "extra": "hose", "checks": "water_drained", "parcel": "as_declared"}
    assert clerk.post(address, data=seen).status_code == 303
    with sqlite_shop.database.reading() as session:
        row = inspections.latest(session, by_code(session, address.split("/")[2]).id)
    assert row is not None
    assert (row.battery, row.box.checks, row.box.extra) == (Battery.NONE, ("water_drained",), ("hose",))
    assert row.box.accessories == ("charger", "hose")


def test_free_safety_work_is_shown_before_the_box_is_opened(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = inbound(sqlite_shop, serial="QX-7700")
    with sqlite_shop.database.transaction() as session:
        model_id = the(session, ticket_id).model_id
        session.add(
            Campaign(model_id=model_id, serial_prefix="QX", title_en="Free plug", title_ko="무상 플러그")
        )
    assert "Free plug" in page(clerk, code_of(sqlite_shop, ticket_id))


def test_an_empty_box_waits_for_a_second_look_and_no_text_is_promised(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    ticket_id = received(sqlite_shop)
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/inspect"
    html = clerk.post(address, data={"parcel": "empty", "battery": "none"}).get_data(as_text=True)
    assert "A colleague looks too" in html
    assert "What will be sent?" not in html
    confirmed = re.search(r'name="confirmed" type="hidden" value="([^"]+)"', html)
    assert confirmed
    sent = {"parcel": "empty", "battery": "none", "confirmed": confirmed[1]}
    assert clerk.post(address, data=sent).status_code == 303
    assert sqlite_shop.texts() == []
    html = page(clerk, code_of(sqlite_shop, ticket_id))
    assert re.search(r'href="/dock/tasks/[^"]+">Not as declared', html)


def test_the_customers_packing_photos_stand_beside_those_of_the_dock(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    ticket_id = inbound(sqlite_shop)
    now = sqlite_shop.clock()
    with sqlite_shop.database.transaction() as session:
        attach(
            session,
            Picture(sha256="ab" * 32, width=4, height=3, size=1),
            Act(CUSTOMER, now),
            kind=PhotoKind.PACKED_BY_CUSTOMER,
            ticket_id=ticket_id,
        )
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}"
    html = clerk.get(f"{address}/receive").get_data(as_text=True)
    assert html.count('alt="Packed by the customer"') == 1
    assert "No photo has been taken yet." in html
    clerk.post(f"{address}/receive", data={"photos": jpeg()})
    html = clerk.get(f"{address}/inspect").get_data(as_text=True)
    beside = html[html.index('class="beside"') :]
    assert (
        beside.index("Packed by the customer")
        < beside.index("At the dock")
        < beside.index("Sealed at the dock")
    )


def test_a_photo_is_added_after_the_scan_by_one_tap(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    wants_json = {"Accept": "application/json"}
    answer = clerk.post(
        f"/dock/{code}/photos/receive", data={"photos": [jpeg(), other_jpeg()]}, headers=wants_json
    )
    assert (answer.status_code, answer.json) == (200, {"count": 2})
    assert photos_of(sqlite_shop, ticket_id) == 2
    answer = clerk.post(f"/dock/{code}/photos/receive", data={"photos": jpeg()})
    assert (answer.status_code, answer.location) == (303, f"/scan?code={code}")
    assert photos_of(sqlite_shop, ticket_id) == 2  # the same picture again
    early = clerk.post(f"/dock/{code}/photos/pack", data={"photos": jpeg()}, headers=wants_json)
    assert (early.status_code, early.json and early.json["code"]) == (409, "no_such_step")
    assert clerk.post(f"/dock/{code}/photos/receive", data={}).status_code == 422
    assert clerk.post(f"/dock/{code}/photos/polish", data={"photos": jpeg()}).status_code == 404


def other_jpeg() -> tuple[io.BytesIO, str]:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "maroon").save(picture, "JPEG")
    picture.seek(0)
    return picture, "other.jpg"


def test_the_dock_counts_what_is_to_settle_and_what_nobody_can_name(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    clerk.post("/dock/unknown", data={"sender": "하늘이네", "bin": "C-08"})
    html = clerk.get("/dock").get_data(as_text=True)
    assert re.search(r'<dt>To settle</dt><dd><a href="/dock/tasks">1</a>', html)
    assert re.search(r'queue-title">Unknown parcels <span class="count">1', html)
    assert "하늘이네" in html
    assert "Nothing for the dock now" not in html
