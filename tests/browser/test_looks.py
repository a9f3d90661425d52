"""Every page in the states that matter: nothing scrolls sideways, axe finds nothing, fingers find the targets."""

from contextlib import ExitStack, closing

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Crowd
from tests.browser.faults import SMALLEST, faults
from tests.browser.person import Person
from tests.browser.town import NOT_THERE, Town
from tests.tiers import WHOLE, drawn

pytestmark = pytest.mark.browser
TURNS = (0, pytest.param(1, marks=pytest.mark.whole))
A_THIRD, HALF = 3, 2


def look_at(pages: list[tuple[Person, str]], turn: int, *, every: int = 1) -> list[str]:
    """Open every page in one language and one theme, so that two turns show each page in both of each.

    With `every=2` axe looks in one of the turns only, its language and theme going round; in a run that is not the
    whole every other page is opened and axe looks at each third of them, others each day.
    """
    wrong = []
    today, every = (0, every) if WHOLE else (drawn().randrange(A_THIRD * HALF), A_THIRD)
    if not WHOLE:
        pages = pages[today % HALF :: HALF]
    for number, (person, address) in enumerate(pages):
        person.language = ("ko", "en")[(number + turn) % 2]
        theme = ("light", "dark")[(number // 2 + turn) % 2]
        person.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        mark = "&" if "?" in address else "?"
        person.open(f"{address}{mark}lang={person.language}", status=404 if address in NOT_THERE else 200)
        wrong += [
            f"{address} {person.language} {theme}: {it}"
            for it in faults(person.page, axe=every == 1 or (number // 4 + turn + today) % every == 0)
        ]
    return wrong


@pytest.mark.parametrize("turn", TURNS)
def test_customer_pages_fit_a_small_phone_and_everybody(chromium: Browser, town: Town, turn: int) -> None:
    with closing(Person(chromium, town.shop.origin, viewport=SMALLEST)) as customer:
        wrong = look_at([(customer, address) for address in town.customer_pages], turn)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("turn", TURNS)
def test_staff_pages_fit_a_small_phone_and_everybody(chromium: Browser, town: Town, turn: int) -> None:
    with ExitStack() as doors:
        at_work = Crowd(chromium, town.shop, doors).staff("ko", viewport=SMALLEST)
        wrong = look_at([(at_work(role), address) for role, address in town.staff_pages], turn, every=2)
    assert wrong == [], "\n".join(wrong)
