"""A page that answered a form changes its language without losing a word of it, and without doing anything."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.requesting import Requesting, words
from tests.web.customer.walk import a_repair

STORY = "It hums again, since this morning."


def in_korean(client: FlaskClient, page: TestResponse) -> TestResponse:
    """What pressing “한국어” shows: a form of its own without scripts."""
    tree = html.fromstring(page.get_data(as_text=True))
    (button,) = tree.xpath("//nav[@class='languages']//button[@lang='ko']")
    (form,) = tree.xpath(f"//form[@id='{button.get('form')}']")
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return client.post(button.get("formaction"), data=sent)


def values(page: TestResponse) -> dict[str, str]:
    """What stands in the page's own form, and what is chosen there."""
    tree = html.fromstring(page.get_data(as_text=True))
    form = tree.xpath("//main//form[@method='post']")[-1]
    return {name: value.strip() for name, value in form.form_values()}


def test_a_refused_first_page_keeps_story_kind_and_choices(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client(csrf=True)
    client.set_cookie("language", "en")
    token = values(client.get("/request?kind=phone"))["csrf_token"]
    model = Requesting(sqlite_shop).device("Nari 5 phone", "The screen is cracked")["model"]
    sent = {"csrf_token": token, "kind": "phone", "model": model, "story": STORY}
    refused = client.post("/request", data=sent)
    assert refused.status_code == 422
    korean = in_korean(client, refused)
    assert korean.status_code == 422
    assert '<html lang="ko">' in korean.get_data(as_text=True)
    told = values(korean)
    assert (told["story"], told["model"], told["kind"]) == (STORY, model, "phone")


def test_a_form_given_back_is_given_back_in_the_other_language(sqlite_shop: Shop) -> None:
    url = a_repair(sqlite_shop, State.DIAGNOSING).url
    client = sqlite_shop.client(csrf=True)
    client.set_cookie("language", "en")
    refused = client.post(f"{url}/messages", data={"body": STORY})
    assert refused.status_code == 400
    korean = in_korean(client, refused)
    assert (korean.status_code, values(korean)["body"]) == (200, STORY)
    assert "아직 보내지 않았습니다" in words(korean)
    assert STORY not in client.get(f"{url}/messages").get_data(as_text=True), "only shown, not sent"
    assert client.post(f"{url}/messages", data=values(korean)).status_code == 303
    assert STORY in client.get(f"{url}/messages").get_data(as_text=True)


def test_reading_a_wrong_code_in_korean_costs_no_try(sqlite_shop: Shop) -> None:
    form = Requesting(sqlite_shop)
    for step in (form.start(), form.prove(), form.contact()):
        assert step.status_code == 302
    wrong = "000000" if form.texted_code() != "000000" else "111111"
    refused = form.type_code(wrong)
    for _ in range(6):
        assert in_korean(form.client, refused).status_code == 422
    assert form.type_code().status_code == 302


def test_a_password_stands_in_no_page(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().post("/login?lang=en", data={"login": "nobody", "password": "open sesame"})
    assert "nobody" in answer.get_data(as_text=True)
    assert "open sesame" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("megabytes", [121, 200])
def test_words_beside_photos_that_are_too_large_come_back(sqlite_shop: Shop, megabytes: int) -> None:
    url = a_repair(sqlite_shop, State.DIAGNOSING).url
    head = (
        f'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\n{STORY}\r\n'
        '--b\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = head.encode() + bytes(megabytes * 1024 * 1024) + b"\r\n--b--\r\n"
    refused = sqlite_shop.client().post(
        f"{url}/messages?lang=en",
        input_stream=BytesIO(body),
        content_type="multipart/form-data; boundary=b",
        content_length=len(body),
    )
    assert refused.status_code == 413
    assert "120 MB fit at once, each at most 15 MB" in words(refused)
    assert values(refused)["body"] == STORY
    assert re.search(r'<input[^>]+name="photos"[^>]+type="file"', refused.get_data(as_text=True))


def test_what_was_not_read_leads_back_to_its_form(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().post("/login?lang=en", data={"login": "x" * 3_000_000})
    assert answer.status_code == 413
    assert '<a class="button primary" href="/login">Back to the form</a>' in answer.get_data(as_text=True)
    assert "way back shows the form with what you typed" in words(answer)


def test_the_pages_say_how_much_fits_together(sqlite_shop: Shop) -> None:
    walk, form = a_repair(sqlite_shop, State.DIAGNOSING), Requesting(sqlite_shop)
    form.start()
    assert "together at most 120 MB" in words(form.get("evidence"))
    for page in ("/messages", "/photos"):
        assert "together at most 120 MB" in walk.read(page, lang="en")
