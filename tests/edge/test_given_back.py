"""A form that is refused as a whole comes back filled, and can be sent from there."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from app.edge.given_back import SECRET, label_of
from app.kernel.actor import Role
from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.requesting import Requesting
from tests.web.customer.walk import a_repair
from tests.web.typed_fields import typed_fields

WORDS = "It hums again.\nSince this morning, «loudly»."


def _form(page: TestResponse, action: str = "") -> tuple[str, dict[str, Any]]:
    """Where the page's form for that address goes, and what a browser would send of it."""
    tree = html.fromstring(page.get_data(as_text=True))
    form = next(
        one
        for one in tree.xpath("//main//form[@method='post']")
        if not action or (one.get("action") or action) == action
    )
    return str(form.get("action") or action), dict(form.form_values())


def _pages(shop: Shop) -> list[tuple[FlaskClient, str, dict[str, str], str]]:
    """A browser with CSRF on, an address, what is typed, and the sign that it took effect."""
    walk = a_repair(shop, State.DIAGNOSING)
    request = {"kind": "other", "model": "other", "model_name": "White fan heater", "story": WORDS}
    return [
        (shop.client(csrf=True), f"{walk.url}/messages", {"body": WORDS}, "done=sent"),
        (shop.client(csrf=True), "/request?kind=other", request, "/request/"),
        (shop.client(csrf=True), "/login", {"login": "technician", "password": "wrong"}, ""),
    ]


@pytest.mark.parametrize("place", [0, 1, 2], ids=["a message", "a request", "the login"])
@pytest.mark.parametrize("lost", ["the cookie", "the token", "an older tab"])
def test_what_was_typed_comes_back_with_a_fresh_token(sqlite_shop: Shop, place: int, lost: str) -> None:
    client, address, typed, _ = _pages(sqlite_shop)[place]
    client.set_cookie("language", "en")
    action, fields = _form(client.get(address))
    action = action or address
    if lost == "the cookie":
        client.delete_cookie("session")
    elif lost == "the token":
        fields["csrf_token"] = ""
    else:  # two tabs restored without a cookie: the later answer's cookie is the one that stays
        client.delete_cookie("session")
        client.get(address)
    refused = client.post(action, data=fields | typed)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "Nothing was changed; send what you typed again." in page
    again, given = _form(refused)
    assert again == action
    assert {name: given[name].replace("\r\n", "\n") for name in typed if name not in SECRET} == {
        name: value for name, value in typed.items() if name not in SECRET
    }
    assert given["csrf_token"] not in ("", fields["csrf_token"])
    assert given["idempotency_key"] == fields["idempotency_key"]
    assert "wrong" not in page.replace("went wrong", "")  # no password stands in a page


def test_from_there_it_is_sent_once(sqlite_shop: Shop) -> None:
    client, address, typed, sign = _pages(sqlite_shop)[0]
    action, fields = _form(client.get(address), address)
    client.delete_cookie("session")
    again, given = _form(client.post(action, data=fields | typed))
    assert sign in client.post(again, data=given).location
    assert "before=" in client.post(again, data=given).location, "the second time says when it was sent"
    assert client.get(address).get_data(as_text=True).count("Since this morning") == 1


def test_staff_whose_session_ended_keep_their_words(sqlite_shop: Shop) -> None:
    code = a_repair(sqlite_shop, State.DIAGNOSING).ticket.code
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    address = f"/bench/{code}/message"
    key = {"idempotency_key": "a-key", "body": WORDS}
    other = sqlite_shop.signed_in(Role.TECHNICIAN)
    other.post("/account/sign-out-everywhere")
    refused = client.post(address, data=key)
    assert refused.status_code == 401
    again, given = _form(refused)
    assert (again, given["body"].replace("\r\n", "\n"), given["idempotency_key"]) == (address, WORDS, "a-key")
    assert 'href="/login" target="_blank"' in refused.get_data(as_text=True)
    client.post("/login", data={"login": "technician", "password": "mendpost"})
    assert client.post(again, data=given).status_code == 303


def test_whoever_only_looked_while_signed_out_looks_again_and_sends_nothing(sqlite_shop: Shop) -> None:
    code = a_repair(sqlite_shop, State.DIAGNOSING).ticket.code
    client, other = sqlite_shop.signed_in(Role.TECHNICIAN), sqlite_shop.signed_in(Role.TECHNICIAN)
    client.set_cookie("language", "en")
    other.post("/account/sign-out-everywhere")
    refused = client.post(f"/bench/{code}/message", data={"body": WORDS, "look": "1"})
    assert refused.status_code == 401
    again, given = _form(refused)
    assert "Look again" in refused.get_data(as_text=True)
    before = len(sqlite_shop.texts())
    client.post("/login", data={"login": "technician", "password": "mendpost"})
    shown = client.post(again, data=given)
    assert shown.status_code == 200
    assert "Since this morning" in shown.get_data(as_text=True)
    assert len(sqlite_shop.texts()) == before


def test_files_are_chosen_again_by_the_same_rules_as_on_the_form(sqlite_shop: Shop) -> None:
    visit = Requesting(sqlite_shop, sqlite_shop.client(csrf=True))
    sqlite_shop.app.config["WTF_CSRF_ENABLED"] = False
    visit.start()
    sqlite_shop.app.config["WTF_CSRF_ENABLED"] = True
    asked = _files(visit.get("evidence"))
    assert {name: several for name, (_, several) in asked.items()} == {
        "label": False,
        "proof": False,
        "photos": True,
    }
    files = dict.fromkeys(asked, (b"", ""))
    refused = visit.prove(serial="A-1", **files)
    assert refused.status_code == 400
    assert _files(refused) == asked, (
        "without HEIC, so that an iPhone hands over a JPEG, and with the receipt's PDF"
    )


def _files(page: TestResponse) -> dict[str, tuple[str, bool]]:
    """By name: which types a field for files takes, and whether several."""
    fields = html.fromstring(page.get_data(as_text=True)).xpath("//main//input[@type='file']")
    return {one.get("name"): (one.get("accept"), "multiple" in one.attrib) for one in fields}


def test_without_anything_typed_the_refusal_stands_alone(sqlite_shop: Shop) -> None:
    url = a_repair(sqlite_shop, State.QUOTED).url
    client = sqlite_shop.client(csrf=True)
    page = client.post(f"{url}/quote", data={"decision": "approve"}, headers={"Accept-Language": "en"})
    assert page.status_code == 400
    assert html.fromstring(page.get_data(as_text=True)).xpath("//main//form[@method='post']") == []


@pytest.mark.parametrize(
    "sent_by",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_another_site_cannot_put_words_into_our_forms(sqlite_shop: Shop, sent_by: dict[str, str]) -> None:
    client, address, typed, _ = _pages(sqlite_shop)[0]
    page = client.post(address, data=typed, headers=sent_by)
    assert page.status_code == 400
    assert "Since this morning" not in page.get_data(as_text=True)


def test_a_limit_that_no_page_meets_gives_the_form_back_too(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    _, _, typed, _ = _pages(sqlite_shop)[1]
    sqlite_shop.app.config["WTF_CSRF_ENABLED"] = False
    while (answer := client.post("/request", data=typed)).status_code == 302:
        pass
    assert answer.status_code == 429
    assert _form(answer)[1]["story"].replace("\r\n", "\n") == WORDS


def test_every_field_people_type_into_can_be_given_back() -> None:
    assert [name for name in typed_fields() if not label_of(name)] == []


def test_choices_alone_come_back_behind_one_press(sqlite_shop: Shop) -> None:
    form = Requesting(sqlite_shop, sqlite_shop.client())
    form.up_to_terms()
    assert form.accept().status_code == 302
    form.client = sqlite_shop.client(csrf=True)
    form.client.set_cookie("language", "en")
    slot = str(form.windows()[0].id)
    refused = form.post("slot", slot=slot)
    said = refused.get_data(as_text=True)
    assert "<h1>Not sent yet</h1>" in said
    assert "what you chose is kept here" in said
    again, given = _form(refused)
    assert given["slot"] == slot
    assert form.client.post(again, data=given).location.endswith("/check")


def test_boxes_left_empty_are_not_shown_as_if_they_were_asked_for(sqlite_shop: Shop) -> None:
    sent = Requesting(sqlite_shop).device("Nari 5 phone", "The screen is cracked") | {"story": WORDS}
    refused = sqlite_shop.client(csrf=True).post("/request?lang=en", data=sent | {"model_name": ""})
    assert "Brand and model" not in refused.get_data(as_text=True)
    assert _form(refused)[1]["model"] == sent["model"]


def test_staff_who_are_signed_out_are_led_to_the_sign_in_not_to_the_customers_door(sqlite_shop: Shop) -> None:
    code = a_repair(sqlite_shop, State.DIAGNOSING).ticket.code
    refused = sqlite_shop.client().post(f"/bench/{code}/message?lang=en", data={"body": WORDS})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 401
    assert 'href="/login" target="_blank"' in page
    assert "Go to the start page" not in page
