"""The system's Chromium driven by Playwright; without one these tests are skipped, and CI fails."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.demo.seed import DEMO_STAFF
from app.kernel.actor import Role
from app.kernel.db import Database
from tests.browser.person import DESK, Person
from tests.stories.conftest import OpenShop

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Root may not sandbox; the rest keeps Chromium from calling home, which a closed network would refuse.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
]  # fmt: skip
LACKING = "no Chromium on this machine: the browser tests were NOT run (apt-get install chromium)"
_skipped = pytest.StashKey[bool]()


def _chromium() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With pytest-xdist all browser tests go to one worker (`--dist loadgroup`), which starts one browser."""
    ours = [item for item in items if item.get_closest_marker("browser")]
    config.stash[_skipped] = bool(ours) and _chromium() is None
    if config.pluginmanager.hasplugin("xdist"):
        for item in ours:
            item.add_marker(pytest.mark.xdist_group("browser"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Half a test suite must not pass for a whole one."""
    if config.stash.get(_skipped, False):
        terminalreporter.section("NO BROWSER WAS TESTED", red=True, bold=True)
        terminalreporter.line(LACKING, red=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    path = _chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(LACKING, pytrace=False)
        pytest.skip(LACKING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_shop(sqlite_database: Database, tmp_path: Path) -> Iterator[OpenShop]:
    """An open shop on SQLite: what a browser shows does not depend on the database."""
    shop = OpenShop(sqlite_database, tmp_path)
    close = shop.serve()
    try:
        yield shop
    finally:
        close()


class Crowd:
    """Everybody with a browser of their own; all must leave without a complaint."""

    def __init__(self, browser: Browser, shop: OpenShop, doors: ExitStack) -> None:
        self.browser, self.shop, self.doors = browser, shop, doors

    def customer(self, language: str = "en", **how: bool) -> Person:
        """Somebody with a phone, 360 px wide."""
        return self.doors.enter_context(closing(Person(self.browser, self.shop.origin, language, **how)))

    def at_work(self, role: Role, language: str = "en", **how: bool) -> Person:
        """Staff of that role at a desk, signed in through the login page."""
        login, password = next((login, pw) for r, login, pw in DEMO_STAFF if r is role)
        desk = Person(self.browser, self.shop.origin, language, viewport=DESK, **how)
        person = self.doors.enter_context(closing(desk))
        person.open(f"/login?lang={language}").type("Login", login).type("Password", password)
        return person.press("Sign in")

    def staff(self, language: str, **how: bool) -> Callable[[Role], Person]:
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
