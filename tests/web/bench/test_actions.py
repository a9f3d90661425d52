"""The form pages of the bench: what each does, what it sends, and what happens when somebody was faster."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.tickets.states import State
from tests.journeys.on_the_bench import (
    ask_for_repair,
    asked,
    delivered,
    diagnosing,
    held_for_parts,
    offered,
    on_hold,
    on_the_test_stand,
    quoted,
    repairing,
    state,
    to_be_paid,
    waiting_at_the_bench,
)
from tests.shop import Shop
from tests.web.bench.browsing import path, press, read, version

FORMS: dict[str, tuple[Any, dict[str, str], State]] = {
    "ask": (ask_for_repair, {"question": "Which side?"}, State.NEEDS_INFO),
    "offer": (
        ask_for_repair,
        {
            "coverage": "paid",
            "cap": "５０，０００",
            "note": "out of warranty",
            "valid_days": "7",
            "part_1_name": "Spring",
            "part_1_state": "dated",
            "part_1_day": "2026-12-01",
        },
        State.OFFERED,
    ),
    "close_without_shipping": (ask_for_repair, {"way": "self_fix", "note": "Hold the button"}, State.CLOSED),
    "cancel": (ask_for_repair, {"note": "by phone"}, State.CANCELLED),
    "start_repair": (diagnosing, {"finding": "contact", "price": "0"}, State.REPAIRING),
    "quote": (
        diagnosing,
        {"finding": "wet", "line_1_label": "Keyboard", "line_1_amount": "80000", "valid_days": "7"},
        State.QUOTED,
    ),
    "requote": (
        quoted,
        {"finding": "wet", "line_3_label": "Keyboard", "line_3_amount": "90,000", "valid_days": "3"},
        State.QUOTED,
    ),
    "wait_for_parts": (
        diagnosing,
        {"finding": "contact", "price": "0", "part_2_name": "Contact", "part_2_state": "needed"},
        State.AWAITING_PARTS,
    ),
    "no_fault": (diagnosing, {"finding": "nothing"}, State.TESTING),
    "give_up": (diagnosing, {"finding": "burnt", "why": "BEYOND_ECONOMICAL_REPAIR"}, State.READY_TO_RETURN),
    "hold": (diagnosing, {"reason": "swollen battery"}, State.ON_HOLD),
    "answer": (asked, {"body": "the left one"}, State.REQUESTED),
    "parts_ready": (held_for_parts, {"expected_on": "2026-12-01"}, State.AUTHORISED),
    "parts_late": (held_for_parts, {"expected_on": "2026-12-01", "reason": "sold out"}, State.PARTS_HOLD),
    "parts_unobtainable": (held_for_parts, {"reason": "no longer made"}, State.PARTS_HOLD),
    "exchange": (held_for_parts, {"note": "a new one comes"}, State.CLOSED),
    "refund": (held_for_parts, {"note": "money back"}, State.CLOSED),
    "parts_in": (waiting_at_the_bench, {}, State.REPAIRING),
    "finish": (repairing, {"work": "new contact"}, State.TESTING),
    "release": (on_hold, {"note": ""}, State.DIAGNOSING),
    "pay": (to_be_paid, {"amount": "45,000", "method": "transfer", "reference": "A1"}, State.READY_TO_RETURN),
    "confirm_working": (delivered, {}, State.CLOSED),
    "still_broken": (delivered, {"body": "dark again"}, State.CLOSED),
    "test_passed": (on_the_test_stand, {"report": "fine", "amount": "40000"}, State.AWAITING_PAYMENT),
    "test_failed": (on_the_test_stand, {"report": "still dark"}, State.REPAIRING),
}


@pytest.mark.parametrize("action", FORMS)
def test_every_form_opens_and_does_what_its_button_says(
    sqlite_shop: Shop, page: FlaskClient, action: str
) -> None:
    opened, fields, end = FORMS[action]
    ticket_id = opened(sqlite_shop)
    url = path(sqlite_shop, ticket_id, action)
    shown = read(page, url)
    assert f'value="{version(sqlite_shop, ticket_id)}"' in shown
    answer = press(page, url, version=version(sqlite_shop, ticket_id), **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert state(sqlite_shop, ticket_id) is end
    assert "Done:" in read(page, answer.location)


def test_a_manager_lets_money_go_on_the_same_page(sqlite_shop: Shop) -> None:
    ticket_id = to_be_paid(sqlite_shop)
    manager = sqlite_shop.signed_in(Role.MANAGER)
    url = path(sqlite_shop, ticket_id, "waive")
    answer = press(manager, url, version=version(sqlite_shop, ticket_id), reason="our fault")
    assert answer.status_code == 303
    assert state(sqlite_shop, ticket_id) is State.READY_TO_RETURN


def test_a_slipping_part_needs_its_new_day(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = held_for_parts(sqlite_shop)
    answer = press(
        page, path(sqlite_shop, ticket_id, "parts_late"), version=version(sqlite_shop, ticket_id), reason="x"
    )
    assert answer.status_code == 422
    assert "Choose the new day the supplier names." in answer.get_data(as_text=True)


def test_looking_at_a_half_filled_form_says_what_to_fill_in(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = diagnosing(sqlite_shop, language=Language.EN)
    url = path(sqlite_shop, ticket_id, "wait_for_parts")
    fields = {"part_1_name": "Contact", "part_1_state": "needed", "price": "0"}
    looked = press(page, url, look="1", **fields)
    assert (looked.status_code, "Write what you found." in looked.text) == (422, True)
    looked = press(page, url, look="1", finding="contact", **fields)
    assert (looked.status_code, "waiting for a part until" in looked.text) == (200, True)


def test_a_new_offer_starts_from_the_last_ones_parts(sqlite_shop: Shop, page: FlaskClient) -> None:
    wanted = (WantedPart("Spring", PartState.NEEDED), WantedPart("Pad", PartState.IN))
    ticket_id = offered(sqlite_shop, wanted=wanted)
    text = read(page, path(sqlite_shop, ticket_id, "offer"))
    assert 'value="Spring"' in text
    assert 'value="Pad"' in text


def test_an_empty_form_keeps_the_reader_on_the_page_with_a_remedy(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    answer = press(page, path(sqlite_shop, ticket_id, "ask"), version="1")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Write what you want to know." in text
    assert "<title>Error:" in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"cap": "lots", "coverage": "paid", "note": "x"}, "Write the amount in digits"),
        ({"cap": "0.5", "coverage": "paid", "note": "x"}, "Amounts in KRW have no decimals"),
        ({"cap": "0"}, "Choose one of these."),
        ({"cap": "NaN", "coverage": "paid", "note": "x"}, "Write the amount in digits"),
        ({"coverage": "free", "valid_days": "9"}, "Choose one of these."),
        ({"coverage": "paid", "part_1_state": "dated", "part_1_day": "soon"}, "write it as 2026-11-30"),
        ({"coverage": "warranty", "cap": "0", "note": "x", "part_1_state": "?"}, "Choose how far"),
        (
            {"cap": "5", "coverage": "warranty", "note": "x", "part_1_state": "needed"},
            "A covered repair costs",
        ),
    ],
)
def test_what_was_typed_is_kept_when_it_is_refused(
    sqlite_shop: Shop, page: FlaskClient, fields: dict[str, str], says: str
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    filled = {"version": "1", "valid_days": "7", "part_1_name": "Kept part"} | fields
    answer = press(page, path(sqlite_shop, ticket_id, "offer"), **filled)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in text
    assert 'value="Kept part"' in text
    assert state(sqlite_shop, ticket_id) is State.REQUESTED


def test_the_text_is_shown_before_it_goes_and_can_be_held_back(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = diagnosing(sqlite_shop, language=Language.EN)
    url = path(sqlite_shop, ticket_id, "quote")
    fields = {"finding": "wet", "line_1_label": "Keyboard", "line_1_amount": "80000", "valid_days": "7"}
    assert "What will be sent?" in read(page, url)
    looked = press(page, url, look="1", version="6", **fields).get_data(as_text=True)
    said = re.search(r'class="bubble-body sms" lang="en">([^<]+)<', looked)
    assert said is not None
    assert state(sqlite_shop, ticket_id) is State.DIAGNOSING
    press(page, url, version=version(sqlite_shop, ticket_id), **fields)
    sent = sqlite_shop.texts()[-1]
    base = sqlite_shop.runtime.settings.public_url
    assert said[1].replace(f"{base}/t/…", "{link}") == sent.body
    before = len(sqlite_shop.texts())
    again = path(sqlite_shop, ticket_id, "requote")
    press(page, again, version=version(sqlite_shop, ticket_id), no_text="1", **fields)
    assert len(sqlite_shop.texts()) == before


def test_sent_twice_it_happens_once(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    url = path(sqlite_shop, ticket_id, "ask")
    both = [press(page, url, version="1", question="Which?", idempotency_key="k") for _ in range(2)]
    assert [answer.status_code for answer in both] == [303, 303]
    assert "did=ask" in both[0].location
    assert "was sent before" in read(page, both[1].location)
    assert len(sqlite_shop.texts()) == 1


def test_ones_own_second_press_is_not_said_to_be_somebody_elses(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    url = path(sqlite_shop, ticket_id, "offer")
    fields = {"coverage": "paid", "note": "my own words", "valid_days": "7"}
    assert press(page, url, version="1", cap="50000", **fields).status_code == 303
    answer = press(page, url, version="1", cap="60000", **fields)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "You did this before" in text
    assert "Somebody" not in text
    assert ": Offer terms, " in text  # who, what and when
    assert 'value="60000"' in text


def test_a_stale_page_says_who_changed_what_and_keeps_the_typed_text(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    url = path(sqlite_shop, ticket_id, "offer")
    fields = {"coverage": "paid", "cap": "50000", "note": "my own words", "valid_days": "7"}
    other = sqlite_shop.signed_in(Role.MANAGER)
    assert press(other, url, version="1", **fields).status_code == 303
    answer = press(page, url, version="1", **fields)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody was faster" in text
    assert f"{sqlite_shop.staff(Role.MANAGER).name}: Offer terms" in text
    assert "my own words" in text
    assert 'name="version" type="hidden" value="2"' in text  # sending it again is possible, with open eyes
    assert press(page, url, version="2", **fields).status_code == 303


def test_a_button_that_came_too_late_says_so(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = diagnosing(sqlite_shop)
    assert "This cannot be done from where the repair is now." in read(
        page, path(sqlite_shop, ticket_id, "ask")
    )
    answer = press(page, path(sqlite_shop, ticket_id, "ask"), version="6", question="Which?")
    assert answer.status_code == 409
    assert "Which?" in answer.get_data(as_text=True)


def test_the_price_agreed_is_already_in_the_form(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = on_the_test_stand(sqlite_shop)
    url = path(sqlite_shop, ticket_id, "test_passed")
    press(page, url, version=version(sqlite_shop, ticket_id), report="fine", amount="40000")
    assert 'value="45,000"' in read(page, path(sqlite_shop, ticket_id, "pay"))  # and the courier to us
