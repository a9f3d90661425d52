"""A step at the station may fail, the station may not: each scan has its word, and the next one is taken."""

import re

import pytest
from playwright.sync_api import Route, expect

from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.storage.bins import put_up
from tests.browser.conftest import Crowd
from tests.browser.faults import SMALLEST, faults
from tests.browser.person import Person
from tests.browser.scanner import Scanner, parcels, steps
from tests.browser.station import NO_WORKER, at_station, no_network
from tests.journeys.dock_day import at_bench
from tests.journeys.stations import code_of
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser
ON_PURPOSE = "broken on purpose"


def forgive(person: Person, what: str) -> None:
    """What was broken on purpose is no complaint, once the console has said all of it."""
    person.page.evaluate("0")
    person.complaints[:] = [one for one in person.complaints if not re.search(what, one)]


# -- a scan that fails


@pytest.mark.parametrize(
    ("mode", "label"), [("store", "B/50%"), ("move", "B/%E0%A4%A"), ("count", "B/50%"), ("store", "b/%")]
)
def test_a_label_that_is_no_address_is_refused_and_the_next_scan_is_taken(
    crowd: Crowd, open_shop: OpenShop, mode: str, label: str
) -> None:
    ticket_id = at_bench(open_shop)
    clerk = at_station(crowd, mode)
    scanner, flash = Scanner(clerk.page), clerk.page.locator("#flash")
    scanner.scan(f"HTTPS://SHOP.EXAMPLE/{label}")
    expect(flash).to_have_class(re.compile("problem"))
    expect(flash).to_contain_text(label[2:])
    clerk.page.get_by_role("button", name="OK, seen").click()
    scanner.scan("HTTPS://REPAIR.EXAMPLE/B/A-01")
    expect(clerk.page.locator("#bin-now")).to_have_text("A-01")
    scanner.scan(code_of(open_shop, ticket_id))
    row = clerk.page.locator("#last-scans li").first
    expect(row).to_contain_text(spell_code(code_of(open_shop, ticket_id)))


# The first key that is made for a scan is none.
NO_KEY = f"""
    const make = crypto.randomUUID;
    crypto.randomUUID = function () {{ crypto.randomUUID = make; throw new Error('{ON_PURPOSE}'); }};
"""


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_failure_of_our_own_is_said_and_the_same_scan_is_taken_again(
    crowd: Crowd, open_shop: OpenShop, language: str
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive", language)
    clerk.page.evaluate(f"{NO_KEY}; 0")  # not the function itself: that would be called
    scanner, flash = Scanner(clerk.page), clerk.page.locator("#flash")
    scanner.scan(code_of(open_shop, ticket_id))
    expect(flash.locator("[data-word]")).to_have_text(clerk.say("This scan failed"))
    expect(flash).to_contain_text(clerk.say("Scan it again."))
    expect(clerk.page.locator("#last-scans li")).to_contain_text(clerk.say("This scan failed"))
    clerk.page.get_by_role("button", name=clerk.say("OK, seen")).click()
    scanner.scan(code_of(open_shop, ticket_id))  # at once, and yet no echo
    expect(flash.locator("[data-word]")).to_have_text(clerk.say("Received"))
    assert steps(open_shop, [ticket_id]) == ["receiving"]
    forgive(clerk, ON_PURPOSE)


def test_a_device_that_gives_way_to_another_before_its_bin_is_said_not_to_be_put_away(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    first, second = at_bench(open_shop), at_bench(open_shop, phone="+821011112222")
    clerk = at_station(crowd, "store")
    scanner = Scanner(clerk.page)
    for ticket_id in (first, second):
        scanner.scan(code_of(open_shop, ticket_id))
    rows = clerk.page.locator("#last-scans li")
    expect(rows.filter(has_text="Nothing was changed")).to_contain_text(code_of(open_shop, first))
    expect(rows.filter(has_text="Which bin?")).to_contain_text(code_of(open_shop, second))
    scanner.scan("HTTPS://REPAIR.EXAMPLE/B/A-01")
    expect(rows.filter(has_text="In A-01")).to_contain_text(spell_code(code_of(open_shop, second)))
    expect(rows).to_have_count(2)
    assert [steps(open_shop, [one])[-1] == "storing" for one in (first, second)] == [False, True]


@pytest.mark.parametrize(
    ("end", "word", "line"),
    [("Enter", "Unknown", "no repair"), ("", "Nothing was changed", "half a code")],
)
def test_letters_that_are_no_ticket_are_answered(
    crowd: Crowd, open_shop: OpenShop, end: str, word: str, line: str
) -> None:
    clerk = at_station(crowd, "receive")
    scanner, flash = Scanner(clerk.page), clerk.page.locator("#flash")
    scanner.scan("ABCDEFGH", end=end)
    expect(flash.locator("[data-word]")).to_have_text(word)
    expect(flash).to_contain_text("ABCDEFGH")
    expect(flash).to_contain_text(re.compile(line, re.IGNORECASE))


def test_a_bin_with_a_short_name_is_taken_and_anything_else_as_short_is_answered(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    with open_shop.database.transaction() as session:
        put_up(session, code="A1", note="", capacity="")
    clerk = at_station(crowd, "store")
    scanner = Scanner(clerk.page)
    scanner.scan("A1")
    expect(clerk.page.locator("#bin-now")).to_have_text("A1")
    scanner.scan("B7")
    expect(clerk.page.locator("#flash")).to_contain_text("half a code")


# -- a script that does not come


def without(crowd: Crowd, script: str, language: str = "en", **how: object) -> Person:
    """A clerk who opens the station while that script is not to be had."""
    clerk = crowd.signed_in(Role.WAREHOUSE, language, **how)
    clerk.page.add_init_script(NO_WORKER)
    clerk.page.route(re.compile(rf"/{script}\.js"), lambda route: route.abort())
    clerk.open("/scan?mode=receive")
    return clerk


@pytest.mark.parametrize(
    "script", ["queue", "sender", "signals", "station", "wedge", "keys", "labels", "answers", "memory"]
)
def test_a_script_that_does_not_load_is_said_and_the_page_works_as_without_scripts(
    crowd: Crowd, open_shop: OpenShop, script: str
) -> None:
    scanned, typed = parcels(open_shop, 2)
    clerk = without(crowd, script)
    expect(clerk.page.locator("#no-station")).to_be_visible()
    expect(clerk.page.locator("#station")).to_be_hidden()
    with clerk.page.expect_navigation(wait_until="domcontentloaded"):
        Scanner(clerk.page).scan(code_of(open_shop, scanned))
    clerk.sees("Received")
    clerk.type("Scan or type a code", code_of(open_shop, typed)).press("Do it")
    clerk.sees("Received")
    assert steps(open_shop, [scanned, typed]) == ["receiving"] * 2
    forgive(clerk, "ERR_FAILED")


@pytest.mark.parametrize(("language", "dark"), [("ko", False), ("en", True)])
def test_what_is_said_then_fits_a_small_phone_and_everybody(crowd: Crowd, language: str, dark: bool) -> None:
    clerk = without(crowd, "queue", language, viewport=SMALLEST, dark=dark)
    expect(clerk.page.locator("#no-station")).to_be_visible()
    clerk.sees("The scan station could not start")
    assert faults(clerk.page, axe=True) == []
    forgive(clerk, "ERR_FAILED")


def test_a_station_that_cannot_begin_says_so_and_leaves_the_form_alone(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    scanned, typed = parcels(open_shop, 2)
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.page.add_init_script(NO_WORKER)
    clerk.page.add_init_script(f"window.setInterval = () => {{ throw new Error('{ON_PURPOSE}'); }}")
    clerk.open("/scan?mode=receive")
    expect(clerk.page.locator("#no-station")).to_be_visible()
    with clerk.page.expect_navigation(wait_until="domcontentloaded"):
        Scanner(clerk.page).scan(code_of(open_shop, scanned))
    clerk.type("Scan or type a code", code_of(open_shop, typed)).press("Do it")
    assert steps(open_shop, [scanned, typed]) == ["receiving"] * 2
    forgive(clerk, ON_PURPOSE)


# What was told can no longer be shown at all.
SPEECHLESS = f"document.getElementById('flash').querySelector = () => {{ throw new Error('{ON_PURPOSE}'); }}"


def test_a_station_that_can_say_nothing_any_more_names_what_it_did_not_take(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    first, second = parcels(open_shop, 2)
    clerk = at_station(crowd, "receive")
    clerk.page.evaluate(f"{NO_KEY}; {SPEECHLESS}; 0")
    Scanner(clerk.page).scan(code_of(open_shop, first))
    notice = clerk.page.locator("#no-station")
    expect(notice).to_contain_text(f"Not taken: {code_of(open_shop, first)}")
    with clerk.page.expect_navigation(wait_until="domcontentloaded"):
        Scanner(clerk.page).scan(code_of(open_shop, second))
    assert steps(open_shop, [first, second]) == ["receiving"]
    forgive(clerk, ON_PURPOSE)


# -- what a browser takes away

FORBIDDEN = """
    for (const name of ['getItem', 'setItem'])
        Storage.prototype[name] = () => { throw new DOMException('forbidden', 'SecurityError'); };
"""
REMEMBERED = """
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...what) {
        const request = open.apply(this, what);
        request.addEventListener('success', () => { window.database = request.result; });
        return request;
    };
"""


def test_a_browser_that_remembers_nothing_takes_scans_all_the_same(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive", script=FORBIDDEN)
    clerk.unfold("Sound, vibration, full screen")
    clerk.page.locator("label[for=switch-screen]").click()
    Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
    expect(clerk.page.locator("#last-scans li")).to_contain_text("Received")
    expect(clerk.page.locator("#flash")).not_to_have_class(re.compile("full"))  # chosen for this visit
    assert steps(open_shop, [ticket_id]) == ["receiving"]


def test_a_connection_to_the_devices_store_that_was_dropped_is_made_anew(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    ids = parcels(open_shop, 3)
    clerk = at_station(crowd, "receive", script=REMEMBERED)
    scanner = Scanner(clerk.page)
    for number, ticket_id in enumerate(ids, 1):
        scanner.scan(code_of(open_shop, ticket_id))
        expect(clerk.page.locator("#last-scans li")).to_have_count(number)
        expect(clerk.page.locator("#flash")).not_to_have_class(re.compile("problem"))
        clerk.page.evaluate("window.database.close()")
    assert steps(open_shop, ids) == ["receiving"] * 3


# -- a scan that the shop fails at


def test_a_scan_that_the_shop_fails_at_does_not_block_those_behind_it(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    bad, *good = parcels(open_shop, 3)
    bad_code = code_of(open_shop, bad)
    clerk = at_station(crowd, "receive")

    def fail(route: Route) -> None:
        if bad_code in (route.request.post_data or ""):
            route.fulfill(status=500, json={"error": ON_PURPOSE, "code": "internal"})
        else:
            route.continue_()

    clerk.page.route("**/api/v1/scans", fail)
    scanner, rows = Scanner(clerk.page), clerk.page.locator("#last-scans li")
    for ticket_id in (bad, *good):
        scanner.scan(code_of(open_shop, ticket_id))
    expect(rows.filter(has_text="Received")).to_have_count(2)
    expect(rows.filter(has_text="It is tried again by itself.")).to_have_count(1)
    expect(clerk.page.locator("#waiting [data-count]")).to_have_text("1")
    assert steps(open_shop, [bad, *good]) == ["receiving"] * 2
    clerk.page.unroute_all()
    clerk.page.evaluate("dispatchEvent(new Event('online'))")
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    expect(rows.filter(has_text="Received")).to_have_count(3)
    expect(rows).to_have_count(3)  # and none says any more that it waits
    assert steps(open_shop, [bad, *good]) == ["receiving"] * 3
    forgive(clerk, "status of 500")


def test_a_row_that_said_that_it_waits_says_what_became_of_it(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    row = clerk.page.locator("#last-scans li")
    with no_network(clerk):
        Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
        expect(row).to_contain_text("It waits on this device for the network.")
    expect(row).to_contain_text("Received")
    expect(row).to_have_count(1)


# -- the camera


@pytest.mark.parametrize("lost", ["/scan-camera.js?", "/zxing_reader.wasm?"])
def test_a_camera_whose_reader_does_not_come_says_so(camera_crowd: Crowd, lost: str) -> None:
    clerk = at_station(camera_crowd, "receive")
    clerk.context.route(re.compile(re.escape(lost)), lambda route: route.abort())
    camera = clerk.page.get_by_role("button", name="Use the camera")
    camera.click()
    expect(clerk.page.locator("#camera-said")).to_contain_text("No camera can be used here")
    expect(camera).to_have_attribute("aria-pressed", "false")
    clerk.context.unroute_all()
    camera.click()  # the reader is asked for again
    expect(clerk.page.locator("#camera-said")).to_have_text("Hold the label into the picture.")
    forgive(clerk, "ERR_FAILED|wasm|ArrayBuffer")
