"""The scan station in a real browser: scanners in any keyboard mode, no network, and fields that stay as they are."""

import os
import re
from pathlib import Path, PurePosixPath

import pytest
from playwright.sync_api import Page, Request, Route, expect
from sqlalchemy import func, select

from app.dock.models import DockTask, Scan, TaskKind
from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.tickets.states import State
from tests.browser.conftest import Crowd, sign_in
from tests.browser.faults import SMALLEST, faults
from tests.browser.scanner import Scanner, address, parcels, steps
from tests.browser.station import at_station, no_network, open_station
from tests.custody.devices import state_of
from tests.journeys.dock_day import at_bench
from tests.journeys.stations import code_of
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser
STATIC = Path(__file__).parents[2] / "app" / "web" / "static"


@pytest.mark.parametrize(("language", "hangul"), [("en", False), ("ko", True)])
def test_fifty_scans_in_a_row(crowd: Crowd, open_shop: OpenShop, language: str, hangul: bool) -> None:
    ids = parcels(open_shop, 50)
    clerk = at_station(crowd, "receive", language)
    scanner = Scanner(clerk.page, hangul=hangul)
    for number, ticket_id in enumerate(ids):
        code = code_of(open_shop, ticket_id)
        scanner.scan(address(code) if number % 10 == 0 else (spell_code(code), code.lower())[number % 2])
    last = spell_code(code_of(open_shop, ids[-1]))
    expect(clerk.page.locator("#last-scans li").first).to_contain_text(last)
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, ids) == ["receiving"] * 50


def test_the_next_scan_is_taken_while_the_last_one_is_under_way(crowd: Crowd, open_shop: OpenShop) -> None:
    first, second = parcels(open_shop, 2)
    clerk = at_station(crowd, "receive")
    held: list[Route] = []
    clerk.page.route("**/api/v1/scans", lambda route: route.continue_() if held else held.append(route))
    scanner = Scanner(clerk.page)
    with clerk.page.expect_request("**/api/v1/scans"):
        scanner.scan(code_of(open_shop, first))
    scanner.scan(code_of(open_shop, second))
    expect(clerk.page.locator("#waiting [data-count]")).to_have_text("2")
    assert steps(open_shop, [first, second]) == []
    held[0].continue_()
    expect(clerk.page.locator("#last-scans li")).to_have_count(2)
    assert steps(open_shop, [first, second]) == ["receiving"] * 2


def test_twenty_scans_without_a_network_arrive_once_however_often_they_are_sent(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    ids = parcels(open_shop, 20)
    clerk = at_station(crowd, "receive")
    sent: list[Request] = []
    clerk.page.on("request", lambda one: sent.append(one) if one.url.endswith("/api/v1/scans") else None)
    with no_network(clerk):
        scanner = Scanner(clerk.page)
        for ticket_id in ids:
            scanner.scan(code_of(open_shop, ticket_id))
        expect(clerk.page.locator("#flash.neutral [data-word]")).to_have_text("Noted")
        expect(clerk.page.locator("#waiting")).to_be_visible()
        expect(clerk.page.locator("#waiting [data-count]")).to_have_text("20")
        # Each was tried, the last one, too, before the network is back.
        expect(clerk.page.locator("#last-scans li").filter(has_text="Noted")).to_have_count(20)
        assert steps(open_shop, ids) == []
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, ids) == ["receiving"] * 20
    arrived = [one for one in sent if (answer := one.response()) and answer.status == 201]
    assert len({one.headers["idempotency-key"] for one in arrived}) == 20
    for _ in range(2):
        assert _send_again(clerk.page, arrived) == [[201, "true"]] * 20
    assert steps(open_shop, ids) == ["receiving"] * 20
    with open_shop.database.reading() as session:
        kept = session.scalars(select(Scan)).all()
    assert len(kept) == 20
    assert all(one.queued and one.device_at is not None for one in kept)  # both clocks are known


def _send_again(page: Page, requests: list[Request]) -> object:
    return page.evaluate(
        """async requests => {
            const { csrf } = await (await fetch('/api/v1/station')).json();
            const again = async ([body, key]) => {
                const answer = await fetch('/api/v1/scans', { method: 'POST', body, headers: {
                    'Content-Type': 'application/json', 'Idempotency-Key': key, 'X-CSRFToken': csrf } });
                return [answer.status, answer.headers.get('Idempotency-Replayed')];
            };
            return Promise.all(requests.map(again));
        }""",
        [[one.post_data or "", one.headers["idempotency-key"]] for one in requests],
    )


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_key(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    keys: list[str] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    clerk.page.route("**/api/v1/scans", lose_the_first)
    Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
    expect(clerk.page.locator("#waiting")).to_contain_text("waits on this device for the network")
    clerk.page.evaluate("dispatchEvent(new Event('online'))")
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert keys[0] == keys[1]
    assert steps(open_shop, [ticket_id]) == ["receiving"]
    clerk.complaints[:] = [one for one in clerk.complaints if "ERR_FAILED" not in one]


def test_what_moved_on_while_it_waited_is_told_and_put_on_the_list(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "hand_out")
    with no_network(clerk):
        Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
        expect(clerk.page.locator("#waiting")).to_be_visible()
        expect(clerk.page.locator("#waiting [data-count]")).to_have_text("1")
    expect(clerk.page.locator("#flash.attention")).to_contain_text("dock's list")
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, [ticket_id]) == []
    with open_shop.database.reading() as session:
        conflicts = select(func.count()).select_from(DockTask).where(DockTask.kind == TaskKind.CONFLICT)
        assert session.scalar(conflicts) == 1


# The service worker has the page of every kind of work, and the files that belong to them.
UNTIL_KEPT = """async () => {
    const kept = async () => (await (await caches.open('mendpost-station')).keys()).map(one => one.url);
    const belonging = [...document.querySelectorAll('link[rel=modulepreload], script[src]')].map(one => one.href || one.src);
    const enough = names => names.filter(one => one.includes('mode=')).length === 9 && belonging.every(one => names.includes(one));
    while (!navigator.serviceWorker.controller || !enough(await kept())) await new Promise(next => setTimeout(next, 50));
}"""


# What is kept on somebody's device of a shop of another version, and what of this one is there.
ANOTHER_VERSION = """async () => {
    const cache = await caches.open('mendpost-station');
    for (const name of ['/scripts/0123456789/scan/queue.js', '/scripts/0123456789/scan/gone.js', '/static/app.js?v=0123456789'])
        await cache.put(name, new Response('// before'));
    await cache.put('/static/vendor/zxing/reader.js?v=0123456789', new Response('// not the page\\'s'));
}"""
UNTIL_GONE = """async () => {
    const cache = await caches.open('mendpost-station');
    const old = async () => (await cache.keys()).map(one => one.url).filter(one => one.includes('0123456789'));
    while ((await old()).length > 1) await new Promise(next => setTimeout(next, 50));
    return old();
}"""


def test_what_belongs_to_another_version_of_the_shop_is_kept_no_longer(crowd: Crowd) -> None:
    clerk = at_station(crowd, "receive", worker=True)
    clerk.page.evaluate(UNTIL_KEPT)
    clerk.page.evaluate(ANOTHER_VERSION)
    open_station(clerk, "receive")
    assert len(clerk.page.evaluate(UNTIL_GONE)) == 1  # the camera's reader is none of the page's files
    clerk.page.evaluate(UNTIL_KEPT)


def imports(name: str) -> set[str]:
    """This module and all that it imports, at once or later."""
    here = PurePosixPath(name).parent
    found = {name}
    for one in re.findall(
        r"""(?:from|import\(|^import) ?"(\.[^"]+)""", (STATIC / name).read_text(), re.MULTILINE
    ):
        found |= imports(os.path.normpath(here / one))
    return found


def test_the_page_names_every_module_that_the_station_may_come_to_need(crowd: Crowd) -> None:
    clerk = at_station(crowd, "receive")
    named = clerk.page.evaluate(
        "[...document.querySelectorAll('link[rel=modulepreload]')].map(one => one.href)"
    )
    assert {re.sub(r"^.*/scripts/[0-9a-f]{10}/", "", one) for one in named} == imports("scan/station.js")


def test_the_station_opens_without_a_network_set_to_the_work_that_was_asked_for(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive", worker=True)
    clerk.page.evaluate(UNTIL_KEPT)
    with no_network(clerk):
        clerk.page.goto(f"{open_shop.origin}/scan?mode=hand_in")
        expect(clerk.page.locator("#station")).to_have_attribute("data-mode", "hand_in")
        expect(clerk.page.locator("#station")).to_be_visible()
        Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
        expect(clerk.page.locator("#waiting")).to_be_visible()
        expect(clerk.page.locator("#waiting [data-count]")).to_have_text("1")
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, [ticket_id]) == ["receiving"]
    kept = clerk.page.evaluate(
        "(async () => (await (await caches.open('mendpost-station')).keys()).map(one => one.url))()"
    )
    assert [one for one in kept if "/api/" in one] == []


def test_signed_out_scans_stay_and_are_sent_by_who_made_them(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    clerk.context.clear_cookies()
    Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
    expect(clerk.page.locator("#waiting")).to_contain_text("signed in again")
    expect(clerk.page.locator("#waiting [data-count]")).to_have_text("1")
    sign_in(clerk, Role.MANAGER)
    open_station(clerk, "receive")
    expect(clerk.page.locator("#waiting")).to_contain_text("until the person who made them")
    assert steps(open_shop, [ticket_id]) == []
    clerk.context.clear_cookies()
    sign_in(clerk, Role.WAREHOUSE)
    open_station(clerk, "receive")
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, [ticket_id]) == ["receiving"]


def test_the_same_scan_twice_within_moments_does_nothing_twice(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    scanner = Scanner(clerk.page)
    for _ in range(3):
        scanner.scan(code_of(open_shop, ticket_id))
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, [ticket_id]) == ["receiving"]


def test_a_scan_is_undone_from_the_list(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
    row = clerk.page.locator("#last-scans li")
    expect(row).to_have_count(1)
    clerk.page.keyboard.press("Escape")  # nobody has to wait until green goes by itself
    row.get_by_role("button", name="Undo").click()
    expect(row.locator("[data-status]")).to_have_text("Undone")
    expect(row.get_by_role("button", name="Undo")).to_have_count(0)
    assert state_of(open_shop, ticket_id) is State.INBOUND
    assert clerk.page.url.endswith("/scan?mode=receive")


def test_red_stands_until_somebody_has_seen_it(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    scanner = Scanner(clerk.page)
    scanner.scan("SN-12345")
    flash = clerk.page.locator("#flash")
    expect(flash).to_have_class(re.compile("problem"))
    scanner.scan(code_of(open_shop, ticket_id))
    expect(flash).to_contain_text("This scan was not taken")
    assert steps(open_shop, [ticket_id]) == []
    clerk.page.get_by_role("button", name="OK, seen").click()
    expect(flash).to_be_hidden()
    scanner.scan(code_of(open_shop, ticket_id))  # within three seconds, and yet no double: it was not taken
    expect(flash.locator("[data-word]")).to_have_text("Received")
    expect(flash).to_be_hidden()  # green goes by itself


def test_a_bin_chosen_by_its_label_takes_what_follows(crowd: Crowd, open_shop: OpenShop) -> None:
    first, second = at_bench(open_shop), at_bench(open_shop, phone="+821011112222")
    clerk = at_station(crowd, "store")
    scanner = Scanner(clerk.page)
    scanner.scan(code_of(open_shop, first))  # the device before its bin: kept in mind
    expect(clerk.page.locator("#flash [data-word]")).to_have_text("Which bin?")
    scanner.scan("HTTPS://REPAIR.EXAMPLE/B/A-01")
    scanner.scan(code_of(open_shop, second))
    expect(clerk.page.locator("#last-scans li")).to_have_count(2)
    expect(clerk.page.locator("#bin-now")).to_have_text("A-01")
    assert [steps(open_shop, [one])[-1] for one in (first, second)] == ["storing", "storing"]


@pytest.mark.parametrize(("language", "dark"), [("ko", False), ("en", True)])
def test_whatever_the_station_shows_fits_a_small_phone_and_everybody(
    crowd: Crowd, open_shop: OpenShop, language: str, dark: bool
) -> None:
    first, second = parcels(open_shop, 2)
    clerk = at_station(crowd, "receive", language, viewport=SMALLEST, dark=dark)
    scanner, flash = Scanner(clerk.page), clerk.page.locator("#flash")
    scanner.scan(code_of(open_shop, first))
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    scanner.scan("SN-998877")
    expect(flash).to_have_class(re.compile("problem"))
    wrong = faults(clerk.page, axe=True)
    flash.get_by_role("button").click()
    with no_network(clerk):
        scanner.scan(code_of(open_shop, second))
        expect(flash).to_have_class(re.compile("neutral"))
        wrong += faults(clerk.page, axe=True)
        clerk.page.keyboard.press("Escape")
        expect(flash).to_be_hidden()
        wrong += faults(clerk.page, axe=True)
    assert wrong == []
