"""What a button sends is one press away at a real browser: shown in place, nothing typed is lost, Enter does the act."""

import pytest
from playwright.sync_api import expect

from app.kernel.actor import Role
from app.tickets.states import State
from tests.browser.conftest import Crowd
from tests.browser.person import PHONE
from tests.web.customer.walk import a_repair

pytestmark = pytest.mark.browser
REASON = "Reason, as the customer reads it"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_text_is_one_press_away_and_then_enter_does_it(crowd: Crowd, scripts: bool) -> None:
    repair = a_repair(crowd.shop, State.DIAGNOSING)
    crowd.shop.client(csrf=True)  # the builder switches CSRF off
    hold = f"/bench/{repair.ticket.code}/hold"
    technician = crowd.signed_in(Role.TECHNICIAN, scripts=scripts, viewport=PHONE).open(hold)
    technician.type(REASON, "Swollen battery").press("What will be sent?")
    text = technician.page.locator("#sent .bubble-body")
    expect(text).to_contain_text("Swollen battery")
    expect(text).to_be_in_viewport()
    expect(technician.page.locator("#sent")).to_be_focused()
    field = technician.labelled(REASON)
    expect(field).to_have_value("Swollen battery")
    assert crowd.shop.state(repair.ticket.code) is State.DIAGNOSING
    with technician.page.expect_navigation():
        field.press("Enter")
    technician.sees("Done:")
    assert crowd.shop.state(repair.ticket.code) is State.ON_HOLD
