"""A year put together: database, shop, people, and whoever audits it; played day by day."""

import importlib
import importlib.util
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from tests.year.looking import Looking
from tests.year.odds import COUNTED
from tests.year.people.all_staff import ONLY_WHEN_BUSY, hire
from tests.year.people.customers import arrivals
from tests.year.shop import OPENS, ZONE, YearShop
from tests.year.world import at_hour
from tests.year.year import Plan, Year

A_STANDSTILL = timedelta(hours=24)
Say = Callable[[str], None]


class Playing:
    """One year on its way."""

    def __init__(self, repairs: int, days: int, seed: int, folder: Path, database: str = "sqlite") -> None:
        self._opened = ExitStack()
        self.folder = folder
        self.year = Year(Plan(repairs, days, seed))
        self.year.shop = YearShop(self._database(database), folder)
        self.year.seen = Looking(self.year)
        COUNTED.clear()
        self.year.shop.open_for_business(ONLY_WHEN_BUSY if self.year.plan.is_quiet else ())
        hire(self.year)
        arrivals(self.year)
        begins = self.year.rng("standstill").randrange(10, max(11, int(self.year.plan.last_request)))
        start = at_hour(OPENS, 11, days=begins)
        self.year.standstill = (start, start + A_STANDSTILL)
        self.auditor = _auditor(self.year.seen)

    def _database(self, name: str) -> str:
        if "://" in name:
            return name  # a database of somebody's own
        if name == "sqlite":
            return f"sqlite:///{self.folder / 'year.db'}"
        from tests.postgres import Server, admin_engine, url_in

        server = Server.start()
        self._opened.callback(server.stop)
        engine = admin_engine(server.folder)
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE year TEMPLATE template0")
        return url_in(server.folder, "year")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.year.shop.close()
        self._opened.close()

    def play(self, say: Say = lambda _: None) -> None:
        """To the end; a line of progress each simulated week."""
        week, started = OPENS, time.monotonic()

        def watch() -> None:
            nonlocal week
            # A text may have arrived or a told time have passed; while the machine stands still nobody reads a page.
            if self.auditor is not None and not self.year.stands_still:
                self.auditor.look()
            if self.year.now >= week:
                day = (self.year.now - OPENS).days
                boxes = len(self.year.world.boxes)
                say(
                    f"day {day:3} {self.year.now.astimezone(ZONE):%Y-%m-%d}: {boxes} repairs, {time.monotonic() - started:.0f} s"
                )
                week += timedelta(days=7)

        self.year.play(watch)
        if self.auditor is not None:
            self.auditor.finish()


def _auditor(seen: Looking) -> Any:
    """Whoever audits, once somebody does."""
    if importlib.util.find_spec("tests.year.auditor") is None:
        return None
    return importlib.import_module("tests.year.auditor").Auditor(seen)
