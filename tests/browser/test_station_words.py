"""Every scan at the station has its word, and keeps it, whatever happens at the same moment."""

import re

import pytest
from playwright.sync_api import Route, expect

from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.storage.bins import put_up
from tests.browser.conftest import Crowd
from tests.browser.person import Person
from tests.browser.scanner import Scanner, address, parcels, steps, stop_the_clock
from tests.browser.station import NO_WORKER, at_station
from tests.browser.test_camera import Drawn, at_camera, lay
from tests.browser.test_station_failures import forgive
from tests.journeys.dock_day import at_bench
from tests.journeys.stations import code_of
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser
SCANS = "**/api/v1/scans"
BIN = "HTTPS://REPAIR.EXAMPLE/B/"


def hold_answers(clerk: Person) -> list[Route]:
    """The network is slow: what is asked of the shop lies here until it is let go."""
    held: list[Route] = []
    clerk.page.route(SCANS, lambda route: held.append(route))
    return held


def red(clerk: Person, scanner: Scanner) -> None:
    """A scan that nobody knows has turned the screen red."""
    scanner.scan("SN-12345")
    expect(clerk.page.locator("#flash")).to_have_class(re.compile("problem"))


# -- an answer that comes late


def test_a_late_answer_does_not_take_the_screen_from_a_later_scan_that_needs_somebody(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    with open_shop.database.transaction() as session:
        put_up(session, code="A1", note="", capacity="")
    clerk = at_station(crowd, "store")
    scanner, flash = Scanner(clerk.page), clerk.page.locator("#flash")
    rows = clerk.page.locator("#last-scans li")
    held = hold_answers(clerk)
    with clerk.page.expect_request(SCANS):
        scanner.scan("A1")
    scanner.scan("B7")
    expect(flash).to_contain_text("half a code")
    held[0].continue_()
    expect(rows.filter(has_text="Bin A1")).to_have_count(1)
    expect(flash).to_contain_text("half a code")
    expect(rows.filter(has_text="B7")).to_contain_text("half a code")


def test_which_bin_is_asked_until_it_is_scanned(crowd: Crowd, open_shop: OpenShop) -> None:
    first, second = at_bench(open_shop), at_bench(open_shop, phone="+821011112222")
    clerk = at_station(crowd, "move")
    scanner, word = Scanner(clerk.page), clerk.page.locator("#flash [data-word]")
    rows = clerk.page.locator("#last-scans li")
    held = hold_answers(clerk)
    scanner.scan(code_of(open_shop, first))
    with clerk.page.expect_request(SCANS):
        scanner.scan(f"{BIN}A-01")
    scanner.scan(code_of(open_shop, second))
    expect(word).to_have_text("Which bin?")
    held[0].continue_()
    expect(rows.filter(has_text=spell_code(code_of(open_shop, first)))).to_have_count(1)
    expect(word).to_have_text("Which bin?")
    asked = rows.filter(has_text="Which bin?")
    expect(asked).to_contain_text(code_of(open_shop, second))
    clerk.page.unroute_all()
    scanner.scan(f"{BIN}A-01")
    expect(asked).to_have_count(0)
    expect(rows).to_have_count(2)
    assert [steps(open_shop, [one])[-1] for one in (first, second)] == ["storing"] * 2


def test_a_late_answer_to_a_bins_label_does_not_choose_that_bin_again(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    first, second = at_bench(open_shop), at_bench(open_shop, phone="+821011112222")
    clerk = at_station(crowd, "move")
    scanner, rows = Scanner(clerk.page), clerk.page.locator("#last-scans li")
    held = hold_answers(clerk)
    with clerk.page.expect_request(SCANS):
        scanner.scan(f"{BIN}A-01")
    scanner.scan(code_of(open_shop, first))
    expect(clerk.page.locator("#bin-now")).to_have_text("none yet")  # the next device has a bin of its own
    with clerk.page.expect_request(SCANS):
        held[0].continue_()
    expect(rows).to_have_count(1)
    expect(clerk.page.locator("#bin-now")).to_have_text("none yet")
    scanner.scan(code_of(open_shop, second))
    expect(rows.filter(has_text="Which bin?")).to_contain_text(code_of(open_shop, second))


# -- while red stands


def test_a_scan_does_not_press_red_away_however_short_it_is(crowd: Crowd, open_shop: OpenShop) -> None:
    clerk = at_station(crowd, "receive")
    scanner, flash = Scanner(clerk.page), clerk.page.locator("#flash")
    red(clerk, scanner)
    expect(flash.get_by_role("button")).to_be_focused()
    for number, text in enumerate(("B7", "ABCD"), 1):
        scanner.scan(text, end="Enter Enter")
        expect(flash).to_contain_text("This scan was not taken")
        refused = clerk.page.locator("#last-scans li").filter(has_text="This scan was not taken")
        expect(refused).to_have_count(number)
        expect(refused.first).to_contain_text(text)


def test_red_takes_nothing_out_of_the_hands_of_who_is_typing(crowd: Crowd, open_shop: OpenShop) -> None:
    clerk = at_station(crowd, "receive")
    flash, box = clerk.page.locator("#flash"), clerk.page.locator("#code")
    held = hold_answers(clerk)
    with clerk.page.expect_request(SCANS):
        Scanner(clerk.page).scan("SN-12345")
    box.focus()
    clerk.page.keyboard.type("SN-", delay=100)  # a person: within 200 ms of a scan an Enter is the scanner's
    held[0].continue_()
    expect(flash).to_have_class(re.compile("problem"))
    clerk.page.keyboard.type("998", delay=100)
    expect(box).to_have_value("SN-998")
    clerk.page.keyboard.press("Enter")
    expect(flash).to_contain_text("This scan was not taken")
    expect(clerk.page.locator("#last-scans li").filter(has_text="SN-998")).to_have_count(1)
    expect(flash.get_by_role("button")).to_be_focused()


def test_what_red_was_about_may_be_scanned_again_as_soon_as_it_was_seen(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    clerk = at_station(crowd, "receive")
    scanner, rows = Scanner(clerk.page), clerk.page.locator("#last-scans li")
    for number in (1, 2):  # within three seconds of one another
        red(clerk, scanner)
        expect(rows).to_have_count(number)
        clerk.page.get_by_role("button", name="OK, seen").click()


def test_what_was_undone_may_be_scanned_again_at_once(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    scanner, rows = Scanner(clerk.page), clerk.page.locator("#last-scans li")
    scanner.scan(code_of(open_shop, ticket_id))
    expect(rows).to_have_count(1)
    clerk.page.keyboard.press("Escape")
    rows.get_by_role("button", name="Undo").click()
    expect(rows.locator("[data-status]")).to_have_text("Undone")
    scanner.scan(code_of(open_shop, ticket_id))
    expect(rows).to_have_count(2)


def test_a_label_held_before_the_camera_while_red_stood_is_taken_when_it_was_seen(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_camera(crowd)
    rows = clerk.page.locator("#last-scans li")
    red(clerk, Scanner(clerk.page))
    lay(clerk, Drawn("QRCode", address(code_of(open_shop, ticket_id)), left=200, top=100, width=240))
    expect(rows.filter(has_text="This scan was not taken")).to_have_count(1)
    clerk.page.get_by_role("button", name="OK, seen").click()
    expect(rows.filter(has_text="Received")).to_have_count(1)


# -- a page that comes or goes meanwhile


def test_a_scan_under_which_the_station_begins_is_taken(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.page.add_init_script(NO_WORKER)
    held: list[Route] = []
    clerk.page.route(re.compile(r"/scan/(station|wedge)\.js"), lambda route: held.append(route))
    clerk.page.goto(f"{open_shop.origin}/scan?mode=receive", wait_until="commit")
    expect(clerk.page.locator("#code")).to_be_focused()
    scanner = Scanner(clerk.page)

    def begin() -> None:
        for script in held:
            script.continue_()
        expect(clerk.page.locator("#station")).to_be_visible()

    scanner.scan(code_of(open_shop, ticket_id), halfway=begin)
    expect(clerk.page.locator("#last-scans li")).to_contain_text("Received")
    expect(clerk.page.locator("#code")).to_have_value("")


def test_a_device_that_waits_for_its_bin_is_named_on_the_next_page(crowd: Crowd, open_shop: OpenShop) -> None:
    code = code_of(open_shop, at_bench(open_shop))
    clerk = at_station(crowd, "store")
    Scanner(clerk.page).scan(code)
    expect(clerk.page.locator("#flash [data-word]")).to_have_text("Which bin?")
    clerk.open("/dock")
    cut = clerk.page.locator("#cut")
    expect(cut).to_contain_text(code)
    expect(cut).to_contain_text("Scan it again.")
    cut.get_by_role("button").click()
    clerk.open("/scan?mode=store")
    expect(clerk.page.locator("#station")).to_be_visible()
    expect(cut).to_be_hidden()
    expect(clerk.page.locator("#last-scans li")).to_have_count(0)


def test_what_was_not_kept_yet_when_the_page_went_is_named_on_the_next_one(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    first, second = parcels(open_shop, 2)
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.page.add_init_script(NO_WORKER)
    stop_the_clock(clerk.page)
    held: list[Route] = []  # who is signed in is not known for now
    clerk.page.route("**/api/v1/station", lambda route: route.continue_() if held else held.append(route))
    clerk.open("/scan?mode=receive")
    expect(clerk.page.locator("#station")).to_be_visible()
    scanner = Scanner(clerk.page)
    scanner.scan(code_of(open_shop, first))
    scanner.scan(code_of(open_shop, second)[:6], end="")  # and one in the middle of which the page goes
    clerk.open("/scan?mode=hand_out")
    clerk.page.clock.resume()
    rows = clerk.page.locator("#last-scans li").filter(has_text="cut off")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text(code_of(open_shop, second)[:6])
    expect(rows.first).to_contain_text(code_of(open_shop, first))
    assert steps(open_shop, [first, second]) == []


def test_a_scan_on_a_page_that_is_just_being_sent_is_named_on_the_next_one(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    first, second = parcels(open_shop, 2)
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.page.add_init_script(NO_WORKER)
    clerk.page.route(
        re.compile(r"/scan/sender\.js"), lambda route: route.abort()
    )  # works as without the station
    clerk.open("/scan?mode=receive")
    expect(clerk.page.locator("#no-station")).to_be_visible()
    held: list[Route] = []
    clerk.page.route(re.compile(r"/scan$"), lambda route: held.append(route))
    scanner = Scanner(clerk.page)
    clerk.page.evaluate("unhurried.begin()")
    with clerk.page.expect_request(re.compile(r"/scan$")):
        scanner.press(code_of(open_shop, first))
    scanner.press(code_of(open_shop, second))
    with clerk.page.expect_navigation(wait_until="load"):
        held[0].continue_()
    clerk.sees("Received")
    expect(clerk.page.locator("#cut")).to_contain_text(code_of(open_shop, second))
    assert steps(open_shop, [first, second]) == ["receiving"]
    forgive(clerk, "ERR_FAILED")
