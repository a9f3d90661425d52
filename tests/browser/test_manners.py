"""How pages behave under real hands: errors found at once, impatience and Back harmless, the focus seen."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.messaging.conversation.models import ThreadMessage
from app.tickets.models import Ticket
from app.tickets.states import State
from tests.browser.conftest import Crowd
from tests.browser.person import Person
from tests.stories.scenes import Repair
from tests.web.customer.walk import Walk, a_repair

pytestmark = pytest.mark.browser
# What shows the focus: the element's own outline, or that of the card or row it covers. Then: is it covered?
FOCUS = """() => {
    const e = document.activeElement;
    if (e === document.body) return 'none';
    const shows = [e, e.closest('.option'), e.closest('.ticket-row')].some(it => it
        && getComputedStyle(it).outlineStyle !== 'none' && parseFloat(getComputedStyle(it).outlineWidth) >= 2);
    const box = e.getBoundingClientRect();
    const inside = box.top >= 0 && box.bottom <= innerHeight + 1 || box.height > innerHeight;
    return shows && inside ? 'seen' : `${shows ? 'hidden' : 'no ring'}: ${e.outerHTML.slice(0, 120)}`;
}"""


@pytest.fixture
def private(crowd: Crowd) -> Walk:
    """A repair whose private page is open to messages."""
    walk = a_repair(crowd.shop, State.REQUESTED)
    crowd.shop.client(csrf=True)  # the builder switches CSRF off
    return walk


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_refused_form_says_so_in_the_title_and_takes_the_focus(crowd: Crowd, language: str) -> None:
    customer = crowd.customer(language).open("/request?kind=phone").press("Continue", status=422)
    assert customer.page.title().startswith("오류:" if language == "ko" else "Error:")
    summary = customer.page.locator(".error-summary")
    expect(summary).to_be_focused()
    link = summary.locator("a").last
    field = customer.page.locator(link.get_attribute("href") or "")
    link.click()
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    customer.type("In your own words", "화면이 깨졌어요").press("Continue", status=422)
    expect(customer.labelled("In your own words")).to_have_value("화면이 깨졌어요")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_double_click_counts_once(crowd: Crowd, private: Walk, scripts: bool) -> None:
    customer = crowd.customer("en", scripts=scripts)
    posts: list[str] = []
    customer.page.on("request", lambda it: posts.append(it.url) if it.method == "POST" else None)
    customer.open(f"{private.url}/messages").type("Your message", "Is it done?").press_twice("Send")
    customer.sees("Is it done?")
    assert customer.text.count("Is it done?") == 1
    assert _count(crowd, ThreadMessage) == 1
    assert len(posts) == 1 or not scripts


def test_back_after_the_last_page_does_no_harm(crowd: Crowd) -> None:
    shop, customer = crowd.shop, crowd.customer("en")
    told = Repair(shop, customer, crowd.staff("en"), shop.tick)
    told.tell(kind="Phone", model="Nari 5 phone", symptom="The screen is cracked", story="It fell.")
    told.find_no_serial()
    told.say_who()
    told.accept_at_once()
    told.read(told.code)
    texts = len(shop.phone(told.phone))
    for _ in range(4):  # over the sent page to the check page and the ones before
        answer = customer.page.go_back(wait_until="domcontentloaded")
        assert answer is None or answer.status == 200
        button = customer.page.get_by_role("button", name="Book this pickup")
        if button.count():
            customer.press("Book this pickup")
    told.tick()
    assert _count(crowd, Ticket) == 1
    assert len(shop.phone(told.phone)) == texts


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_focus_is_seen_wherever_the_tab_key_goes(crowd: Crowd, private: Walk, dark: bool) -> None:
    customer = crowd.customer("en", dark=dark)
    for address in ("/request?kind=phone", private.url, f"{private.url}/messages"):
        customer.open(address)
        assert [it for it in _tab_through(customer) if it != "seen"] == [], address


def _tab_through(person: Person) -> list[str]:
    """What each stop of the tab key looks like, once around the page."""
    stops = []
    for _ in range(60):
        person.page.keyboard.press("Tab")
        stop = person.page.evaluate(FOCUS)
        if stop == "none":
            break
        stops.append(stop)
    assert len(stops) > 5, "the tab key leads nowhere"
    return stops


def _count(crowd: Crowd, what: type[Ticket] | type[ThreadMessage]) -> int:
    with crowd.shop.database.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0
