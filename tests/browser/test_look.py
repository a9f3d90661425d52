"""What a button sends is one press away at a real browser: shown in place, nothing typed is lost, Enter does the act."""

import pytest
from playwright.sync_api import expect

from app.kernel.actor import Role
from app.tickets.states import State
from tests.browser.conftest import Crowd
from tests.browser.person import PHONE, Person
from tests.web.customer.walk import a_repair

pytestmark = pytest.mark.browser
REASON = "Reason, as the customer reads it"


def look(person: Person) -> None:
    """Ask for the text; with scripts no page is opened for it."""
    person.page.get_by_role("button", name="What will be sent?").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_text_is_one_press_away_and_then_enter_does_it(crowd: Crowd, scripts: bool) -> None:
    repair = a_repair(crowd.shop, State.DIAGNOSING)
    crowd.shop.client(csrf=True)  # the builder switches CSRF off
    hold = f"/bench/{repair.ticket.code}/hold"
    technician = crowd.signed_in(Role.TECHNICIAN, scripts=scripts, viewport=PHONE).open(hold)
    technician.type(REASON, "Swollen battery")
    look(technician)
    text = technician.page.locator("#sent .bubble-body")
    expect(text).to_contain_text("Swollen battery")
    expect(text).to_be_in_viewport()
    expect(technician.page.locator("#sent")).to_be_focused()
    field = technician.labelled(REASON)
    expect(field).to_have_value("Swollen battery")
    assert technician.page.url.endswith("hold" if scripts else "hold#sent")
    assert crowd.shop.state(repair.ticket.code) is State.DIAGNOSING
    with technician.page.expect_navigation():
        field.press("Enter")
    technician.sees("Done:")
    assert crowd.shop.state(repair.ticket.code) is State.ON_HOLD


def test_a_text_that_was_looked_at_is_marked_as_old_once_something_is_changed(crowd: Crowd) -> None:
    repair = a_repair(crowd.shop, State.DIAGNOSING)
    crowd.shop.client(csrf=True)
    hold = f"/bench/{repair.ticket.code}/hold"
    technician = crowd.signed_in(Role.TECHNICIAN, viewport=PHONE).open(hold)
    technician.type(REASON, "Swollen battery")
    look(technician)
    stale = technician.page.get_by_text("Something was changed since.")
    expect(technician.page.locator("#sent .bubble-body")).to_contain_text("Swollen battery")
    expect(stale).to_be_hidden()
    technician.labelled(REASON).fill("Wet inside")
    expect(stale).to_be_visible()
    look(technician)
    expect(technician.page.locator("#sent .bubble-body")).to_contain_text("Wet inside")
    expect(stale).to_be_hidden()
    technician.page.locator("label", has_text="Send no text this time").click()
    look(technician)
    expect(technician.page.locator("#sent")).to_contain_text("Nothing: you hold it back.")
    technician.page.go_back()
    assert technician.page.url == "about:blank", "looking left no page behind"


def test_what_is_missing_is_said_as_without_scripts(crowd: Crowd) -> None:
    repair = a_repair(crowd.shop, State.DIAGNOSING)
    crowd.shop.client(csrf=True)
    technician = crowd.signed_in(Role.TECHNICIAN).open(f"/bench/{repair.ticket.code}/hold")
    with technician.page.expect_navigation():
        look(technician)
    technician.sees("Check this before you go on")
    assert crowd.shop.state(repair.ticket.code) is State.DIAGNOSING
