"""What a scan station has around the scans: the camera and its light, sound and vibration, a count that is finished."""

import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
import qrcode
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Route, expect

from app.dock.works import Work
from app.kernel.ids import spell_code
from tests.browser.conftest import Crowd
from tests.browser.faults import SMALLEST, faults
from tests.browser.person import Person
from tests.browser.scanner import Scanner, address, parcels, steps
from tests.browser.station import at_station, no_network, open_station
from tests.journeys.dock_day import at_bench
from tests.journeys.stations import code_of, scan
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser
BIN = "HTTPS://REPAIR.EXAMPLE/B/"
PROBE = Path(__file__).parents[2] / "app" / "web" / "static" / "scan" / "probe.png"

# -- the camera

PAPER = """picture => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    const image = new Image();
    image.onload = () => setInterval(() => {
        const paper = canvas.getContext('2d');
        paper.fillStyle = '#fff';
        paper.fillRect(0, 0, 640, 480);
        paper.drawImage(image, 220, 140, 200, 200);
    }, 50);
    image.src = picture;
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15);
    const look = Worker.prototype.postMessage;
    window.looks = 0;
    Worker.prototype.postMessage = function (...picture) { window.looks += 1; return look.apply(this, picture); };
}"""


# Browsers with a reader of their own, which no Chromium on Linux has: one that reads, and one that finds nothing.
READS = """code => { window.BarcodeDetector = class {
    static getSupportedFormats = async () => ['qr_code', 'data_matrix', 'code_128', 'code_39', 'code_93', 'codabar', 'itf', 'ean_13',
        'ean_8', 'upc_a', 'upc_e', 'pdf417'];
    constructor({ formats }) { window.formats = formats; }
    detect = async picture => [{ rawValue: picture instanceof ImageBitmap ? 'MENDPOST' : code, boundingBox: new DOMRect(0, 0, 9, 9) }];
}; }"""
FINDS_NOTHING = """() => { window.BarcodeDetector = class {
    static getSupportedFormats = async () => ['qr_code', 'data_matrix', 'code_128', 'code_39', 'code_93', 'codabar', 'itf', 'ean_13',
        'ean_8', 'upc_a', 'upc_e'];
    detect = async () => [];
}; }"""
READS_FEW = """() => { window.BarcodeDetector = class {
    static getSupportedFormats = async () => ['qr_code', 'code_128'];
    detect = async () => { throw new Error('not asked'); };
}; }"""


def hold_up(clerk: Person, label: str) -> None:
    """Hold that label before the camera."""
    drawn = BytesIO()
    qrcode.make(label).save(drawn)
    clerk.page.evaluate(PAPER, f"data:image/png;base64,{b64encode(drawn.getvalue()).decode()}")
    clerk.page.get_by_role("button", name="Use the camera").click()


def test_a_browser_that_reads_labels_itself_needs_no_reader_of_ours(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    label = address(code_of(open_shop, ticket_id))
    clerk.page.evaluate(READS, label)
    fetched: list[str] = []
    clerk.page.on("request", lambda one: fetched.append(one.url))
    hold_up(clerk, label)
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    assert steps(open_shop, [ticket_id]) == ["receiving"]
    formats, looked = clerk.page.evaluate("[window.formats, window.looks]")
    assert {"qr_code", "data_matrix", "code_128", "ean_13"} <= set(formats)
    assert looked == 0
    assert not [one for one in fetched if "zxing" in one or "scan-camera" in one]


def test_the_picture_that_a_browsers_reader_is_tried_with_says_what_we_expect() -> None:
    (found,) = zxingcpp.read_barcodes(Image.open(PROBE).convert("L"))
    assert found.text == "MENDPOST"


@pytest.mark.parametrize(
    "browser_has", ["() => { delete window.BarcodeDetector; }", FINDS_NOTHING, READS_FEW]
)
def test_the_camera_reads_a_label_with_our_own_reader_and_a_strict_policy(
    crowd: Crowd, open_shop: OpenShop, browser_has: str
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    clerk.page.evaluate(browser_has)
    hold_up(clerk, address(code_of(open_shop, ticket_id)))
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    looked = clerk.page.evaluate("window.looks")
    # It still lies there: one scan.
    clerk.page.wait_for_function("looked => window.looks > looked + 4", arg=looked)
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    assert steps(open_shop, [ticket_id]) == ["receiving"]


def test_a_camera_nobody_may_use_stops_nothing_else(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    clerk.page.get_by_role("button", name="Use the camera").click()
    expect(clerk.page.locator("#camera-said")).to_contain_text("No camera can be used here")
    Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    assert steps(open_shop, [ticket_id]) == ["receiving"]


# Which cameras are running, by their names; and that one of them has a lamp, which the browser's own have not: asked
# for one, they refuse.
RUNNING = """() => window.opened.filter(one => one.readyState === 'live').map(one => one.label)"""
CAMERAS = """
    window.opened = [];
    window.asked = [];
    const open = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = async function (wanted) {
        const stream = await open.call(this, wanted);
        window.opened.push(...stream.getTracks());
        return stream;
    };
"""
LAMP = """
    const can = MediaStreamTrack.prototype.getCapabilities;
    MediaStreamTrack.prototype.getCapabilities = function () {
        return { ...can.call(this), ...(this.label === 'fake_device_1' ? { torch: true } : {}) };
    };
    const apply = MediaStreamTrack.prototype.applyConstraints;
    MediaStreamTrack.prototype.applyConstraints = function (wanted) {
        window.asked.push([this.label, wanted]);
        return window.broken ? apply.call(this, wanted) : Promise.resolve();
    };
"""


def at_cameras(camera_crowd: Crowd, script: str) -> Person:
    """A phone with two cameras, both allowed; the first of them runs."""
    clerk = at_station(camera_crowd, "receive", viewport=SMALLEST, script=script)
    clerk.page.get_by_role("button", name="Use the camera").click()
    expect(clerk.page.locator("#camera-choice")).to_be_visible()
    return clerk


def test_one_of_several_cameras_is_chosen_and_stays_chosen(camera_crowd: Crowd) -> None:
    clerk = at_cameras(camera_crowd, CAMERAS)
    choice = clerk.page.get_by_label("Camera", exact=True)
    assert choice.locator("option").all_inner_texts() == ["fake_device_0", "fake_device_1"]
    assert clerk.page.evaluate(RUNNING) == ["fake_device_0"]
    expect(clerk.page.get_by_role("button", name="Light")).to_be_hidden()
    choice.select_option("fake_device_1")
    clerk.page.wait_for_function(f"() => ({RUNNING})().join() === 'fake_device_1'")
    expect(clerk.page.get_by_role("button", name="Light")).to_be_hidden()
    assert faults(clerk.page, axe=True) == []
    button = clerk.page.get_by_role("button", name="Use the camera")
    button.click()
    expect(choice).to_be_hidden()
    assert clerk.page.evaluate(RUNNING) == []
    open_station(clerk, "receive")
    button.dblclick()  # gloves
    button.click()
    expect(choice.locator("option:checked")).to_have_text("fake_device_1")
    assert clerk.page.evaluate(RUNNING) == ["fake_device_1"]


def test_a_light_is_offered_only_where_the_camera_has_one(camera_crowd: Crowd) -> None:
    clerk = at_cameras(camera_crowd, CAMERAS + LAMP)
    light = clerk.page.get_by_role("button", name="Light")
    choice = clerk.page.get_by_label("Camera", exact=True)
    expect(light).to_be_hidden()
    choice.select_option("fake_device_1")
    expect(light).to_be_visible()
    for lit in (True, False):
        light.click()
        expect(light).to_have_attribute("aria-pressed", str(lit).lower())
        assert clerk.page.evaluate("window.asked.at(-1)") == ["fake_device_1", {"advanced": [{"torch": lit}]}]
    light.click()
    choice.select_option("fake_device_0")
    expect(light).to_be_hidden()
    choice.select_option("fake_device_1")
    expect(light).to_be_visible()
    expect(light).to_have_attribute("aria-pressed", "false")  # a camera that is opened anew is dark
    assert faults(clerk.page, axe=True) == []
    clerk.page.evaluate("window.broken = true")
    light.click()
    expect(light).to_be_hidden()


# -- sound, vibration, full screen

# What is heard and felt, beside being heard and felt.
SENSES = """
    window.senses = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) { window.senses.push('sound'); return start.apply(this, at); };
    const buzz = Navigator.prototype.vibrate;
    Navigator.prototype.vibrate = function (how) { window.senses.push('vibration'); return buzz.call(this, how); };
"""


def test_what_can_be_switched_off_stays_off(crowd: Crowd, open_shop: OpenShop) -> None:
    ids = iter(parcels(open_shop, 6))
    clerk = at_station(crowd, "receive", script=SENSES)

    def noticed() -> tuple[set[str], bool]:
        clerk.page.evaluate("window.senses.length = 0")
        Scanner(clerk.page).scan(code_of(open_shop, next(ids)))
        flash = clerk.page.locator("#flash")
        expect(flash).to_be_visible()
        fills = "full" in (flash.get_attribute("class") or "").split()
        senses = set(clerk.page.evaluate("window.senses"))
        clerk.page.keyboard.press("Escape")
        return senses, fills

    assert noticed() == ({"sound", "vibration"}, True)
    left = {"sound", "vibration"}
    for label, sense in (("Sound", "sound"), ("Vibration", "vibration")):
        _switch(clerk, label)
        left.discard(sense)
        assert noticed() == (left, True)
        open_station(clerk, "receive")
        assert noticed() == (left, True), f"{label} came back with the page"
    _switch(clerk, "Fill the screen")
    open_station(clerk, "receive")
    assert clerk.page.locator("[data-switch]:checked").count() == 0
    assert noticed() == (set(), False)


def _switch(clerk: Person, label: str) -> None:
    clerk.unfold("Sound, vibration, full screen")
    clerk.page.locator("label").filter(has_text=re.compile(f"^{label}$")).click()


# -- a count

Shelf = dict[str, UUID]


@pytest.fixture
def shelf(open_shop: OpenShop) -> Shelf:
    """By the books two devices lie in A-01 and one in A-02."""
    devices = {}
    for number, (name, bin_code) in enumerate((("there", "A-01"), ("gone", "A-01"), ("stranger", "A-02"))):
        devices[name] = at_bench(open_shop, phone=f"+8210{number:08}")
        scan(open_shop, code_of(open_shop, devices[name]), Work.STORE, bin_code=bin_code)
    return devices


def queues(page: Page) -> dict[str, str]:
    """The lists of a page with how long they are."""
    titles = page.locator(".queue-title").all_inner_texts()
    return dict(title.rsplit(maxsplit=1) for title in titles)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_count_is_finished_with_the_list_of_what_differs(
    crowd: Crowd, open_shop: OpenShop, shelf: Shelf, language: str
) -> None:
    clerk = at_station(crowd, "count", language, viewport=SMALLEST)
    finish = clerk.page.locator("#finish-count")
    expect(finish).to_be_hidden()
    scanner = Scanner(clerk.page, hangul=language == "ko")
    scanner.scan(f"{BIN}A-01")
    for name in ("there", "stranger"):
        scanner.scan(code_of(open_shop, shelf[name]))
    expect(clerk.page.locator("#last-scans li")).to_have_count(3)
    expect(finish).to_be_visible()
    clerk.page.keyboard.press("Escape")
    clerk.press("Finish this count")
    say = clerk.say
    assert queues(clerk.page) == {say("Missing"): "1", say("Should not be here"): "1", say("Seen"): "1"}
    rows = clerk.page.locator(".queue")
    for title, name in (("Missing", "gone"), ("Should not be here", "stranger"), ("Seen", "there")):
        expect(rows.filter(has_text=say(title)).first).to_contain_text(
            spell_code(code_of(open_shop, shelf[name]))
        )
    assert faults(clerk.page, axe=True) == []
    clerk.follow("Settle what is missing")
    clerk.sees(spell_code(code_of(open_shop, shelf["gone"])))


def test_a_count_waits_for_the_scans_that_are_under_way(
    crowd: Crowd, open_shop: OpenShop, shelf: Shelf
) -> None:
    clerk = at_station(crowd, "count")
    scanner = Scanner(clerk.page)
    scanner.scan(f"{BIN}A-01")
    expect(clerk.page.locator("#flash")).to_contain_text("By the books")  # else it is the label that is held
    clerk.page.keyboard.press("Escape")
    held: list[Route] = []
    clerk.page.route("**/api/v1/scans", lambda route: route.continue_() if held else held.append(route))
    with clerk.page.expect_request("**/api/v1/scans"):
        scanner.scan(code_of(open_shop, shelf["there"]))
    scanner.scan(code_of(open_shop, shelf["gone"]))
    with clerk.page.expect_navigation(wait_until="domcontentloaded"):
        clerk.page.get_by_role("button", name="Finish this count").click()
        expect(clerk.page.locator("#waiting [data-count]")).to_have_text("2")
        held[0].continue_()
    assert queues(clerk.page) == {"Seen": "2"}
    clerk.sees("The bin and the books agree.")


def test_a_count_is_not_finished_while_scans_wait_for_the_network(
    crowd: Crowd, open_shop: OpenShop, shelf: Shelf
) -> None:
    clerk = at_station(crowd, "count")
    scanner, flash = Scanner(clerk.page), clerk.page.locator("#flash")
    scanner.scan(f"{BIN}A-01")
    expect(flash).to_contain_text("By the books 2 lie here")
    with no_network(clerk):
        for name in ("there", "gone"):
            scanner.scan(code_of(open_shop, shelf[name]))
        expect(clerk.page.locator("#waiting [data-count]")).to_have_text("2")
        clerk.page.keyboard.press("Escape")
        clerk.page.get_by_role("button", name="Finish this count").click()
        expect(flash).to_contain_text("Finish the count when they are sent.")
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    clerk.page.keyboard.press("Escape")
    clerk.press("Finish this count")
    assert queues(clerk.page) == {"Seen": "2"}
