"""Each script, each request, each call to the browser fails once, at each moment, in turn; no scan ends without a word.

The station is watched while a person receives parcels and takes one back; what it was seen to call is then made to fail,
one thing at a time. The person does what people do: presses the red away and scans again, or types into the form.
"""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from uuid import UUID

import pytest
from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as NoWord

from app.kernel.actor import Role
from tests.browser.chaos import Fault, Watched, faults_of, has_settled
from tests.browser.conftest import Crowd
from tests.browser.person import Person
from tests.browser.scanner import Scanner, steps
from tests.browser.station import NO_WORKER
from tests.custody.devices import inbound
from tests.journeys.stations import code_of
from tests.stories.conftest import OpenShop
from tests.tiers import CROSSES, drawn

pytestmark = pytest.mark.browser
SHARDS = 3
SAMPLE = 6  # faults of a run that is no whole one; each day others
PATIENCE = 30_000  # ms; the page's own are a fifth of what they are in a shop

# "form": works as without scripts; "red": refused or failed, stands until it is pressed away; "said": any other word.
WORD = """([code, typed]) => {
    if (document.readyState === 'loading') return '';
    const squeezed = text => text.replaceAll('-', '');
    const says = one => one && !one.hidden && squeezed(one.textContent).includes(code);
    if ([...document.querySelectorAll('main .verdict:not(#flash)')].some(says)) return 'said';
    const station = document.getElementById('station');
    if (!document.getElementById('no-station')?.hidden || !station || station.hidden) return typed ? '' : 'form';
    const flash = document.getElementById('flash');
    if (!flash.hidden && flash.classList.contains('problem')) return 'red';
    const row = [...document.querySelectorAll('#last-scans li')].find(says);
    return row?.querySelector('[data-status]').textContent || says(flash) ? 'said' : '';
}"""

FORM = "() => !document.getElementById('no-station').hidden || document.getElementById('station').hidden"
BEGUN = "() => ['station', 'no-station'].some(id => document.getElementById(id)?.hidden === false)"


class Day:
    """One person, one page and one fault; each parcel is brought to its end."""

    def __init__(self, shop: OpenShop, clerk: Person, fault: Fault | None) -> None:
        self.shop, self.page = shop, clerk.context.new_page()
        self.page.add_init_script(NO_WORKER)
        self.watched = Watched(self.page, fault)
        self.page.goto(f"{shop.origin}/scan?mode=receive", wait_until="commit")
        self.page.wait_for_selector("#code")
        self.scanner = Scanner(self.page)

    def take(self, code: str) -> None:
        """Scan it until it has been taken, as a person does; or type it, where the page works as without scripts."""
        with suppress(NoWord):  # a script that never comes leaves the form, and nothing to say so
            self.page.wait_for_function(BEGUN, timeout=5_000)
        typed = bool(self.page.evaluate(FORM))
        self._type(code) if typed else self.scanner.scan(code)
        for _ in range(4):
            word = self._word(code, typed=typed)
            if word == "said":
                return
            if word == "form":
                typed = True
                self._type(code)
                continue
            self.page.get_by_role("button", name="OK, seen").click()
            self.scanner.scan(code)
        raise AssertionError(f"{code} was refused again and again")

    def _type(self, code: str) -> None:
        self.page.locator("#code").fill(code)
        self.page.get_by_role("button", name="Do it").click(no_wait_after=True)

    def _word(self, code: str, *, typed: bool) -> str:
        try:
            return str(self.page.wait_for_function(WORD, arg=[code, typed], timeout=PATIENCE).json_value())
        except NoWord:
            raise AssertionError(
                f"no word for {code}: {self.page.locator('main').inner_text()[:600]}"
            ) from None


def until(condition: Callable[[], bool], what: str) -> None:
    """Ask again and again until it holds."""
    end = monotonic() + PATIENCE / 1000
    while not condition():
        assert monotonic() < end, what


def a_day(shop: OpenShop, clerk: Person, fault: Fault | None, ids: list[UUID]) -> list[Fault]:
    """Two parcels are received; asserts that both have a word and are in the books once. What was called meanwhile."""
    codes = [code_of(shop, one) for one in ids]
    day = Day(shop, clerk, fault)
    try:
        for code in codes:
            day.take(code)
        until(
            lambda: has_settled(day.page) and steps(shop, ids) == ["receiving"] * len(ids),
            f"the books: {steps(shop, ids)}",
        )
        uncaught = [] if fault and fault.how in ("broken", "half", "missing", "abort") else day.watched.errors
        assert uncaught == []
        return faults_of(day.watched)
    finally:
        day.page.close()


def sampled(faults: list[Fault], shard: int) -> list[Fault]:
    """A handful from every part of the list, that moves on day by day; all of a shard's with `CROSSES=all`."""
    if CROSSES:
        return faults[shard::SHARDS]
    step = len(faults) / SAMPLE
    today = drawn().randrange(len(faults)) + shard
    return [faults[(int(number * step) + today) % len(faults)] for number in range(SAMPLE)]


@pytest.mark.parametrize("shard", [0, *(pytest.param(n, marks=pytest.mark.whole) for n in range(1, SHARDS))])
def test_whatever_fails_once_each_scan_has_a_word_and_none_is_lost(
    crowd: Crowd, open_shop: OpenShop, shard: int
) -> None:
    clerk = crowd.signed_in(Role.WAREHOUSE)
    phones = (f"+8210{number:08}" for number in range(1, 100_000))

    def two() -> list[UUID]:
        return [inbound(open_shop, phone=next(phones)) for _ in range(2)]

    silent = {}
    for fault in sampled(a_day(open_shop, clerk, None, two()), shard):
        try:
            a_day(open_shop, clerk, fault, two())
        except (AssertionError, Error) as no:
            silent[str(fault)] = str(no)
    assert silent == {}
