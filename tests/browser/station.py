"""The scan station before somebody: opened for some work, with or without a network, and what is heard and felt of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import expect

from app.kernel.actor import Role
from tests.browser.conftest import Crowd
from tests.browser.person import Person

NO_NETWORK = re.compile("ERR_INTERNET_DISCONNECTED|error occurred when fetching the script")
# As in a browser that has none: the worker's own look at every kind of work costs the shop nine pages.
NO_WORKER = "delete Navigator.prototype.serviceWorker"


def at_station(
    crowd: Crowd, mode: str, language: str = "en", *, worker: bool = False, script: str = "", **how: Any
) -> Person:
    """A clerk at the station, set to that work; `script` runs before the page's own ones, on every page."""
    clerk = crowd.signed_in(Role.WAREHOUSE, language, **how)
    if not worker:
        clerk.page.add_init_script(NO_WORKER)
    if script:
        clerk.page.add_init_script(script)
    clerk.open(f"/scan?mode={mode}")
    expect(clerk.page.locator("#station")).to_be_visible()
    if worker:
        clerk.page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    return clerk


def open_station(person: Person, mode: str) -> None:
    """Open it, until it takes scans."""
    person.open(f"/scan?mode={mode}")
    expect(person.page.locator("#station")).to_be_visible()


@contextmanager
def no_network(person: Person) -> Iterator[None]:
    """The cable is out; what the browser's console says about that is no complaint."""
    person.context.set_offline(True)
    yield
    person.context.set_offline(False)
    person.page.evaluate("0")  # by then the console has said all of it
    person.complaints[:] = [one for one in person.complaints if not NO_NETWORK.search(one)]
