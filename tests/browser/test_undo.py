"""Undo at the station: what goes to the customer is shown before it goes, on the row itself, and can be held back."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Locator, expect

from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.tickets.states import State
from tests.browser.conftest import Crowd
from tests.browser.faults import SMALLEST, faults
from tests.browser.person import Person
from tests.browser.scanner import Scanner, parcels
from tests.custody.devices import state_of
from tests.journeys.stations import code_of
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser


def received(
    crowd: Crowd, shop: OpenShop, language: str = "en", **how: object
) -> tuple[Person, UUID, Locator]:
    """Somebody at the station, a parcel they have just scanned, and its row."""
    (ticket_id,) = parcels(shop, 1)
    clerk = crowd.signed_in(Role.WAREHOUSE, language, **how)
    clerk.open("/scan?mode=receive")
    expect(clerk.page.locator("#station")).to_be_visible()
    Scanner(clerk.page).scan(code_of(shop, ticket_id))
    expect(clerk.page.locator("#last-scans > li")).to_have_count(1)
    expect(clerk.page.locator("#flash")).to_be_hidden()
    return clerk, ticket_id, clerk.page.locator("#last-scans > li")


def press(row: Locator, name: str) -> None:
    row.get_by_role("button", name=re.compile(f"^{name}$")).click()


def kinds(shop: OpenShop) -> list[SmsKind]:
    return [one.kind for one in shop.texts()]


def test_a_text_that_still_waits_is_dropped_by_one_press(crowd: Crowd, open_shop: OpenShop) -> None:
    _, ticket_id, row = received(crowd, open_shop)
    press(row, "Undo")
    expect(row.locator("[data-line]")).to_have_text("No text goes to the customer.")
    assert state_of(open_shop, ticket_id) is State.INBOUND
    open_shop.drain()
    assert open_shop.phone("+821000000001") == []


@pytest.mark.parametrize("held_back", [False, True])
def test_where_a_text_has_left_the_other_is_shown_first(
    crowd: Crowd, open_shop: OpenShop, held_back: bool
) -> None:
    clerk, ticket_id, row = received(crowd, open_shop)
    open_shop.drain()
    press(row, "Undo")
    asks = row.locator("[data-asks]")
    expect(asks).to_be_visible()
    expect(asks).to_contain_text("스캔 실수")
    expect(asks).to_be_focused()
    assert state_of(open_shop, ticket_id) is State.RECEIVED
    asks.get_by_role("link", name="Let it stand").click()
    expect(asks).to_be_hidden()
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    press(row, "Undo")
    if held_back:
        asks.locator("label").click()
        expect(asks.get_by_role("checkbox")).to_be_checked()
    press(row, "Undo this scan")
    expect(row.locator("[data-status]")).to_have_text("Undone")
    expect(asks).to_be_hidden()
    told = "No text goes to the customer." if held_back else "The customer gets the text that corrects it."
    expect(row.locator("[data-line]")).to_have_text(told)
    assert state_of(open_shop, ticket_id) is State.INBOUND
    assert kinds(open_shop)[1:] == ([] if held_back else [SmsKind.SCAN_CORRECTED])
    assert clerk.page.url.endswith("/scan?mode=receive")


def test_whoever_is_signed_out_meanwhile_is_not_told_that_it_is_undone(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    clerk, ticket_id, row = received(crowd, open_shop)
    clerk.context.clear_cookies()
    press(row, "Undo")
    expect(row.get_by_role("button", name="It stands: open it to see why")).to_be_visible()
    assert state_of(open_shop, ticket_id) is State.RECEIVED


@pytest.mark.parametrize(("language", "dark"), [("ko", True), ("en", False)])
def test_the_question_fits_a_small_phone_and_everybody(
    crowd: Crowd, open_shop: OpenShop, language: str, dark: bool
) -> None:
    clerk, _, row = received(crowd, open_shop, language, viewport=SMALLEST, dark=dark)
    open_shop.drain()
    press(row, clerk.say("Undo"))
    expect(row.locator("[data-asks]")).to_be_visible()
    assert faults(clerk.page, axe=True) == []
