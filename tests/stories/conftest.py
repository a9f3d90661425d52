"""A shop with its doors open: a real HTTP server, a clock that waits, jobs run as the ticker would."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from app.demo.seed import DEMO_STAFF
from app.kernel.actor import Role
from app.kernel.db import Database
from jobs.schedule import TIMETABLE
from tests.shop import Shop, new_app
from tests.stories.scenes import Repair
from tests.stories.visitor import Visitor


class OpenShop(Shop):
    """A seeded shop behind a loopback HTTP server; `origin` is where people find it."""

    origin: str

    def serve(self) -> Callable[[], None]:
        """Open the doors; returns how to close them."""
        self.app = new_app(self.runtime)  # requests come at any time, whatever other shop is open
        server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.origin = f"http://127.0.0.1:{server.server_port}"
        settings = self.runtime.settings.model_copy(update={"public_url": self.origin})
        self.runtime = replace(self.runtime, settings=settings)
        self.app.extensions["mendpost"] = self.runtime
        # It looks this often, in seconds, whether to close; half a second, its own habit, adds up over the tests.
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()

        def close() -> None:
            server.shutdown()
            thread.join()
            server.server_close()

        return close

    def visitor(self, language: str = "en") -> Visitor:
        """Somebody with a fresh browser."""
        return Visitor(self.origin, language)

    def at_work(self, role: Role, language: str = "en") -> Visitor:
        """Staff of that role, signed in through the login page."""
        login, password = next((login, pw) for r, login, pw in DEMO_STAFF if r is role)
        person = self.visitor(language)
        person.open(f"/login?lang={language}").type("Login", login).type("Password", password)
        return person.press("Sign in")

    def tick(self) -> None:
        """Run every job of the timetable once, twice over, as if two tickers were up."""
        for _ in range(2):
            for row in TIMETABLE:
                row.run(self.runtime)

    def wait(self, **time: float) -> None:
        """Let time pass, then let the jobs do what has become due."""
        self.clock.move_on(timedelta(**time))
        self.tick()


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Iterator[OpenShop]:
    """An open shop, on SQLite and on PostgreSQL."""
    built = OpenShop(database, tmp_path)
    close = built.serve()
    try:
        yield built
    finally:
        close()


@pytest.fixture
def repair(shop: OpenShop) -> Iterator[Repair]:
    """A repair to be played by plain HTTP, in English."""
    with ExitStack() as opened:
        yield play(shop, "en", opened)


@pytest.fixture
def korean_repair(shop: OpenShop) -> Iterator[Repair]:
    """The same in Korean."""
    with ExitStack() as opened:
        yield play(shop, "ko", opened)


def play(shop: OpenShop, language: str, opened: ExitStack) -> Repair:
    """Everybody with a browser of their own, staff signed in once each."""
    at_work: dict[Role, Visitor] = {}

    def staff(role: Role) -> Visitor:
        if role not in at_work:
            at_work[role] = opened.enter_context(closing(shop.at_work(role, language)))
        return at_work[role]

    customer = opened.enter_context(closing(shop.visitor(language)))
    return Repair(shop, customer, staff, shop.tick)


@pytest.fixture(params=["en", "ko"])
def told(request: pytest.FixtureRequest) -> Repair:
    """The story in each language."""
    found = request.getfixturevalue("repair" if request.param == "en" else "korean_repair")
    assert isinstance(found, Repair)
    return found


@pytest.fixture
def visitor(shop: OpenShop) -> Iterator[Visitor]:
    """The customer's phone."""
    with closing(shop.visitor()) as person:
        yield person
