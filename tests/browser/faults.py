"""What is wrong with a page as it is shown: it scrolls sideways, axe finds something, a finger does not hit a target."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

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
    width, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if axe:
        page.evaluate(Axe().axe_script)
    return [
        *([] if width <= shown else [f"{width} px wide"]),
        *(page.evaluate(VIOLATIONS, WCAG) if axe else []),
        *(f"too small for a finger: {target}" for target in page.evaluate(SMALL_TARGETS)),
    ]
