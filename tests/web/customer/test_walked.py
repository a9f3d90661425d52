"""What a stranger met on the way through a request: answers that stay, limits that are said, words that are read."""

from datetime import timedelta
from io import BytesIO

import pytest
from lxml import html
from werkzeug.test import TestResponse

from app.courier.trips.queries import active_job
from app.tickets.legs import Leg
from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.requesting import CONTACT, Requesting, jpeg, words
from tests.web.customer.walk import a_repair


def _tree(page: TestResponse) -> html.HtmlElement:
    return html.fromstring(page.get_data(as_text=True))


def _primary(page: TestResponse) -> list[str]:
    return [one.text_content().strip() for one in _tree(page).xpath("//main//*[@class='button primary']")]


def _upto_code(shop: Shop) -> tuple[Requesting, str]:
    form = Requesting(shop)
    for step in (form.start(), form.prove(), form.contact()):
        assert step.status_code == 302
    return form, "000000" if form.texted_code() != "000000" else "111111"


def test_taking_a_photo_out_keeps_what_was_chosen_and_typed(sqlite_shop: Shop) -> None:
    form = Requesting(sqlite_shop)
    form.start()
    photos = [(BytesIO(jpeg()), "a.jpg"), (BytesIO(b"no photo"), "b.jpg")]
    refused = form.prove(evidence="serial", serial="HB7-1001", photos=photos)
    (remove,) = _tree(refused).xpath("//button[contains(@formaction, '/remove')]/@formaction")
    page = form.client.post(remove + "?lang=en", data={"evidence": "serial", "serial": "HB7-1001"})
    fields = dict(_tree(page).xpath("//main//form[@method='post']")[0].form_values())
    assert (fields["evidence"], fields["serial"]) == ("serial", "HB7-1001")
    for seen in (page, form.get("evidence")):
        assert not _tree(seen).xpath("//main//button[contains(@formaction, '/remove')]")


def test_a_code_tried_too_often_leads_to_a_new_one(sqlite_shop: Shop) -> None:
    form, wrong = _upto_code(sqlite_shop)
    for _ in range(4):
        assert _primary(form.type_code(wrong)) == ["Continue"]
    for page in (form.type_code(wrong), form.get("code"), form.type_code(wrong)):
        assert _primary(page) == ["Send a new code"]
        assert "Good until" not in words(page)
        assert not _tree(page).xpath("//main//details//form")
    assert "tried too often" in words(form.type_code(wrong))
    sqlite_shop.clock.move_on(timedelta(minutes=1))
    assert form.post("code/again").status_code == 302
    assert _primary(form.get("code")) == ["Continue"]
    assert form.type_code().status_code == 302


def test_a_code_whose_time_is_over_leads_to_a_new_one(sqlite_shop: Shop) -> None:
    form, _ = _upto_code(sqlite_shop)
    sqlite_shop.clock.move_on(timedelta(minutes=11))
    assert _primary(form.get("code")) == ["Send a new code"]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("line1", "😀", "Type the street and number"),
        ("line1", "ㅁㄴㅇ", "Type the street and number"),
        ("line1", "?!", "Type the street and number"),
        ("name", "😀", "Type the name the courier asks for"),
        ("postcode", "00000", "No place has the postcode 00000"),
        ("postcode", "99999", "No place has the postcode 99999"),
        ("postcode", "100-101", "New ones have five"),
        (
            "phone",
            "010-1234-56789",
            "has 12 digits, and a number that begins with 010 has 11: one is too many",
        ),
        ("phone", "010-1234-567", "has 10 digits, and a number that begins with 010 has 11: one is missing"),
    ],
)
def test_what_nobody_can_read_or_drive_to_is_asked_about(
    sqlite_shop: Shop, field: str, typed: str, says: str
) -> None:
    form = Requesting(sqlite_shop)
    form.start()
    form.prove()
    refused = form.client.post(form.url("contact") + "?lang=en", data=CONTACT | {field: typed})
    assert refused.status_code == 422
    (error,) = _tree(refused).xpath(f"//*[@id='{field}-error']")
    assert says in error.text_content()
    assert dict(_tree(refused).xpath("//main//form[@method='post']")[0].form_values())[field] == typed


@pytest.mark.parametrize(
    "line1", ["12", "성미산로 29길 14", "Đường số 5", "中山路", "улица 3", "👍 세종대로 110"]
)
def test_streets_of_any_script_are_fine(sqlite_shop: Shop, line1: str) -> None:
    form = Requesting(sqlite_shop)
    form.start()
    form.prove()
    assert form.contact(line1=line1).status_code == 302


def test_a_picture_is_no_model_no_story_and_no_serial(sqlite_shop: Shop) -> None:
    form = Requesting(sqlite_shop)
    other = {"kind": "other", "model": "other", "model_name": "😀", "story": "…!"}
    refused = form.client.post("/request?lang=en", data=other)
    assert refused.status_code == 422
    assert "Type the brand and model" in words(refused)
    assert "Say in one sentence what is wrong" in words(refused)
    form.start()
    assert "Type the serial number, or choose" in words(form.prove(evidence="serial", serial="😀"))
    assert form.prove(evidence="serial", serial="모르겠어요").status_code == 302  # "not known" is an answer
    told = form.draft().answers.evidence
    assert told is not None
    assert told.evidence == "none"


def test_the_pages_are_counted_once_their_number_is_known(sqlite_shop: Shop) -> None:
    form = Requesting(sqlite_shop)
    first = form.client.get("/request?kind=phone&lang=en")
    assert "Step 1 Your device" in words(first)
    form.start(model=None)
    assert "Step 2 of 5" in words(form.get("evidence"))
    listed = Requesting(sqlite_shop, form.client)
    listed.start()
    assert "Step 2 of 7" in words(listed.get("evidence"))


def test_what_cannot_be_changed_any_more_is_not_offered(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND)
    assert "Move or cancel the pickup" in walk.read(lang="en")
    with sqlite_shop.database.reading() as session:
        job = active_job(session, walk.ticket_id, Leg.INBOUND)
        assert job is not None
        closes = job.slot.cutoff_at
    sqlite_shop.clock.move_on(closes - sqlite_shop.clock())
    assert "Move or cancel the pickup" not in walk.read(lang="en")
    form = Requesting(sqlite_shop)
    form.up_to_terms()
    said = words(form.get("terms"))
    assert "Until the courier has come you can cancel" not in said
    assert "until a pickup closes for booking" in said


def test_who_stopped_our_texts_is_not_promised_one(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.DIAGNOSING)
    assert "If this date slips, we tell you before." in walk.read(lang="en")
    assert walk.post("/texts", decision="stop").status_code == 303
    page = walk.read(lang="en")
    assert "we tell you before" not in page
    assert "the new one stands here" in page
