"""Photos by one tap from a scan: made smaller on the device, kept with ticket and step, and never lost without a word."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, expect

from app.custody import queries as custody
from app.custody.models import BizStep
from app.kernel.actor import Role
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket as photos_of
from app.photos.service import FULL, fetch
from tests.browser.conftest import Crowd, sign_in
from tests.browser.faults import SMALLEST, faults
from tests.browser.person import Person
from tests.browser.scanner import Scanner, parcels
from tests.browser.station import at_station, no_network
from tests.journeys.stations import code_of
from tests.photos.taken import encoded, half_red, opened
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser
RED_ABOVE = Image.Exif()
RED_ABOVE[0x0112] = 6  # orientation: the camera was held upright, the picture lies on its side
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 200


@dataclass
class Wire:
    """What arrives at the shop of photos, byte for byte: a browser tells no test what it sends of a file."""

    shop: OpenShop
    photos: list[bytes] = field(default_factory=list)

    @contextmanager
    def tapped(self) -> Iterator[None]:
        """Listen in front of the application."""
        inside = self.shop.app.wsgi_app

        def listening(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            if environ.get("CONTENT_TYPE", "").startswith("multipart/"):
                body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
                environ["wsgi.input"] = BytesIO(body)
                head = f"Content-Type: {environ['CONTENT_TYPE']}\r\n\r\n".encode()
                parts = message_from_bytes(head + body, policy=policy.HTTP).iter_parts()
                self.photos += [bytes(one.get_content()) for one in parts if one.get_filename()]
            return inside(environ, start)

        self.shop.app.wsgi_app = listening  # type: ignore[method-assign,assignment]
        yield


@pytest.fixture
def wire(open_shop: OpenShop) -> Iterator[Wire]:
    """Everything that is sent of photos."""
    wire = Wire(open_shop)
    with wire.tapped():
        yield wire


def scanned(crowd: Crowd, shop: OpenShop, **how: Any) -> tuple[Person, UUID, Locator]:
    """A clerk who has just received a parcel: the ticket, and its row of the list."""
    (ticket_id,) = parcels(shop, 1)
    clerk = at_station(crowd, "receive", **how)
    Scanner(clerk.page).scan(code_of(shop, ticket_id))
    row = clerk.page.locator("#last-scans li")
    expect(row).to_have_count(1)
    clerk.page.keyboard.press("Escape")
    return clerk, ticket_id, row


def take(row: Locator, photo: bytes, name: str = "IMG_0001.jpg") -> None:
    """One tap on the row's button, which opens the camera or the photos of the device."""
    with row.page.expect_file_chooser() as opened:
        row.locator("[data-photo]").click()
    opened.value.set_files([FilePayload(name=name, mimeType="image/jpeg", buffer=photo)])


def kept(shop: OpenShop, ticket_id: UUID) -> list[tuple[PhotoKind, str]]:
    """The ticket's photos: what they show, and which step of custody names them."""
    with shop.database.reading() as session:
        rows = custody.of_ticket(session, ticket_id)
        step_of = {row.number: row.step for row in rows}
        named = {sha: step_of[row.adds_to] for row in rows if row.adds_to for sha in row.evidence.photos}
        return [(PhotoKind(one.kind), named[one.sha256].value) for one in photos_of(session, ticket_id)]


SEALED = (PhotoKind.DOCK_SEALED, BizStep.RECEIVING.value)


def test_a_photo_from_the_list_is_made_smaller_and_kept_upright_with_the_step(
    crowd: Crowd, open_shop: OpenShop, wire: Wire
) -> None:
    _, ticket_id, row = scanned(crowd, open_shop)
    take(row, encoded(half_red(4000, 3000), "JPEG", exif=RED_ABOVE, quality=95))
    expect(row.locator("[data-photo]")).to_have_text("Photo kept")
    assert kept(open_shop, ticket_id) == [SEALED]
    (sent,) = wire.photos
    _is_upright(sent, (1536, 2048))
    with open_shop.database.reading() as session:
        (photo,) = photos_of(session, ticket_id)
    _is_upright(fetch(open_shop.runtime.files, photo.sha256, FULL), (1536, 2048))


def test_photos_of_a_form_are_made_smaller_before_it_is_sent(
    crowd: Crowd, open_shop: OpenShop, wire: Wire
) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = crowd.signed_in(Role.WAREHOUSE)
    clerk.open(f"/dock/{code_of(open_shop, ticket_id)}/receive")
    clerk.page.locator("input[type=file]").set_input_files(
        FilePayload(
            name="IMG_0001.jpg",
            mimeType="image/jpeg",
            buffer=encoded(half_red(4000, 3000), "JPEG", exif=RED_ABOVE, quality=95),
        )
    )
    button = clerk.page.locator("main .button.primary")
    expect(button).not_to_have_attribute("aria-disabled", "true")
    with clerk.page.expect_navigation(wait_until="domcontentloaded"):
        button.click()
    (sent,) = wire.photos
    _is_upright(sent, (1536, 2048))
    with open_shop.database.reading() as session:
        assert [one.kind for one in photos_of(session, ticket_id)] == [PhotoKind.DOCK_SEALED]


def test_a_long_screenshot_stays_legible_when_it_is_made_smaller(
    crowd: Crowd, open_shop: OpenShop, wire: Wire
) -> None:
    _, _, row = scanned(crowd, open_shop)
    long = Image.effect_noise((1300, 7800), 90)
    take(row, encoded(long, "PNG"), "screenshot.png")
    expect(row.locator("[data-photo]")).to_have_text("Photo kept")
    (sent,) = wire.photos
    assert opened(sent).size == (1000, 6000), "2048 for its longer side would leave 341 for the other"


def _is_upright(content: bytes, size: tuple[int, int]) -> None:
    picture = Image.open(BytesIO(content))
    assert (picture.format, picture.size) == ("JPEG", size)
    assert 0x0112 not in picture.getexif()
    for y, is_red in ((size[1] // 4, True), (size[1] * 3 // 4, False)):
        red, _, blue = picture.getpixel((size[0] // 2, y))  # type: ignore[misc]
        assert (red > 200 > 50 > blue) if is_red else (blue > 200 > 50 > red)


def test_a_small_photo_goes_as_it_is(crowd: Crowd, open_shop: OpenShop, wire: Wire) -> None:
    _, ticket_id, row = scanned(crowd, open_shop)
    photo = encoded(half_red(), "JPEG")
    take(row, photo)
    expect(row.locator("[data-photo]")).to_have_text("Photo kept")
    assert wire.photos == [photo]
    assert kept(open_shop, ticket_id) == [SEALED]


def test_a_browser_that_cannot_make_it_smaller_sends_it_as_it_is(
    crowd: Crowd, open_shop: OpenShop, wire: Wire
) -> None:
    _, ticket_id, row = scanned(crowd, open_shop, script="delete window.createImageBitmap")
    photo = encoded(half_red(4000, 3000), "JPEG", exif=RED_ABOVE)
    take(row, photo)
    expect(row.locator("[data-photo]")).to_have_text("Photo kept")
    assert wire.photos == [photo]
    assert kept(open_shop, ticket_id) == [SEALED]


@pytest.mark.parametrize(("language", "dark"), [("en", True), ("ko", False)])
def test_what_is_no_photo_is_refused_in_words_and_another_one_can_be_taken(
    crowd: Crowd, open_shop: OpenShop, wire: Wire, language: str, dark: bool
) -> None:
    how = {"language": language, "dark": dark, "viewport": SMALLEST}
    clerk, ticket_id, row = scanned(crowd, open_shop, **how)
    take(row, HEIC, "IMG_0001.heic")
    expect(row.locator("[data-photo]")).to_have_text(clerk.say("Photo not kept"))
    expect(row).to_contain_text("HEIC")
    assert wire.photos == [HEIC]
    assert faults(clerk.page, axe=True) == []
    take(row, encoded(half_red(), "JPEG"))
    expect(row.locator("[data-photo]")).to_have_text(clerk.say("Photo kept"))
    expect(row).not_to_contain_text("HEIC")
    assert kept(open_shop, ticket_id) == [SEALED]


def test_a_photo_that_could_not_be_sent_is_sent_by_another_tap_and_kept_once(
    crowd: Crowd, open_shop: OpenShop, wire: Wire
) -> None:
    clerk, ticket_id, row = scanned(crowd, open_shop)
    button = row.locator("[data-photo]")
    take(row, encoded(half_red(), "JPEG"))  # before the network goes: its script comes with the first photo
    expect(button).to_have_text("Photo kept")
    with no_network(clerk):
        take(row, encoded(half_red(600, 300), "JPEG"))
        expect(button).to_have_text("Not sent: try again")
        button.click()
        expect(button).to_have_text("Not sent: try again")
    button.click()
    expect(button).to_have_text("Photo kept")
    take(row, encoded(half_red(600, 300), "JPEG"))  # the button takes photos again; this one is there already
    expect(button).to_have_text("Photo kept")
    assert len(wire.photos) == 3
    assert kept(open_shop, ticket_id) == [SEALED] * 2


def test_signed_out_a_photo_is_not_said_to_be_kept_and_waits_for_the_login(
    crowd: Crowd, open_shop: OpenShop
) -> None:
    clerk, ticket_id, row = scanned(crowd, open_shop)
    clerk.context.clear_cookies()
    take(row, encoded(half_red(), "JPEG"))
    expect(row.locator("[data-photo]")).to_have_text("Not sent: try again")
    expect(row).to_contain_text("Sign in again in another tab")
    assert kept(open_shop, ticket_id) == []
    sign_in(clerk, Role.WAREHOUSE)
    row.locator("[data-photo]").click()
    expect(row.locator("[data-photo]")).to_have_text("Photo kept")
    expect(row).not_to_contain_text("Sign in again")
    assert kept(open_shop, ticket_id) == [SEALED]


def test_without_scripts_the_answer_of_the_scan_takes_the_photo(crowd: Crowd, open_shop: OpenShop) -> None:
    (ticket_id,) = parcels(open_shop, 1)
    clerk = crowd.signed_in(Role.WAREHOUSE, scripts=False)
    clerk.open("/scan?mode=receive").type("Scan or type a code", code_of(open_shop, ticket_id)).press("Do it")
    clerk.attach("Photo of it", encoded(half_red(), "JPEG")).press("Keep the photo")
    assert kept(open_shop, ticket_id) == [SEALED]
