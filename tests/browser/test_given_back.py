"""The page that gives a refused form back: what was typed stands in it, at any width, and one press sends it."""

import pytest
from playwright.sync_api import expect

from app.kernel.actor import Role
from app.tickets.states import State
from tests.browser.conftest import Crowd
from tests.browser.faults import SMALLEST, faults
from tests.web.customer.walk import a_repair

pytestmark = pytest.mark.browser
WORDS = "세탁기가 또 윙윙거려요.\n어제부터 더 커졌어요."


@pytest.mark.parametrize(
    ("language", "scripts"), [("ko", True), pytest.param("en", False, marks=pytest.mark.whole)]
)
def test_a_lost_cookie_costs_one_press(crowd: Crowd, language: str, scripts: bool) -> None:
    walk = a_repair(crowd.shop, State.REQUESTED)
    crowd.shop.client(csrf=True)  # the builder switches CSRF off
    customer = crowd.customer(language, scripts=scripts)
    customer.open(f"{walk.url}/messages?lang={language}").type("Your message", WORDS)
    customer.context.clear_cookies(name="session")
    customer.press("Send", status=400)
    expect(customer.labelled("Message")).to_have_value(WORDS)
    customer.page.set_viewport_size(SMALLEST)
    assert faults(customer.page, axe=scripts) == []  # without scripts axe itself would never end
    customer.press("Send it again").sees("또 윙윙거려요")


def test_a_member_of_staff_signed_out_meanwhile_signs_in_beside_the_form(crowd: Crowd) -> None:
    walk = a_repair(crowd.shop, State.DIAGNOSING)
    crowd.shop.client(csrf=True)
    desk = crowd.signed_in(Role.TECHNICIAN, "en")
    desk.open(f"/bench/{walk.ticket.code}").type("Message to the customer", WORDS)
    everywhere = crowd.signed_in(Role.TECHNICIAN, "en")
    everywhere.open("/account").press("Sign out everywhere")
    desk.press("Send", status=401).sees("You are signed out.")
    desk.page.set_viewport_size(SMALLEST)
    assert faults(desk.page, axe=True) == []
    with desk.context.expect_page() as tab:
        desk.page.get_by_role("link", name="Sign in in a new tab").click()
    beside = tab.value
    beside.get_by_label("Login").fill("technician")
    beside.get_by_label("Password").fill("mendpost")
    beside.get_by_role("button", name="Sign in", exact=True).click()
    beside.wait_for_url("**/bench**")
    desk.press("Send it again").sees("Your message is in the thread.")
