"""The system's Chromium driven by Playwright; without one these tests are skipped, and CI fails."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app.demo.seed import DEMO_STAFF
from app.kernel.actor import Role
from app.kernel.db import Database
from tests.browser.person import DESK, Person
from tests.browser.town import Town, build
from tests.databases import SqliteTemplates, a_demo_shop, open_engine
from tests.patience import ON_SCREEN
from tests.stories.conftest import OpenShop

# The shell is the same engine without windows, tabs and menus of its own: a fifth of the work for each page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Root may not sandbox; the rest keeps Chromium from calling home, which a closed network would refuse. It has two
# cameras of its own, which nobody may use who was not allowed to.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--use-fake-device-for-media-stream=device-count=2",
]
expect.set_options(timeout=ON_SCREEN)
LACKING = (
    "no Chromium on this machine: the browser tests were NOT run (apt-get install chromium-headless-shell)"
)
_lacking = pytest.StashKey[bool]()


def _chromium() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Half a test suite must not pass for a whole one."""
    if config.stash.get(_lacking, False):
        terminalreporter.section("NO BROWSER WAS TESTED", red=True, bold=True)
        terminalreporter.line(LACKING, red=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Know at the end whether tests were left out."""
    wanted = any(item.get_closest_marker("browser") for item in items)
    config.stash[_lacking] = wanted and _chromium() is None


@pytest.fixture(scope="session")
def launched() -> Iterator[Callable[..., Browser]]:
    """Starts the browser with more arguments than usual; all are closed when the run ends."""
    path = _chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(LACKING, pytrace=False)
        pytest.skip(LACKING)  # a newcomer has Python and make only: docs/decisions/0022
    with sync_playwright() as playwright, ExitStack() as doors:

        def launch(*more: str) -> Browser:
            browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
            doors.callback(browser.close)
            return browser

        yield launch


@pytest.fixture(scope="session")
def chromium(launched: Callable[..., Browser]) -> Browser:
    """One browser for the whole run, with pytest-xdist for each worker that comes across such a test."""
    return launched()


@pytest.fixture(scope="session")
def camera_chromium(launched: Callable[..., Browser]) -> Browser:
    """One whose people have allowed the cameras; the shell has nobody to ask."""
    return launched("--use-fake-ui-for-media-stream")


@pytest.fixture
def open_shop(sqlite_database: Database, tmp_path: Path) -> Iterator[OpenShop]:
    """An open shop on SQLite: what a browser shows does not depend on the database."""
    shop = OpenShop(sqlite_database, tmp_path)
    close = shop.serve()
    try:
        yield shop
    finally:
        close()


@pytest.fixture(scope="session")
def town(_sqlite: SqliteTemplates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A shop with a repair in every state, for tests that only look."""
    with ExitStack() as doors:
        database = Database(open_engine(doors.enter_context(_sqlite.built(a_demo_shop))))
        doors.callback(database.close)
        shop = OpenShop(database, tmp_path_factory.mktemp("town"))
        doors.callback(shop.serve())
        yield build(shop)


def sign_in(person: Person, role: Role) -> None:
    """The demo account of that role signs in as in another tab: the login form is fetched and sent, not looked at."""
    wire = person.context.request
    login, password = next((login, pw) for r, login, pw in DEMO_STAFF if r is role)
    page = wire.get(f"{person.origin}/login?lang={person.language}").text()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    form = {"csrf_token": token[1], "login": login, "password": password}
    assert wire.post(f"{person.origin}/login", form=form, max_redirects=0).status == 302


class Crowd:
    """Everybody with a browser of their own; all must leave without a complaint."""

    def __init__(self, browser: Browser, shop: OpenShop, doors: ExitStack) -> None:
        self.browser, self.shop, self.doors = browser, shop, doors

    def customer(self, language: str = "en", **how: Any) -> Person:
        """Somebody with a phone, 360 px wide."""
        return self.doors.enter_context(closing(Person(self.browser, self.shop.origin, language, **how)))

    def at_work(self, role: Role, language: str = "en", **how: Any) -> Person:
        """Staff of that role at a desk, signed in through the login page."""
        login, password = next((login, pw) for r, login, pw in DEMO_STAFF if r is role)
        desk = Person(self.browser, self.shop.origin, language, **{"viewport": DESK} | how)
        person = self.doors.enter_context(closing(desk))
        person.open(f"/login?lang={language}").type("Login", login).type("Password", password)
        return person.press("Sign in")

    def signed_in(self, role: Role, language: str = "en", **how: Any) -> Person:
        """The same, and it was some time ago: the browser has the cookies, and no page is open yet."""
        desk = Person(self.browser, self.shop.origin, language, **{"viewport": DESK} | how)
        person = self.doors.enter_context(closing(desk))
        sign_in(person, role)
        return person

    def staff(self, language: str, **how: Any) -> Callable[[Role], Person]:
        """Who is at work, each signed in once, when first needed."""
        there: dict[Role, Person] = {}

        def at_work(role: Role) -> Person:
            if role not in there:
                there[role] = self.at_work(role, language, **how)
            return there[role]

        return at_work


@pytest.fixture
def crowd(chromium: Browser, open_shop: OpenShop) -> Iterator[Crowd]:
    """People with browsers around an open shop."""
    with ExitStack() as doors:
        yield Crowd(chromium, open_shop, doors)


@pytest.fixture
def camera_crowd(camera_chromium: Browser, open_shop: OpenShop) -> Iterator[Crowd]:
    """The same, and the browser may use its cameras."""
    with ExitStack() as doors:
        yield Crowd(camera_chromium, open_shop, doors)
