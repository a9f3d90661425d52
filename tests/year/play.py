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
from tests.year.phones import Weather
from tests.year.saving import put_away, take_up
from tests.year.shop import OPENS, ZONE, YearShop
from tests.year.world import at_hour
from tests.year.year import Plan, Year

A_STANDSTILL = timedelta(hours=24)
KEPT_EACH = 28  # days
Say = Callable[[str], None]


class Playing:
    """One year on its way."""

    def __init__(
        self,
        plan: Plan,
        folder: Path,
        database: str = "sqlite",
        *,
        audited: bool = True,
        resume: bool = False,
    ) -> None:
        self._opened = ExitStack()
        self.stopped = False  # set by whoever wants to see how far it came
        self._arrived = 0
        self.folder, self.keeps = folder, database == "sqlite"
        if resume:
            self.year, self.auditor = take_up(folder)
        else:
            self._begin(plan, database)
            self.auditor = _auditor(self.year.seen) if audited else None
        self.year.shop.provider.plan = Weather(self.year.shop, plan.seed, self.year.phones)

    def _begin(self, plan: Plan, database: str) -> None:
        COUNTED.clear()
        year = self.year = Year(plan)
        year.shop = YearShop(self._database(database), self.folder)
        year.seen = Looking(year)
        year.shop.open_for_business(ONLY_WHEN_BUSY if plan.is_quiet else ())
        hire(year)
        arrivals(year)
        begins = year.rng("standstill").randrange(10, max(11, int(plan.last_request)))
        start = at_hour(OPENS, 11, days=begins)
        year.standstill = (start, start + A_STANDSTILL)

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
        """To the end, or until stopped; a line of progress each simulated week."""
        year, started = self.year, time.monotonic()
        week = year.now

        def watch() -> None:
            nonlocal week
            self._audit()
            if year.now >= week:
                day = (year.now - OPENS).days
                begun, breaches = len(year.world.boxes), len(self.auditor.breaches) if self.auditor else 0
                say(
                    f"day {day:3} of {year.plan.days}, {year.now.astimezone(ZONE):%Y-%m-%d}: {begun} repairs, "
                    f"{breaches} breaches, {time.monotonic() - started:.0f} s"
                )
                week += timedelta(days=7)
                if self.keeps and day % KEPT_EACH == 0:
                    put_away(self.folder, year, self.auditor)

        year.play(watch, lambda: self.stopped)
        if self.stopped and self.keeps:
            put_away(self.folder, year, self.auditor)
        elif self.auditor is not None:
            self.auditor.finish()

    def _audit(self) -> None:
        """Whoever audits looks where something changed, a text arrived or a told time passed.

        While the machine stands still nobody reads a page.
        """
        year, shop, arrived = self.year, self.year.shop, len(self.year.phones.arrived)
        something = shop.touched or year.ticked == year.now or arrived > self._arrived
        if self.auditor is None or year.stands_still or not something:
            return
        self._arrived = arrived
        before = time.thread_time()
        self.auditor.look()
        shop.seconds["the auditor"] += time.thread_time() - before
        shop.counted["the auditor"] += 1


def _auditor(seen: Looking) -> Any:
    """Whoever audits, once somebody does."""
    if importlib.util.find_spec("tests.year.auditor") is None:
        return None
    return importlib.import_module("tests.year.auditor").Auditor(seen)
