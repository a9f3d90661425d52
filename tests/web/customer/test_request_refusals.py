"""Every no of the request: it names the field and the remedy, keeps what was typed, and changes nothing."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select, update

from app.catalogue.models import StandardTerms
from app.courier.slots.models import Slot, SlotHold
from app.courier.slots.places import release_expired_holds
from app.journeys.request.code_limits import spend_code
from app.kernel.actor import Role
from app.kernel.errors import TooMany
from app.photos.models import Photo
from tests.shop import Shop, app_of
from tests.web.customer.requesting import CONTACT, E164, Requesting, jpeg, words
from tests.web.settings_of import with_settings


@pytest.fixture
def walk(sqlite_shop: Shop) -> Requesting:
    """Somebody at the front door."""
    return Requesting(sqlite_shop)


def test_page_one_asks_for_what_was_not_chosen_and_starts_nothing(walk: Requesting) -> None:
    answer = walk.client.post("/request?lang=en", data={"kind": "phone", "story": "It fell."})
    assert answer.status_code == 422
    page = words(answer)
    assert page.strip().startswith("Error: ")
    assert "Choose the model, or “My model is not listed”." in page
    assert "Choose what is wrong" in page
    assert "It fell." in page


def test_a_model_that_is_not_listed_needs_a_name(walk: Requesting) -> None:
    data = walk.device("Nari 5 phone", "The screen is cracked") | {"model": "other", "model_name": " "}
    assert "Type the brand and model" in words(walk.client.post("/request?lang=en", data=data))


def test_an_unlisted_thing_needs_a_sentence(walk: Requesting) -> None:
    data = {"kind": "other", "model": "other", "model_name": "Lamp", "story": ""}
    assert "Say in one sentence what is wrong" in words(walk.client.post("/request?lang=en", data=data))


def test_a_model_of_another_kind_cannot_be_smuggled_in(walk: Requesting) -> None:
    data = walk.device("Nari 5 phone", "The screen is cracked") | {"kind": "laptop"}
    assert walk.client.post("/request?lang=en", data=data).status_code == 422


def test_a_kind_we_do_not_have_leads_to_the_front_door(walk: Requesting) -> None:
    assert walk.client.get("/request?kind=spaceship").headers["Location"] == "/"
    assert walk.client.post("/request", data={"kind": "spaceship"}).headers["Location"] == "/"


def test_a_draft_keeps_its_page_when_its_change_is_refused(walk: Requesting) -> None:
    walk.start()
    assert walk.post("device", kind="phone", story="x").status_code == 422
    assert "Nari 5 phone" in words(walk.get("device"))


def test_too_long_words_are_asked_to_be_shortened(walk: Requesting) -> None:
    assert "Shorten it" in words(walk.start(story="x" * 2001))


def test_a_serial_that_was_typed_is_the_choice(walk: Requesting) -> None:
    walk.start()
    answer = walk.post("evidence", serial="ZZ9-1234")
    assert answer.status_code in (302, 303)
    assert "Choose one" in words(walk.post("evidence", serial="  "))


def test_page_two_asks_for_a_choice_and_for_the_serial_that_was_announced(walk: Requesting) -> None:
    walk.start()
    assert "Choose one; “I can't find any of it” is fine, too." in words(walk.post("evidence"))
    assert "Type the serial number" in words(walk.prove(evidence="serial", serial=" "))
    assert "Add the photo" in words(walk.prove(evidence="label_photo"))


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (b"hello", "me.jpg", "me.jpg: This file holds no picture we can read."),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_1.HEIC", "HEIC pictures cannot be read here."),
        (jpeg() + b"\0" * (15 * 1024 * 1024), "big.jpg", "This photo is larger than 15 MB."),
    ],
    ids=["fake", "heic", "oversized"],
)
def test_a_bad_photo_is_named_and_the_good_ones_are_kept(
    walk: Requesting, raw: bytes, name: str, sentence: str
) -> None:
    walk.start()
    files = [(BytesIO(jpeg()), "good.jpg"), (BytesIO(raw), name)]
    answer = walk.prove(photos=files)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert answer.get_data(as_text=True).count("/thumb") == 1
    assert walk.prove().status_code == 302


def test_a_decompression_bomb_is_refused_before_it_unfolds(walk: Requesting) -> None:
    walk.start()
    answer = walk.prove(photos=(BytesIO(bomb()), "bomb.png"))
    assert "more than 40 megapixels" in words(answer)


def test_photos_beyond_twelve_together_leave_no_file_open(walk: Requesting) -> None:
    walk.start()
    big = jpeg() + b"\0" * 600_000
    assert walk.prove(photos=[(BytesIO(big), f"{number}.jpg") for number in range(13)]).status_code == 422


def bomb() -> bytes:
    """A PNG of some kilobytes that unfolds into 64 million pixels."""
    output = BytesIO()
    Image.new("1", (8000, 8000)).save(output, "PNG")
    return output.getvalue()


def test_more_than_twelve_photos_are_not_taken(walk: Requesting) -> None:
    walk.start()
    files = [(BytesIO(jpeg()), f"{number}.jpg") for number in range(13)]
    assert "13 photos were chosen, 12 fit here." in words(walk.prove(photos=files))


def test_twelve_are_enough(walk: Requesting) -> None:
    walk.start()
    shades = [f"#0000{number:02x}" for number in range(0, 240, 20)]
    walk.prove(photos=[(BytesIO(jpeg(colour=shade)), f"{shade}.jpg") for shade in shades])
    page = words(walk.get("evidence"))
    assert "Twelve photos are here; remove one to add another." in page


def test_a_photo_can_be_taken_out_again_and_the_same_one_counts_once(walk: Requesting) -> None:
    walk.start()
    for _ in range(2):
        walk.prove(photos=(BytesIO(jpeg()), "a.jpg"))
    with walk.shop.database.reading() as session:
        [photo] = session.scalars(select(Photo)).all()
    assert walk.get(f"photos/{photo.id}/thumb").mimetype == "image/jpeg"
    assert walk.post(f"photos/{photo.id}/remove").headers["Location"].endswith("/evidence")
    assert walk.get(f"photos/{photo.id}/thumb").status_code == 404
    assert walk.post(f"photos/{photo.id}/remove").status_code == 302


def test_a_new_label_photo_takes_the_place_of_the_old(walk: Requesting) -> None:
    walk.start()
    for colour in ("red", "blue"):
        answer = walk.prove(evidence="label_photo", label=(BytesIO(jpeg(colour=colour)), "label.jpg"))
        assert answer.status_code == 302
    with walk.shop.database.reading() as session:
        assert len(session.scalars(select(Photo)).all()) == 1


def test_a_bad_label_photo_is_asked_for_once(walk: Requesting) -> None:
    walk.start()
    page = words(walk.prove(evidence="label_photo", label=(BytesIO(b"no"), "label.jpg")))
    assert "label.jpg: This file holds no picture" in page
    assert "Add the photo, or" not in page


def test_a_photo_opens_for_its_own_request_only(walk: Requesting) -> None:
    walk.start()
    walk.prove(photos=(BytesIO(jpeg()), "a.jpg"))
    with walk.shop.database.reading() as session:
        photo = session.scalars(select(Photo)).one()
    other = Requesting(walk.shop)
    other.start()
    assert other.get(f"photos/{photo.id}/full").status_code == 404
    assert other.get(f"photos/{uuid4()}/full").status_code == 404
    assert walk.get(f"photos/{photo.id}/huge").status_code == 404
    other.post(f"photos/{photo.id}/remove")
    assert walk.get(f"photos/{photo.id}/full").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", " ", "Type the name the courier asks for."),
        ("phone", "", "Type the mobile number with its digits"),
        ("phone", "call me", "Type the mobile number with its digits"),
        ("phone", "010-123", "“010-123” has 6 digits"),
        ("phone", "02-312-3456", "Texts cannot reach this number."),
        ("phone", "1588-1234", "Texts cannot reach this number."),
        ("postcode", "", "Type the postcode with its five digits"),
        ("postcode", "1234", "Type the postcode with its five digits"),
        ("line1", "", "Type the street and number"),
        ("language", "fr", "Choose a language."),
    ],
)
def test_page_three_names_the_field_and_keeps_the_rest(
    walk: Requesting, field: str, typed: str, sentence: str
) -> None:
    walk.start()
    walk.prove()
    answer = walk.contact(**{field: typed, "line2": "7동 701호"})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "7동 701호" in answer.get_data(as_text=True)
    assert walk.shop.texts(E164) == []


def test_numbers_are_taken_in_full_width_and_shown_as_typed(walk: Requesting) -> None:
    walk.start()
    walk.prove()
    walk.contact(phone="０１０ １２３４ ５６７８", postcode="０４５２４")
    assert "０１０ １２３４ ５６７８" in words(walk.get("code"))
    assert walk.texted_code(E164)
    assert 'value="０４５２４"' in walk.get("contact").get_data(as_text=True)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "We send texts to mobile numbers of these countries only: Japan, South Korea. Type a mobile number",
        ),
        (
            "ko",
            "문자는 다음 나라의 휴대폰로만 보냅니다: 일본, 대한민국. 그 나라의 휴대폰 번호를 입력하세요.",
        ),
    ],
)
def test_a_number_we_may_not_text_is_refused_beside_its_field(
    walk: Requesting, language: str, sentence: str
) -> None:
    walk.start()
    walk.prove()
    real = app_of(with_settings(walk.shop.runtime, sms_regions="KR,JP"))
    real.config["WTF_CSRF_ENABLED"] = False
    walk.client = real.test_client()
    typed = CONTACT | {"phone": "+1 415 555 2671", "line2": "7동 701호"}
    answer = walk.client.post(f"{walk.url('contact')}?lang={language}", data=typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    page = answer.get_data(as_text=True)
    assert 'id="phone-error"' in page
    assert 'value="+1 415 555 2671"' in page, "what was typed stays"
    assert walk.shop.texts() == []
    assert walk.contact().headers["Location"].endswith("/code")


@pytest.mark.parametrize("typed", ["", "12345", "abcdef"])
def test_a_code_of_another_shape_costs_no_try(walk: Requesting, typed: str) -> None:
    walk.start()
    walk.prove()
    walk.contact()
    for _ in range(6):
        assert "Type the six digits" in words(walk.post("code", code=typed))
    assert walk.type_code().status_code == 302


def wrong(walk: Requesting) -> str:
    """Six digits that were not sent."""
    return f"{(int(walk.texted_code()) + 1) % 1_000_000:06}"


def test_a_wrong_code_is_said_and_the_sixth_try_is_not_taken(walk: Requesting) -> None:
    walk.start()
    walk.prove()
    walk.contact()
    for _ in range(4):
        assert "This is not the code we sent last." in words(walk.type_code(wrong(walk)))
    assert "This code was tried too often." in words(walk.type_code(wrong(walk))), "the fifth was the last"
    assert "This code was tried too often." in words(walk.type_code())
    walk.shop.clock.move_on(timedelta(minutes=1))
    assert walk.post("code/again").headers["Location"].endswith("/code?code=new")
    assert "There is a new code now" in words(walk.client.get(f"{walk.url('code')}?code=new"))
    assert walk.type_code().status_code == 302


def test_a_code_is_good_for_ten_minutes(walk: Requesting) -> None:
    walk.start()
    walk.prove()
    walk.contact()
    walk.shop.clock.move_on(timedelta(minutes=10))
    assert "This code was good for 10 minutes." in words(walk.type_code())


def test_a_double_click_sends_one_code(walk: Requesting) -> None:
    walk.start()
    walk.prove()
    walk.contact()
    walk.contact()
    walk.post("code/again")
    assert len(walk.shop.texts(E164)) == 1


def test_a_used_code_is_asked_for_no_more(walk: Requesting) -> None:
    walk.up_to_terms()
    assert walk.type_code().headers["Location"].endswith("/terms")
    assert walk.get("code").headers["Location"].endswith("/terms")
    assert walk.post("code/again").headers["Location"].endswith("/terms")


def test_a_code_belongs_to_one_request(walk: Requesting) -> None:
    walk.start()
    walk.prove()
    walk.contact()
    digits = walk.texted_code()
    other = Requesting(walk.shop)
    other.start()
    other.prove()
    walk.shop.clock.move_on(timedelta(minutes=1))
    other.contact()
    if other.texted_code() != digits:
        assert "This is not the code" in words(other.type_code(digits))


def test_another_number_needs_another_code(walk: Requesting) -> None:
    walk.up_to_check()
    assert walk.contact(phone="010-9999-8888").headers["Location"].endswith("/code")
    assert walk.confirm().headers["Location"].endswith("/code")
    assert walk.tickets() == []


def test_five_codes_an_hour_go_to_one_number_from_one_place(walk: Requesting) -> None:
    walk.start()
    walk.prove()
    walk.contact()
    for _ in range(4):
        walk.shop.clock.move_on(timedelta(minutes=1))
        assert walk.post("code/again").status_code == 302
    walk.shop.clock.move_on(timedelta(minutes=1))
    answer = walk.post("code/again")
    assert answer.status_code == 429
    assert "Try again in 55 minutes." in words(answer)
    assert "call us at 02" in words(answer)
    other = Requesting(walk.shop)
    other.start()
    other.prove()
    answer = other.contact()
    assert answer.status_code == 429
    assert "세종대로 110" in answer.get_data(as_text=True)
    walk.shop.clock.move_on(timedelta(minutes=56))
    assert other.contact().status_code == 302


def test_codes_a_stranger_asks_for_do_not_shut_the_numbers_owner_out(walk: Requesting) -> None:
    """Five codes asked for by anybody were a lock of 24 hours for whoever has the number."""
    stranger = Requesting(walk.shop)
    stranger.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    stranger.start()
    stranger.prove()
    stranger.contact()
    for _ in range(5):
        walk.shop.clock.move_on(timedelta(minutes=1))
        stranger.post("code/again")
    assert stranger.post("code/again").status_code == 429
    walk.start()
    walk.prove()
    assert walk.contact().status_code == 302
    assert walk.type_code().status_code == 302


def test_a_carriers_customers_wait_an_hour_at_most(sqlite_shop: Shop) -> None:
    """Thousands of phones share one address there: the forty-first customer was refused for a day."""
    now = sqlite_shop.clock()
    act = {"address": "203.0.113.7", "shop_phone": "02-123-4567"}
    with sqlite_shop.database.transaction() as session:
        for number in range(40):
            spend_code(session, f"+8210123456{number:02}", now=now, **act)
        with pytest.raises(TooMany) as no:
            spend_code(session, "+821099998888", now=now + timedelta(minutes=30), **act)
        assert no.value.wait == timedelta(minutes=30)
        spend_code(session, "+821099998888", now=now + timedelta(hours=1), **act)


def test_a_hundred_requests_an_hour_from_one_address_are_enough(walk: Requesting, monkeypatch: Any) -> None:
    monkeypatch.setattr("app.web.customer.request_views.STARTS_AN_HOUR", 1)
    walk.start()
    assert walk.start().status_code == 429


def test_terms_that_changed_since_they_were_read_are_shown_again(walk: Requesting) -> None:
    walk.up_to_terms()
    answer = walk.post("terms", choice="accept", fingerprint="of:yesterday")
    assert answer.status_code == 409
    assert "The terms are different from the ones you read." in words(answer)
    assert walk.post("terms").status_code == 409


def test_terms_that_changed_before_the_last_click_are_shown_again(walk: Requesting) -> None:
    walk.start()
    walk.prove(evidence="serial", serial="NR5-0007")
    walk.contact()
    walk.type_code()
    walk.accept()
    walk.choose()
    with walk.shop.database.transaction() as session:
        session.execute(update(StandardTerms).values(cap_minor=StandardTerms.cap_minor + 10_000))
    answer = walk.confirm()
    assert answer.status_code == 409
    assert "204,000 KRW" in words(answer)
    assert walk.tickets() == []


def test_no_window_chosen_is_asked_for(walk: Requesting) -> None:
    walk.up_to_terms()
    walk.accept()
    assert "Choose one of the times below" in words(walk.post("slot"))
    assert walk.post("slot", slot=str(uuid4())).status_code == 404


def fill(walk: Requesting, slot: object) -> None:
    """Let others take all places of a window."""
    with walk.shop.database.transaction() as session:
        session.execute(update(Slot).where(Slot.id == slot).values(booked=Slot.capacity))


def test_a_window_lost_meanwhile_offers_the_next_three(walk: Requesting) -> None:
    walk.up_to_terms()
    walk.accept()
    first = walk.windows()[0]
    fill(walk, first.id)
    answer = walk.choose(first.id)
    assert answer.status_code == 422
    assert words(answer).count("Mon 23 Nov 18:00-20:00, Tue 24 Nov 10:00-12:00, Tue 24 Nov 14:00-16:00") >= 1


def test_a_window_past_its_cut_off_is_not_held(walk: Requesting) -> None:
    walk.up_to_terms()
    walk.accept()
    first = walk.windows()[0]
    walk.shop.clock.time = first.cutoff_at
    answer = walk.choose(first.id)
    assert answer.status_code == 422
    assert "has ended" in words(answer)


def test_a_window_of_another_area_is_refused(walk: Requesting) -> None:
    walk.up_to_terms()
    walk.accept()
    busan = walk.windows("48058")[0]
    assert "That window is for another area." in words(walk.choose(busan.id))


def test_moving_house_lets_the_window_go(walk: Requesting) -> None:
    walk.up_to_check()
    assert walk.contact(postcode="48058").headers["Location"].endswith("/slot")
    with walk.shop.database.reading() as session:
        assert session.scalars(select(SlotHold)).all() == []


def test_an_expired_hold_whose_place_is_gone_offers_the_next_three_and_loses_nothing(shop: Shop) -> None:
    walk = Requesting(shop)
    first = walk.windows()[0]
    walk.up_to_check()
    shop.clock.move_on(timedelta(minutes=11))
    with shop.database.transaction() as session:
        release_expired_holds(session, shop.clock())
    fill(walk, first.id)
    answer = walk.confirm(accessories=["Charger"])
    assert answer.status_code == 422
    assert "18:00-20:00" in words(answer)
    assert walk.tickets() == []
    assert walk.choose().status_code == 302
    assert 'value="Charger" checked' in walk.get("check").get_data(as_text=True).replace(
        "checked ", ""
    ).replace('" checked', '" checked') or "checked" in walk.get("check").get_data(as_text=True)
    assert walk.confirm(accessories=["Charger"]).headers["Location"].endswith("/done")


def test_an_expired_hold_with_places_left_is_booked_all_the_same(walk: Requesting) -> None:
    walk.up_to_check()
    walk.shop.clock.move_on(timedelta(minutes=11))
    with walk.shop.database.transaction() as session:
        release_expired_holds(session, walk.shop.clock())
    assert walk.confirm().headers["Location"].endswith("/done")


def test_confirming_twice_makes_one_ticket_and_one_text(shop: Shop) -> None:
    walk = Requesting(shop)
    walk.up_to_check()
    assert walk.confirm().headers["Location"] == walk.confirm().headers["Location"]
    assert len(walk.tickets()) == 1
    assert len(shop.texts(E164)) == 2


@pytest.mark.parametrize("page", ["", "device", "evidence", "contact", "code", "terms", "slot", "check"])
def test_going_back_after_the_end_leads_to_the_last_page(walk: Requesting, page: str) -> None:
    walk.up_to_check()
    walk.confirm()
    assert walk.get(page).headers["Location"].endswith("/done")


@pytest.mark.parametrize("page", ["contact", "code", "terms", "slot", "check", "done"])
def test_a_page_that_comes_too_early_leads_to_the_open_one(walk: Requesting, page: str) -> None:
    walk.start()
    assert walk.get(page).headers["Location"].endswith("/evidence")


def test_pages_a_request_does_not_need_are_not_shown(walk: Requesting) -> None:
    walk.start(model="Hush 7 headset", symptom="The hinge spring is missing")
    assert walk.get("terms").headers["Location"].endswith("/evidence")


def test_confirming_too_early_leads_to_the_open_page(walk: Requesting) -> None:
    walk.start()
    assert walk.confirm().headers["Location"].endswith("/evidence")


def test_a_foreign_link_opens_nothing(walk: Requesting) -> None:
    answer = walk.client.get("/request/AAAAAAAAAAAAAAAAAAAAAA/contact?lang=en")
    assert answer.status_code == 404
    assert "No request is kept under this link." in words(answer)


def test_a_draft_is_kept_for_72_hours(walk: Requesting) -> None:
    walk.start()
    walk.shop.clock.move_on(timedelta(hours=71))
    assert walk.get("evidence").status_code == 200
    walk.shop.clock.move_on(timedelta(hours=1))
    answer = walk.get("evidence")
    assert answer.status_code == 404
    assert "This request was kept for 72 hours." in words(answer)


def test_without_any_window_the_request_can_still_go_to_a_technician(walk: Requesting) -> None:
    walk.up_to_terms()
    walk.accept()
    with walk.shop.database.transaction() as session:
        session.execute(update(Slot).values(booked=Slot.capacity))
    assert "No times are open at this address just now" in words(walk.get("slot"))
    assert walk.post("terms", choice="ask").headers["Location"].endswith("/check")


def test_later_days_are_one_tap_away(walk: Requesting) -> None:
    walk.up_to_terms()
    walk.accept()
    assert "Show later days" in words(walk.get("slot"))
    page = words(walk.client.get(walk.url("slot"), query_string={"days": "all"}))
    assert "Show later days" not in page
    walk.choose(walk.windows()[-1].id)
    assert "Show later days" not in words(walk.get("slot"))


def test_staff_see_any_photo_and_strangers_none(walk: Requesting) -> None:
    walk.start()
    walk.prove(photos=(BytesIO(jpeg()), "a.jpg"))
    with walk.shop.database.reading() as session:
        photo = session.scalars(select(Photo)).one()
    address = f"/photos/{photo.id}/thumb"
    assert "/login" in walk.client.get(address).headers["Location"]
    staff = walk.shop.signed_in(Role.TECHNICIAN)
    assert staff.get(address).mimetype == "image/jpeg"
    assert staff.get(f"/photos/{uuid4()}/thumb").status_code == 404


def test_a_picture_whose_file_is_gone_is_said_plainly(walk: Requesting) -> None:
    walk.start()
    walk.prove(photos=(BytesIO(jpeg()), "a.jpg"))
    with walk.shop.database.transaction() as session:
        session.execute(update(Photo).values(sha256="0" * 64))
        photo = session.scalars(select(Photo)).one()
    assert walk.get(f"photos/{photo.id}/full").status_code == 404
