"""Scans on pages that are not the station: they open the right thing, and leave fields and forms as they were."""

import re
import time

import pytest
from playwright.sync_api import expect

from app.kernel.actor import Role
from app.kernel.ids import spell_code
from tests.browser.conftest import Crowd
from tests.browser.person import Person
from tests.browser.scanner import Scanner, address, after_a_pause, parcels, steps, stop_the_clock
from tests.custody.devices import inbound
from tests.journeys.dock_day import received
from tests.journeys.stations import code_of
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser
FIELDS = "main :is(input:not([type=hidden], [type=file], [type=checkbox], [type=radio]), textarea, select), .code-box input"
VALUES = f"""() => [...document.querySelectorAll("{FIELDS}, main :is([type=checkbox], [type=radio])")]
    .map(one => `${{one.value}} ${{one.checked}}`)"""


def at_work(crowd: Crowd) -> Person:
    """A clerk on whose pages time stands still."""
    clerk = crowd.signed_in(Role.WAREHOUSE)
    stop_the_clock(clerk.page)
    return clerk


@pytest.mark.parametrize(
    ("hangul", "end", "stray"),
    [(False, "Enter Enter", "]Q1"), (True, "Tab", ""), (False, "", "~")],
    ids=["two-enters-and-a-prefix", "hangul-and-tab", "no-enter"],
)
def test_a_scan_with_the_focus_in_any_field_neither_lands_there_nor_sends_anything(
    crowd: Crowd, open_shop: OpenShop, hangul: bool, end: str, stray: str
) -> None:
    ticket_id = received(open_shop)
    clerk = at_work(crowd)
    here = f"/dock/{code_of(open_shop, ticket_id)}/inspect"
    clerk.open(here)
    clerk.page.locator("textarea").first.fill("긁힌 자국")  # so that the scan does not lead away
    fields = clerk.page.locator(FIELDS)
    before = clerk.page.evaluate(VALUES)
    posts: list[str] = []
    clerk.page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    scanner = Scanner(clerk.page, hangul=hangul)
    others = [code_of(open_shop, one) for one in parcels(open_shop, fields.count())]
    for number, other in enumerate(others):
        fields.nth(number).focus()
        scanner.scan(address(other) if number % 2 else spell_code(other), end=end, stray=stray)
        after_a_pause(clerk.page)
        expect(clerk.page.locator("#scanned [data-code]")).to_have_text(
            other if number % 2 else spell_code(other)
        )
        assert clerk.page.evaluate(VALUES) == before, f"field {number}"
        expect(fields.nth(number)).to_be_focused()
    assert len(others) > 3, "a page with few fields shows little"
    assert clerk.page.url.endswith(here)
    assert posts == []
    assert steps(open_shop, [ticket_id]) == ["receiving"]


@pytest.mark.parametrize("pc", ["azerty", "cyrillic"])
def test_a_scan_opens_the_right_thing_where_scanner_and_computer_have_different_layouts(
    crowd: Crowd, open_shop: OpenShop, pc: str
) -> None:
    code = code_of(open_shop, inbound(open_shop))
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.open("/dock/bulk")
    scanner, codes = Scanner(clerk.page, pc=pc), clerk.page.locator("#codes")
    codes.focus()
    scanner.scan(spell_code(code))
    expect(codes).to_have_value(f"{spell_code(code)}\n")
    clerk.open("/dock")
    scanner.scan(address(code))
    clerk.page.wait_for_url(re.compile(r"/scan\?code="))
    clerk.sees("Expected")
    clerk.open("/labels")  # what the label proved holds on this device, for a serial as well
    clerk.page.locator("h1").click()
    scanner.scan("AZM-0147")
    expect(clerk.page.locator("#codes")).to_have_value("AZM-0147\n")


@pytest.mark.parametrize(("hangul", "caps", "end"), [(True, False, ""), (False, True, "Enter")])
def test_a_scan_anywhere_opens_the_right_thing(
    crowd: Crowd, open_shop: OpenShop, hangul: bool, caps: bool, end: str
) -> None:
    code = code_of(open_shop, inbound(open_shop))
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.open("/dock")
    Scanner(clerk.page, hangul=hangul, caps=caps).scan(address(code), end=end)
    clerk.page.wait_for_url(re.compile(r"/scan\?code="))
    clerk.sees("Expected")


def test_a_pause_ends_a_serial_but_not_half_a_label(crowd: Crowd, open_shop: OpenShop) -> None:
    code = spell_code(code_of(open_shop, inbound(open_shop)))
    clerk = at_work(crowd)
    clerk.open("/dock/bulk")
    scanner, codes = Scanner(clerk.page), clerk.page.locator("#codes")
    clerk.page.locator("h1").click()  # a browser may have put the focus into the list
    for serial in ("SN-4711", "SN-4712"):
        scanner.scan(serial, end="")
        clerk.page.clock.run_for(300)  # the next one may begin now
    expect(codes).to_have_value("SN-4711\nSN-4712\n")
    for stray, half in (("", 8), ("]Q1", 5)):
        codes.fill("")
        codes.focus()
        scanner.scan(code[:half], stray=stray, end="")
        clerk.page.clock.run_for(400)  # a machine that was busy with something else
        scanner.scan(code[half:], end="Enter")
        expect(codes).to_have_value(f"{code}\n")
        clerk.page.clock.run_for(3000)  # no echo of the one before


def test_typing_a_sentence_is_no_scan(crowd: Crowd, open_shop: OpenShop) -> None:
    code = spell_code(code_of(open_shop, inbound(open_shop)))
    clerk = at_work(crowd)
    clerk.open(f"/dock/{code_of(open_shop, received(open_shop))}/inspect")
    remark = clerk.page.locator("textarea").first
    remark.focus()
    for words in ("Refrigerator 2000 is scratched, box RP-7K2M-44", f"belongs to {code}"):
        remark.fill("")
        clerk.page.keyboard.type(words)
        after_a_pause(clerk.page)
        expect(remark).to_have_value(words)


def test_keys_that_are_no_scan_open_nothing(crowd: Crowd) -> None:
    clerk = at_work(crowd)
    clerk.open("/dock")
    clerk.page.keyboard.type("jjkkjjjj")  # somebody walks through a list by keyboard
    after_a_pause(clerk.page)
    assert clerk.page.url.endswith("/dock")


def test_a_bins_label_fills_the_field_that_asks_for_it(crowd: Crowd, open_shop: OpenShop) -> None:
    clerk = at_work(crowd)
    clerk.open(f"/dock/{code_of(open_shop, received(open_shop))}/inspect")
    Scanner(clerk.page).scan("HTTPS://REPAIR.EXAMPLE/B/A-01", end="")
    after_a_pause(clerk.page)
    expect(clerk.page.locator("main input[name=bin]")).to_have_value("A-01")


def test_the_list_of_many_takes_codes_one_a_line(crowd: Crowd, open_shop: OpenShop) -> None:
    codes = [code_of(open_shop, one) for one in parcels(open_shop, 2)]
    clerk = at_work(crowd)
    clerk.open("/dock/bulk")
    scanner = Scanner(clerk.page, hangul=True)
    clerk.page.locator("#codes").focus()
    for code in codes:
        scanner.scan(spell_code(code))
    expect(clerk.page.locator("#codes")).to_have_value("".join(f"{spell_code(code)}\n" for code in codes))


def test_a_list_that_asks_for_bins_takes_their_labels_and_another_does_not(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    (code,) = (code_of(open_shop, one) for one in parcels(open_shop, 1))
    clerk = at_work(crowd)
    clerk.open("/labels")
    scanner, codes = Scanner(clerk.page), clerk.page.locator("#codes")
    codes.focus()
    scanner.scan("HTTPS://REPAIR.EXAMPLE/B/A-01")
    scanner.scan(address(code))
    expect(codes).to_have_value(f"A-01\n{address(code)}\n")
    clerk.open("/dock/bulk")
    codes.focus()
    scanner.scan("HTTPS://REPAIR.EXAMPLE/B/A-01")
    expect(clerk.page.locator("main input[name=bin]")).to_have_value("A-01")
    expect(codes).to_have_value("")


def test_a_bins_label_goes_into_no_list_of_repairs(crowd: Crowd, open_shop: OpenShop) -> None:
    clerk = at_work(crowd)
    clerk.open("/dock/bulk")
    # As on a page that asks for repairs only.
    clerk.page.evaluate("document.querySelector('main input[name=bin]').closest('.field').remove()")
    codes = clerk.page.locator("#codes")
    codes.fill("7K2M\n")
    Scanner(clerk.page).scan("HTTPS://REPAIR.EXAMPLE/B/A-01")
    # Offered, as leaving would lose something.
    expect(clerk.page.locator("#scanned [data-code]")).to_have_text("A-01")
    expect(codes).to_have_value("7K2M\n")


def test_a_refused_list_of_labels_is_kept_when_the_language_is_chosen(crowd: Crowd) -> None:
    clerk = at_work(crowd)
    clerk.open("/labels").type("Codes of repairs or bins, one a line", "NO-SUCH-BIN\n" * 300)
    clerk.press("Make the file", 422)
    clerk.language = "ko"
    clerk.press("한국어", 422)
    expect(clerk.page.locator("#codes")).to_have_value("NO-SUCH-BIN\n" * 300)


BUSY = """ms => setTimeout(() => { const since = performance.now(); while (performance.now() - since < ms); }, 0)"""


@pytest.mark.parametrize("end", ["Enter", ""], ids=["with-enter", "without"])
def test_a_persons_enter_on_a_page_that_was_busy_is_not_the_scanners(
    crowd: Crowd, open_shop: OpenShop, end: str
) -> None:
    """Both wait for the page and reach it together; what tells them apart is when they were pressed."""
    code = spell_code(code_of(open_shop, inbound(open_shop)))
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.open("/dock/bulk")
    codes, scanner = clerk.page.locator("#codes"), Scanner(clerk.page)
    codes.focus()
    clerk.page.evaluate(BUSY, 1500)
    now = time.time()
    scanner.press(code, end=end, at=now + 0.1)
    scanner.press("", at=now + 1)
    expect(codes).to_have_value(f"{code}\n\n")


def test_two_serials_that_a_busy_page_reads_together_are_two(crowd: Crowd) -> None:
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.open("/dock/bulk")
    clerk.page.locator("h1").click()
    scanner = Scanner(clerk.page)
    clerk.page.evaluate(BUSY, 1500)
    now = time.time()
    scanner.press("SN-4711", end="", at=now + 0.1)
    scanner.press("SN-4712", end="", at=now + 0.8)
    expect(clerk.page.locator("#codes")).to_have_value("SN-4711\nSN-4712\n")
