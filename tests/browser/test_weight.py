"""What a page costs on a slow line: bytes, requests, and that nothing jumps while it comes in."""

from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.person import Person
from tests.browser.town import NOT_THERE, Town

pytestmark = pytest.mark.browser
MOST_BYTES, MOST_REQUESTS = 60 * 1024, 8
# The score of everything that moved without being asked to (Layout Instability API), a frame after loading.
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(sum), 50));
})"""


def test_customer_pages_are_light_and_stand_still(chromium: Browser, town: Town) -> None:
    """Every page is opened with an empty cache, as on the first visit; the shop sends nothing compressed."""
    heavy, worst = [], 0
    with closing(Person(chromium, town.shop.origin, "ko")) as customer:
        wire = customer.context.new_cdp_session(customer.page)
        seen: list[float] = []
        wire.on("Network.loadingFinished", lambda event: seen.append(_bytes(event)))
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        for address in town.customer_pages:
            seen.clear()
            customer.open(_in_korean(address), status=404 if address in NOT_THERE else 200)
            customer.page.wait_for_load_state("load")
            shift = customer.page.evaluate(SHIFTS)
            worst = max(worst, int(sum(seen)))
            if sum(seen) > MOST_BYTES or len(seen) > MOST_REQUESTS:
                heavy.append(f"{address}: {sum(seen):.0f} bytes in {len(seen)} requests")
            if shift > 0.01:
                heavy.append(f"{address} moves by {shift:.3f}")
    assert heavy == [], "\n".join(heavy)
    assert worst > 20_000, "nothing was measured"


def _bytes(event: dict[str, Any]) -> float:
    """What came over the wire, headers included."""
    return float(event["encodedDataLength"])


def _in_korean(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang=ko"
