"""The camera at the station: the codes it reads, which of several it means, and what it does when it stops by itself."""

import re
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Crowd
from tests.browser.person import Person
from tests.browser.scanner import address, parcels, steps
from tests.browser.station import at_station
from tests.browser.test_scan_modules import CODE, OTHER, B, Modules, Q
from tests.journeys.stations import code_of
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser

# What lies before the camera, a picture of 640 × 480: drawn codes, each with its left and upper edge and its width.
PAPER = """() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    window.before = [];
    window.lay = async things => {
        window.before = await Promise.all(things.map(async ({ picture, ...place }) => {
            const image = new Image();
            image.src = picture;
            await image.decode();
            return { image, ...place };
        }));
    };
    setInterval(() => {
        const paper = canvas.getContext('2d');
        paper.fillStyle = '#fff';
        paper.fillRect(0, 0, 640, 480);
        paper.imageSmoothingEnabled = false;
        for (const { image, left, top, width } of window.before)
            paper.drawImage(image, left, top, width, width * image.height / image.width);
    }, 50);
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15);
}"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A code of some kind, as it lies before the camera."""

    kind: str
    text: str
    left: int = 120
    top: int = 140
    width: int = 400

    def picture(self) -> dict[str, object]:
        """What the page's drawing takes."""
        code = zxingcpp.create_barcode(self.text, getattr(zxingcpp.BarcodeFormat, self.kind))
        drawn = BytesIO()
        Image.fromarray(code.to_image(scale=4)).save(drawn, "PNG")
        at = {"left": self.left, "top": self.top, "width": self.width}
        return {"picture": f"data:image/png;base64,{b64encode(drawn.getvalue()).decode()}", **at}


def at_camera(crowd: Crowd, *before: Drawn) -> Person:
    """A clerk whose camera sees these codes, read by our own reader."""
    clerk = at_station(crowd, "receive")
    clerk.page.evaluate("delete window.BarcodeDetector")
    clerk.page.evaluate(PAPER)
    lay(clerk, *before)
    clerk.page.get_by_role("button", name="Use the camera").click()
    return clerk


def lay(clerk: Person, *before: Drawn) -> None:
    """Lay these before the camera, instead of what lies there."""
    clerk.page.evaluate("things => window.lay(things)", [one.picture() for one in before])


USUAL = [
    Drawn("Code39", "SN-4711"),
    Drawn("DataMatrix", "BV9-0003", left=200, top=100, width=240),
    Drawn("ITF", "12345678901231"),
    Drawn("EAN13", "8801234567893"),
    Drawn("Codabar", "A123456789012A"),
    Drawn("Code93", "TD21-K100"),
    Drawn("Code128", "LETTERSONLY"),
]


def test_the_usual_codes_are_read_and_each_is_answered(crowd: Crowd) -> None:
    clerk = at_camera(crowd)
    flash = clerk.page.locator("#flash")
    for code in USUAL:
        lay(clerk, code)
        expect(flash.locator("[data-code]")).to_have_text(code.text, timeout=20_000)
        expect(flash).to_have_class(re.compile("problem"))  # nobody has it here, and that is said
        clerk.page.get_by_role("button", name="OK, seen").click()


def test_ours_is_meant_beside_a_makers_code_wherever_it_lies(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    code = code_of(open_shop, ticket_id)
    maker = Drawn("EAN13", "8801234567893", left=220, top=180, width=240)
    clerk = at_camera(crowd, maker, Drawn("QRCode", address(code), left=10, top=10, width=150))
    rows = clerk.page.locator("#last-scans li")
    expect(rows).to_have_count(1, timeout=20_000)
    expect(rows).to_contain_text("Received")
    assert steps(open_shop, [ticket_id]) == ["receiving"]


# -- a camera that stops by itself

STOPS = "document.querySelector('video').srcObject.getTracks().forEach(one => one.stop())"
RUNS_AGAIN = """() => {
    const video = document.querySelector('video');
    return video.srcObject && video.srcObject !== window.before && video.srcObject.active && !video.paused;
}"""
# A page whose camera worked long enough that stopping is no fault of its beginning.
LATER = "() => { const now = performance.now.bind(performance); performance.now = () => now() + 60000; }"


def test_a_camera_that_stops_is_opened_again(camera_crowd: Crowd) -> None:
    clerk = at_station(camera_crowd, "receive")
    clerk.page.get_by_role("button", name="Use the camera").click()
    expect(clerk.page.locator("#camera-said")).to_have_text("Hold the label into the picture.")
    clerk.page.evaluate(f"window.before = document.querySelector('video').srcObject; ({LATER})(); {STOPS}")
    clerk.page.wait_for_function(RUNS_AGAIN)
    expect(clerk.page.locator("#camera-said")).to_have_text("Hold the label into the picture.")
    expect(clerk.page.locator("#camera-view")).to_be_visible()


def test_a_camera_whose_picture_freezes_is_opened_again(camera_crowd: Crowd) -> None:
    clerk = at_station(camera_crowd, "receive")
    clerk.page.get_by_role("button", name="Use the camera").click()
    expect(clerk.page.locator("#camera-said")).to_have_text("Hold the label into the picture.")
    clerk.page.evaluate(
        "window.before = document.querySelector('video').srcObject; document.querySelector('video').pause()"
    )
    clerk.page.evaluate(LATER)
    clerk.page.wait_for_function(RUNS_AGAIN)


def test_a_camera_that_stops_and_stays_away_says_so(camera_crowd: Crowd) -> None:
    clerk = at_station(camera_crowd, "receive")
    clerk.page.get_by_role("button", name="Use the camera").click()
    expect(clerk.page.locator("#camera-said")).to_have_text("Hold the label into the picture.")
    gone = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotReadableError'); }"
    clerk.page.evaluate(f"{gone}; ({LATER})(); {STOPS}")
    expect(clerk.page.locator("#camera-said")).to_contain_text("No camera can be used here")
    expect(clerk.page.locator("#camera-view")).to_be_hidden()


# -- which code is meant, and when it counts

OURS, BIN = Q + CODE, f"{B}A-01"
EYE = """async ([looks, bins]) => {
    const eye = (await import('/scan/pick.js')).createEye(() => bins);
    return looks.map(([at, codes]) => eye(codes.map(([text, x, y]) => ({ text, x, y })), at)).filter(Boolean);
}"""
Look = tuple[int, list[tuple[str, float, float]]]


def looks(*seen: tuple[str, float, float], begin: int = 0, end: int = 600, every: int = 100) -> list[Look]:
    """The same codes before the camera for a while."""
    return [(at, list(seen)) for at in range(begin, end, every)]


MIDDLE, EDGE = (0.5, 0.5), (0.1, 0.9)


@pytest.mark.parametrize(
    ("seen", "scans"),
    [
        (looks(), []),
        (looks((OURS, *EDGE), end=100), [OURS]),  # ours at the first look
        (looks(("8801234567893", *MIDDLE), end=300), []),  # a foreign one when it has stood still
        (looks(("8801234567893", *MIDDLE)), ["8801234567893"]),
        (looks(("8801234567893", *MIDDLE), (OURS, *EDGE)), [OURS]),
        (looks(("8801234567893", *MIDDLE), (BIN, *EDGE)), [BIN]),
        (looks(("8801234567893", *MIDDLE), ("A-02", *EDGE)), ["A-02"]),  # a bin that is known
        (looks(("8801234567893", *EDGE), ("4719-SN", *MIDDLE)), ["4719-SN"]),
        (looks((OURS, *EDGE), (Q + OTHER, *MIDDLE)), [Q + OTHER]),
        (looks(("123", *MIDDLE)), []),  # stripes
        # Ours goes out of the picture, the maker's is still in it for a moment.
        (looks((OURS, *EDGE)) + looks(("8801234567893", *MIDDLE), begin=600, end=1900), [OURS]),
        (
            looks((OURS, *EDGE)) + looks(("8801234567893", *MIDDLE), begin=600, end=2600),
            [OURS, "8801234567893"],
        ),
        # As long as it stays, or only flickers, it is one scan; after three seconds without it another.
        (
            looks((OURS, *MIDDLE))
            + looks(begin=600, end=3400)
            + looks((OURS, *MIDDLE), begin=3400, end=9000),
            [OURS],
        ),
        (looks((OURS, *MIDDLE)) + looks(begin=600, end=3600) + looks((OURS, *MIDDLE), begin=3600), [OURS]),
        (looks((OURS, *MIDDLE)) + looks((OURS, *MIDDLE), begin=3600, end=3700), [OURS, OURS]),
        # Two foreign ones in turn, as when the camera passes over a box: neither.
        (
            [
                look
                for n in range(0, 1200, 200)
                for look in looks((f"SN-{n % 400}", *MIDDLE), begin=n, end=n + 200)
            ],
            [],
        ),
    ],
)
def test_which_code_counts_and_when(modules: Modules, seen: list[Look], scans: list[str]) -> None:
    assert modules.page.evaluate(EYE, [seen, ["A-02"]]) == scans


def test_what_was_not_taken_is_another_scan_while_it_still_lies_there(modules: Modules) -> None:
    twice = """async code => {
        const eye = (await import('/scan/pick.js')).createEye();
        const look = at => eye([{ text: code, x: 0.5, y: 0.5 }], at);
        const before = [look(0), look(100)];
        eye.forget();
        return [...before, look(200)];
    }"""
    assert modules.page.evaluate(twice, OURS) == [OURS, "", OURS]


@pytest.fixture(scope="module")
def modules(chromium: Browser) -> Modules:
    """A page that has nothing but our modules."""
    return Modules(chromium)
