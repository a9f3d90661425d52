"""How much a run plays: `make test` what finds nearly every fault in minutes, `CI=true` all of it.

Left for CI: the PostgreSQL twin of a test whose room does not depend on the engine, every second pairing of language,
theme and scripts in the browser, most of the long kills, and most of Hypothesis' examples. Nothing is left out that has
no sister in the same run.
"""

import os
import random
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
        "api",
        "billing",
        "courier",
        "custody",
        "customers",
        "dock",
        "edge",
        "jobs",
        "journeys/dock",
        "journeys/money",
        "journeys/transport",
        "kernel",
        "messaging/sms",
        "migrations",
        "outbox",
        "photos",
        "privacy",
        "relay",
        "storage",
    )
)
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
    """Whether this run plays a sister of the test instead of it."""
    if WHOLE:
        return False
    if item.get_closest_marker("whole") is not None:
        return True
    callspec = getattr(item, "callspec", None)
    params = callspec.params if callspec else {}
    engine = params.get("database_url") or params.get("empty_url")
    if engine is None:
        return False
    if item.path.is_relative_to(TESTS / "stories"):
        return (engine, params.get("told", "ko" if engine == "sqlite" else "en")) not in ELSEWHERE
    return engine == "postgresql" and not any(item.path.is_relative_to(room) for room in ENGINE_MATTERS)
