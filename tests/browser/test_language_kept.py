"""Choosing a language on a form half filled in: what was typed stands on the page that comes, secrets and files apart."""

import pytest
from playwright.sync_api import expect

from app.kernel.actor import Role
from app.tickets.states import State
from tests.browser.conftest import Crowd
from tests.browser.faults import SMALLEST, faults
from tests.browser.person import Person
from tests.stories.scenes import in_catalogue
from tests.stories.visitor import photo
from tests.web.customer.walk import a_repair

pytestmark = pytest.mark.browser
STORY = "바람이 안 나와요.\nSince Monday."
LEFT_BEHIND = "sessionStorage.getItem('typed')"


def in_korean(person: Person, status: int = 200) -> Person:
    """They press the other language."""
    person.language = "ko"
    return person.press("한국어", status) if status != 200 else person.follow("한국어")


def test_a_request_half_told_is_told_on_in_the_other_language(crowd: Crowd) -> None:
    customer = crowd.customer("en")
    customer.open("/").follow("Headset").tick("Hush 7 headset").tick("No sound on one side").type(
        "In your own words", STORY
    )
    in_korean(customer)
    expect(customer.labelled("In your own words")).to_have_value(STORY)
    expect(customer.labelled(in_catalogue("Hush 7 headset", "ko"))).to_be_checked()
    expect(customer.labelled(in_catalogue("No sound on one side", "ko"))).to_be_checked()
    assert customer.page.evaluate(LEFT_BEHIND) is None
    customer.press("Continue")  # and goes on as if nothing had happened


@pytest.mark.parametrize("attached", [True, False])
def test_chosen_photos_are_asked_for_again_and_the_message_stays(crowd: Crowd, attached: bool) -> None:
    walk = a_repair(crowd.shop, State.REQUESTED)
    crowd.shop.client(csrf=True)
    customer = crowd.customer("en")
    customer.open(f"{walk.url}/messages?lang=en").type("Your message", STORY)
    if attached:
        customer.attach("Photos", photo())
        expect(customer.page.locator("form[data-sent]")).to_have_count(0)  # made smaller
    in_korean(customer)
    expect(customer.labelled("Your message")).to_have_value(STORY)
    again = customer.page.locator("[data-choose-again]")
    expect(again).to_be_visible() if attached else expect(again).to_be_hidden()
    assert customer.page.evaluate("document.querySelector('[type=file]').files.length") == 0
    customer.page.set_viewport_size(SMALLEST)
    assert faults(customer.page, axe=True) == []
    customer.press("Send").sees("바람이 안 나와요.")


def test_what_is_changed_after_a_refusal_travels_too_and_no_password_does(crowd: Crowd) -> None:
    walk = a_repair(crowd.shop, State.REQUESTED)
    crowd.shop.client(csrf=True)
    customer = crowd.customer("en")
    customer.open(f"{walk.url}/messages?lang=en").press("Send", 422).type("Your message", STORY)
    in_korean(customer, 422)
    expect(customer.labelled("Your message")).to_have_value(STORY)
    desk = crowd.signed_in(Role.WAREHOUSE, "en")
    desk.open("/account?lang=en").page.locator("[type=password]").first.fill("a secret of mine")
    in_korean(desk)
    secrets = desk.page.locator("[type=password]").evaluate_all("all => all.map(it => it.value)")
    assert set(secrets) == {""}
