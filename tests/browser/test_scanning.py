"""The scan station in a real browser: scanners in any keyboard mode, no network, and fields that stay as they are."""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
import qrcode
from playwright.sync_api import Page, Request, Route, expect
from sqlalchemy import func, select

from app.custody.scans import DockTask, Scan, TaskKind
from app.demo.seed import DEMO_STAFF
from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.tickets.states import State
from tests.browser.conftest import Crowd
from tests.browser.person import Person
from tests.browser.scanner import Scanner, address, parcels, steps
from tests.browser.test_looks import SMALLEST, faults
from tests.custody.devices import state_of
from tests.journeys.dock_day import at_bench
from tests.journeys.stations import code_of
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser
NO_NETWORK = re.compile("ERR_INTERNET_DISCONNECTED|error occurred when fetching the script")


def at_station(crowd: Crowd, mode: str, language: str = "en", **how: Any) -> Person:
    clerk = crowd.at_work(Role.WAREHOUSE, language, **how)
    clerk.open(f"/scan?mode={mode}")
    expect(clerk.page.locator("#station")).to_be_visible()
    clerk.page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    return clerk


@contextmanager
def no_network(person: Person) -> Iterator[None]:
    """The cable is out; what the browser's console says about that is no complaint."""
    person.context.set_offline(True)
    yield
    person.context.set_offline(False)
    person.page.evaluate("0")  # by then the console has said all of it
    person.complaints[:] = [one for one in person.complaints if not NO_NETWORK.search(one)]


@pytest.mark.parametrize(("language", "hangul"), [("en", False), ("ko", True)])
def test_fifty_scans_in_a_row(crowd: Crowd, open_shop: OpenShop, language: str, hangul: bool) -> None:
    ids = parcels(open_shop, 50)
    clerk = at_station(crowd, "receive", language)
    scanner = Scanner(clerk.page, hangul=hangul)
    for number, ticket_id in enumerate(ids):
        code = code_of(open_shop, ticket_id)
        scanner.scan((spell_code(code), code.lower(), address(code))[number % 3])
    last = spell_code(code_of(open_shop, ids[-1]))
    expect(clerk.page.locator("#last-scans li").first).to_contain_text(last, timeout=20_000)
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, ids) == ["receiving"] * 50


def test_the_next_scan_is_taken_while_the_last_one_is_under_way(crowd: Crowd, open_shop: OpenShop) -> None:
    first, second = parcels(open_shop, 2)
    clerk = at_station(crowd, "receive")
    held: list[Route] = []
    clerk.page.route("**/api/v1/scans", lambda route: route.continue_() if held else held.append(route))
    scanner = Scanner(clerk.page)
    for number, ticket_id in enumerate((first, second), start=1):
        scanner.scan(code_of(open_shop, ticket_id))
        expect(clerk.page.locator("#waiting [data-count]")).to_have_text(str(number))
    assert steps(open_shop, [first, second]) == []
    held[0].continue_()
    expect(clerk.page.locator("#last-scans li")).to_have_count(2, timeout=20_000)
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
        assert steps(open_shop, ids) == []
    expect(clerk.page.locator("#waiting")).to_be_hidden(timeout=20_000)
    assert steps(open_shop, ids) == ["receiving"] * 20
    arrived = [one for one in sent if (answer := one.response()) and answer.status == 201]
    assert len({one.headers["idempotency-key"] for one in arrived}) == 20
    for _ in range(2):
        assert [_send_again(clerk.page, one) for one in arrived] == [[201, "true"]] * 20
    assert steps(open_shop, ids) == ["receiving"] * 20
    with open_shop.database.reading() as session:
        kept = session.scalars(select(Scan)).all()
    assert len(kept) == 20
    assert all(one.queued and one.device_at is not None for one in kept)  # both clocks are known


def _send_again(page: Page, request: Request) -> object:
    return page.evaluate(
        """async ([body, key]) => {
            const { csrf } = await (await fetch('/api/v1/station')).json();
            const answer = await fetch('/api/v1/scans', { method: 'POST', body, headers: {
                'Content-Type': 'application/json', 'Idempotency-Key': key, 'X-CSRFToken': csrf } });
            return [answer.status, answer.headers.get('Idempotency-Replayed')];
        }""",
        [request.post_data or "", request.headers["idempotency-key"]],
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
    expect(clerk.page.locator("#flash.attention")).to_contain_text("dock's list", timeout=20_000)
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, [ticket_id]) == []
    with open_shop.database.reading() as session:
        conflicts = select(func.count()).select_from(DockTask).where(DockTask.kind == TaskKind.CONFLICT)
        assert session.scalar(conflicts) == 1


# The service worker has the page of every kind of work, and the files that belong to them.
UNTIL_KEPT = """async () => {
    const kept = async () => (await (await caches.open('mendpost-station')).keys()).map(one => one.url);
    const enough = names => names.filter(one => one.includes('mode=')).length === 9 && names.some(one => one.includes('wedge.js'));
    while (!navigator.serviceWorker.controller || !enough(await kept())) await new Promise(next => setTimeout(next, 50));
}"""


def test_the_station_opens_without_a_network_set_to_the_work_that_was_asked_for(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    clerk.page.evaluate(UNTIL_KEPT)
    with no_network(clerk):
        clerk.page.goto(f"{open_shop.origin}/scan?mode=hand_in")
        expect(clerk.page.locator("#station")).to_have_attribute("data-mode", "hand_in")
        expect(clerk.page.locator("#station")).to_be_visible()
        Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
        expect(clerk.page.locator("#waiting")).to_be_visible()
        expect(clerk.page.locator("#waiting [data-count]")).to_have_text("1")
    expect(clerk.page.locator("#waiting")).to_be_hidden(timeout=20_000)
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
    _sign_in(clerk, Role.MANAGER)
    expect(clerk.page.locator("#waiting")).to_contain_text("until the person who made them")
    assert steps(open_shop, [ticket_id]) == []
    clerk.context.clear_cookies()
    _sign_in(clerk, Role.WAREHOUSE)
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert steps(open_shop, [ticket_id]) == ["receiving"]


def _sign_in(person: Person, role: Role) -> None:
    login, password = next((login, password) for one, login, password in DEMO_STAFF if one is role)
    person.open("/login?lang=en").type("Login", login).type("Password", password).press("Sign in")
    person.open("/scan?mode=receive")
    expect(person.page.locator("#station")).to_be_visible()


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


CAMERA = """picture => {
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
}"""


def test_the_camera_reads_a_label_with_our_own_reader_and_a_strict_policy(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    drawn = BytesIO()
    qrcode.make(address(code_of(open_shop, ticket_id))).save(drawn)
    clerk.page.evaluate(CAMERA, f"data:image/png;base64,{b64encode(drawn.getvalue()).decode()}")
    clerk.page.evaluate("delete window.BarcodeDetector")
    clerk.page.get_by_role("button", name="Use the camera").click()
    expect(clerk.page.locator("#last-scans li")).to_have_count(1, timeout=20_000)
    clerk.page.wait_for_timeout(500)  # it still lies there: one scan
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    assert steps(open_shop, [ticket_id]) == ["receiving"]


def test_without_a_camera_everything_else_works(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    clerk.page.get_by_role("button", name="Use the camera").click()
    expect(clerk.page.locator("#camera-said")).to_contain_text("No camera can be used here")
    Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
    expect(clerk.page.locator("#last-scans li")).to_have_count(1)
    assert steps(open_shop, [ticket_id]) == ["receiving"]


def test_what_can_be_switched_off_stays_off(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = at_station(crowd, "receive")
    clerk.unfold("Sound, vibration, full screen")
    for label in ("Sound", "Vibration", "Fill the screen"):
        clerk.page.locator("label").filter(has_text=re.compile(f"^{label}$")).click()
    clerk.open("/scan?mode=receive")
    assert clerk.page.locator("[data-switch]:checked").count() == 0
    Scanner(clerk.page).scan(code_of(open_shop, ticket_id))
    expect(clerk.page.locator("#flash")).to_be_visible()
    expect(clerk.page.locator("#flash")).not_to_have_class(re.compile("full"))


@pytest.mark.parametrize(("language", "dark"), [("ko", False), ("en", True)])
def test_whatever_the_station_shows_fits_a_small_phone_and_everybody(
    crowd: Crowd, open_shop: OpenShop, language: str, dark: bool
) -> None:
    first, second = parcels(open_shop, 2)
    clerk = at_station(crowd, "receive", language, viewport=SMALLEST, dark=dark)
    scanner, flash = Scanner(clerk.page), clerk.page.locator("#flash")
    scanner.scan(code_of(open_shop, first))
    expect(clerk.page.locator("#last-scans li")).to_have_count(1, timeout=20_000)
    scanner.scan("SN-998877")
    expect(flash).to_have_class(re.compile("problem"))
    wrong = faults(clerk.page, axe=True)
    flash.get_by_role("button").click()
    with no_network(clerk):
        scanner.scan(code_of(open_shop, second))
        expect(flash).to_have_class(re.compile("neutral"))
        wrong += faults(clerk.page, axe=True)
        expect(flash).to_be_hidden()
        wrong += faults(clerk.page, axe=True)
    assert wrong == []
