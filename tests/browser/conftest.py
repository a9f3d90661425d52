"""The system's Chromium driven by Playwright; without one these tests are skipped, and CI fails."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.kernel.db import Database
from tests.stories.conftest import OpenShop

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Root may not sandbox; the rest keeps Chromium from calling home, which a closed network would refuse.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
]  # fmt: skip
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        words = "no Chromium on this machine: the browser tests were NOT run (apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
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


class Watched:
    """A page whose console, network and policy complaints fail the test at its end."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.origin = origin
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._same_origin(request.url))

    def _note(self, kind: str, words: str) -> None:
        refused = "status of 4" in words  # a refusal is an answer, not a complaint
        if kind in ("error", "warning") and not refused:
            self.complaints.append(words)

    def _same_origin(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:")):
            self.complaints.append(f"asked a stranger: {url}")
