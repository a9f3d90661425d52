"""How much a run plays: `make test` what finds nearly every fault in minutes, `CI=true` all of it.

Left for CI: the PostgreSQL twin of a test whose room does not depend on the engine and of the longest ones, all cases
but one of a test that opens a browser, starts programs or tells a whole repair (another one each day), a third of the
browser's tests (another third each day), most of the long kills, and most of Hypothesis' examples. What is left out has a
sister in the same run; a browser's test that rests has only neighbours that open the same pages, so what it alone would
find is found by CI, or on another day.
"""

import os
import random
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

WHOLE = os.environ.get("CI") == "true"
CROSSES = os.environ.get("CROSSES") == "all"  # every pairing of the generated crosses: hours, by hand
TESTS = Path(__file__).parent

# Rooms where locks, races, constraints or SQL of our own decide: both engines in every run.
ENGINE_MATTERS = tuple(
    TESTS / folder
    for folder in (
        "bench",
        "billing",
        "courier",
        "custody",
        "jobs",
        "journeys/dock",
        "journeys/money",
        "journeys/transport",
        "kernel",
        "messaging/sms",
        "migrations",
        "outbox",
        "relay",
    )
)
LONG = tuple(
    TESTS / file
    for file in (
        "jobs/test_read_replies.py",
        "relay/test_bookings_machine.py",
        "relay/test_killed.py",
        "relay/test_machine.py",
    )
)  # their twins take as long again
BY_SECONDS = tuple(TESTS / folder for folder in ("browser", "photos", "serve", "stories"))
RESTS_ONE_IN = 3  # of a file of browser tests, while the others open the same pages
QUICK_ALL_THE_SAME = (TESTS / "browser/test_scan_modules.py",)
ELSEWHERE = {
    ("sqlite", "ko"),
    ("postgresql", "en"),
}  # the stories are told once on each engine and in each language


settings.register_profile("few", max_examples=30)
if not WHOLE:
    settings.load_profile("few")


def drawn() -> random.Random:
    """What draws the samples of this run: others each day, and the same ones in every whole run."""
    return random.Random(0 if WHOLE else datetime.now(UTC).toordinal())


def examples(few: int, many: int) -> int:
    """How many examples Hypothesis draws in this run."""
    return many if WHOLE else few


def left_for_ci(item: pytest.Item) -> bool:
    """Whether `make test` plays a sister of the test instead of it."""
    if item.get_closest_marker("whole") is not None:
        return True
    callspec = getattr(item, "callspec", None)
    params = callspec.params if callspec else {}
    engine = params.get("database_url") or params.get("empty_url")
    if engine is None:
        return False
    if item.path.is_relative_to(TESTS / "stories"):
        return (engine, params.get("told", "ko" if engine == "sqlite" else "en")) not in ELSEWHERE
    matters = any(item.path.is_relative_to(room) for room in ENGINE_MATTERS) and item.path not in LONG
    return engine == "postgresql" and not matters


def of_the_day(items: list[pytest.Item]) -> set[pytest.Item]:
    """The cases another day plays: of each test that takes seconds, all but one.

    Not the first of each or the second of each: on one day some are told on one engine, some on the other.
    """
    cases = defaultdict(list)
    for item in items:
        costly = any(item.path.is_relative_to(room) for room in BY_SECONDS)
        if costly and item.path not in QUICK_ALL_THE_SAME:
            cases[item.nodeid.split("[")[0]].append(item)
    today = drawn().randrange(1_000_000)
    return {
        item
        for number, those in enumerate(cases.values())
        for item in those
        if item is not those[(today + number) % len(those)]
    }


def resting(items: list[pytest.Item], named: set[Path]) -> set[pytest.Item]:
    """The browser's tests another day plays: one of three in a file, unless somebody named the file."""
    files = defaultdict(list)
    for item in items:
        if item.path.is_relative_to(TESTS / "browser") and item.path not in (*QUICK_ALL_THE_SAME, *named):
            files[item.path].append(item)
    today = drawn().randrange(RESTS_ONE_IN)
    return {
        item
        for those in files.values()
        if len(those) >= RESTS_ONE_IN
        for number, item in enumerate(those)
        if number % RESTS_ONE_IN == today
    }
