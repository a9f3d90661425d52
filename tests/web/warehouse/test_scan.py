"""The scan page: any spelling opens the right thing, every role finds its own next step, nothing changes."""

import re

import pytest
from flask.testing import FlaskClient

from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.tickets.states import State
from tests.custody.devices import authorised, inbound, return_booked, state_of, the
from tests.custody.hangul_mode import type_in_hangul_mode
from tests.journeys.dock_day import at_bench, packed, ready, received
from tests.shop import Shop


def code_of(shop: Shop, ticket_id: object) -> str:
    with shop.database.reading() as session:
        return the(session, ticket_id).code  # type: ignore[arg-type]


def page(client: FlaskClient, code: str, **more: str) -> str:
    answer = client.get("/scan", query_string={"code": code, "lang": "en", **more})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def verdict(html: str) -> tuple[str, str]:
    """Tone and word of the verdict on a page."""
    found = re.search(r'<section class="verdict (\w+)">\s*<h1 class="verdict-word">([^<]*)<', html)
    assert found, html
    return found[1], found[2]


def test_an_empty_page_waits_for_a_scan_with_the_focus_in_the_box(sqlite_shop: Shop) -> None:
    html = sqlite_shop.signed_in(Role.WAREHOUSE).get("/scan?lang=en").get_data(as_text=True)
    assert re.search(r'<input class="input big-code" id="code" name="code"[^>]* autofocus>', html)
    assert html.count('name="code"') == 1


def test_whatever_the_keyboard_did_the_parcel_opens(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    spelled = spell_code(code)
    for typed in (
        code,
        spelled.lower(),
        type_in_hangul_mode(spelled),
        f"HTTP://LOCALHOST:8000/Q/{code}",
        f" {code} ",
    ):
        assert verdict(page(client, typed)) == ("good", "Expected")


def test_a_code_nobody_has_is_red_and_says_what_to_do(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.signed_in(Role.WAREHOUSE).get("/scan?code=<b>7K2M&lang=en")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert verdict(html) == ("problem", "Unknown")
    assert "&lt;b&gt;7K2M" in html
    assert "Scan again" in html


def test_looking_changes_nothing_however_often(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    ticket_id = inbound(sqlite_shop)
    for _ in range(3):
        page(client, code_of(sqlite_shop, ticket_id), done="receive")
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND
    assert sqlite_shop.texts() == []


def test_an_address_cannot_claim_a_step_that_was_not_taken(sqlite_shop: Shop) -> None:
    html = page(
        sqlite_shop.signed_in(Role.WAREHOUSE), code_of(sqlite_shop, inbound(sqlite_shop)), done="receive"
    )
    assert verdict(html) == ("good", "Expected")


def test_the_dock_is_led_through_its_day(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    booked = packed(sqlite_shop)
    return_booked(sqlite_shop, booked)
    days = {
        "Expected": inbound(sqlite_shop),
        "Open and check": received(sqlite_shop),
        "Needs a bin": at_bench(sqlite_shop),
        "Pack it": ready(sqlite_shop),
        "Hand it out": booked,
    }
    for word, ticket_id in days.items():
        assert verdict(page(client, code_of(sqlite_shop, ticket_id))) == ("good", word)
    assert verdict(page(client, code_of(sqlite_shop, packed(sqlite_shop))))[1] == "Needs a bin"


def test_what_is_not_the_docks_says_where_it_is_and_who_acts_next(sqlite_shop: Shop) -> None:
    html = page(sqlite_shop.signed_in(Role.WAREHOUSE), code_of(sqlite_shop, authorised(sqlite_shop)))
    assert verdict(html) == ("attention", "Ready for pickup")
    assert "Customer acts next, by" in html
    assert 'method="post"' not in html.split("<main")[1]


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.TECHNICIAN, "/bench/{code}"),
        (Role.MANAGER, "/bench/{code}"),
        (Role.COURIER, "/run?code={code}"),
        (Role.DISPATCHER, "/dispatch/trips/{code}"),
    ],
)
def test_every_other_role_is_sent_to_its_own_page(sqlite_shop: Shop, role: Role, address: str) -> None:
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    html = page(sqlite_shop.signed_in(role), code).split("<main")[1]
    assert f'href="{address.format(code=code)}"' in html
    assert (f'action="/dock/{code}/receive"' in html) == (role is Role.MANAGER)


def test_strangers_sign_in_first(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().get("/scan?code=7K2M")
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")


def test_the_text_is_shown_before_the_button_that_sends_it(sqlite_shop: Shop) -> None:
    html = page(sqlite_shop.signed_in(Role.WAREHOUSE), code_of(sqlite_shop, inbound(sqlite_shop)))
    assert "도착했습니다" in html
    assert 'name="no_text"' in html
