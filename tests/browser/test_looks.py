"""Every page in the states that matter: nothing scrolls sideways, axe finds nothing, fingers find the targets."""

from contextlib import ExitStack, closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import Crowd
from tests.browser.person import Person
from tests.browser.town import NOT_THERE, Town
from tests.tiers import WHOLE, drawn

pytestmark = pytest.mark.browser
TURNS = (0, pytest.param(1, marks=pytest.mark.whole))
A_THIRD = 3
SMALLEST = ViewportSize(width=320, height=640)
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
VIOLATIONS = """options => axe.run(document, options).then(result =>
    result.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""
# What a finger cannot hit well: under 44 px in either direction. A link inside a sentence is exempt
# (WCAG 2.5.8); a box, radio or title is as large as the card or row it covers.
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, summary, select, textarea, input')].filter(e => {
    if (e.type === 'hidden' || !e.checkVisibility({visibilityProperty: true}) || e.closest('.skip, .visually-hidden')) return false;
    const line = e.closest('p, li, dd, dt, td');
    const rest = line && e.matches('a') ? line.innerText.replace(e.innerText, '').trim() : '';
    if (rest && getComputedStyle(e).display === 'inline') return false;
    const box = (e.closest('.option, .ticket-row') || e).getBoundingClientRect();
    return box.width < 43.5 || box.height < 43.5;
}).map(e => { const b = e.getBoundingClientRect(); return `${Math.round(b.width)}x${Math.round(b.height)} ${e.outerHTML.slice(0, 120)}`; })"""


def faults(page: Page, *, axe: bool) -> list[str]:
    """What is wrong with the page as it is shown now; axe is what takes the time."""
    width = page.evaluate("document.documentElement.scrollWidth")
    if axe:
        page.evaluate(Axe().axe_script)
    return [
        *([] if width <= SMALLEST["width"] else [f"{width} px wide"]),
        *(page.evaluate(VIOLATIONS, WCAG) if axe else []),
        *(f"too small for a finger: {target}" for target in page.evaluate(SMALL_TARGETS)),
    ]


def look_at(pages: list[tuple[Person, str]], turn: int, *, every: int = 1) -> list[str]:
    """Open every page in one language and one theme, so that two turns show each page in both of each.

    With `every=2` axe looks in one of the turns only, its language and theme going round; in a run that is not the
    whole at each third page, others each day.
    """
    wrong = []
    today, every = (0, every) if WHOLE else (drawn().randrange(A_THIRD), A_THIRD)
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
