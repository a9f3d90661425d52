"""However replies, quotes and texts overtake each other: a yes counts for what that phone had got last, or for nothing."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from app.kernel.db import Database, make_engine
from tests.journeys.conversation.overtaking import WAYS, Phone, Town
from tests.journeys.on_the_bench import quoted, technician
from tests.shop import MONDAY, ManualClock, Shop
from tests.tiers import examples

TICKETS = 3
Steps = list[tuple[Any, ...]]
Opened = Callable[[], Any]

WHICH = st.sampled_from((1, 1, 1, 0, 2))
WORDS = st.sampled_from(
    ("OK", "OK", "1", "승인", "2", "OK {code}", "OK {code}", "거절 {code}", "{code}", "가", "나")
)
WAY = st.sampled_from(WAYS)
STEP = st.one_of(
    st.tuples(st.just("requote"), WHICH),
    st.tuples(st.just("post"), WAY),
    st.tuples(st.just("wait"), st.sampled_from((0.5, 1, 3, 6, 20, 120))),
    st.tuples(st.just("say"), WORDS, WHICH),
    st.tuples(st.just("read")),
    st.tuples(st.just("press"), WHICH, st.sampled_from(("approve", "decline"))),
    # What goes on all day, and fast: a new price leaves; something is said, read and answered.
    st.tuples(st.just("requote_and_post"), WHICH, WAY),
    st.tuples(st.just("say_and_hear"), WORDS, WHICH, WAY),
    st.tuples(st.just("say_and_hear"), WORDS, WHICH, WAY),
)
ALONE: Steps = [("press", 0, "approve"), ("press", 2, "approve"), ("post", "at once"), ("wait", 20)]
QUOTED_AGAIN: Steps = [("requote", 1), ("post", "at once"), ("wait", 20)]
ON_ITS_WAY: Steps = [("requote", 1), ("post", "slowly")]
ASKED_BACK: Steps = [("read",), ("post", "slowly")]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, _sqlite: object) -> Iterator[Opened]:
    """A town as it was two minutes after three quotes were got: built once, opened as a copy each time."""
    folder = tmp_path_factory.mktemp("late")
    with _sqlite.built() as url:  # type: ignore[attr-defined]
        database = Database(make_engine(url))
        shop = Shop(database, folder)
        tickets = [quoted(shop) for _ in range(TICKETS)]
        actor = technician(shop)
        database.close()
        template = Path(url.removeprefix("sqlite:///"))
        yield lambda: _opened(shop, actor, tickets, template)


@contextmanager
def _opened(shop: Shop, actor: Any, tickets: list[UUID], template: Path) -> Iterator[Town]:
    copy = template.with_name("late.db")
    for ending in ("", "-wal", "-shm"):
        copy.with_name(f"late.db{ending}").unlink(missing_ok=True)
    shutil.copyfile(template, copy)
    clock = ManualClock(MONDAY + timedelta(minutes=1))
    phone = Phone(clock)
    database = Database(make_engine(f"sqlite:///{copy}"))
    try:
        town = Town(
            replace(shop.runtime, database=database, clock=clock, sms=phone), clock, phone, tickets, actor
        )
        town.play([("post", "at once"), ("wait", 120)])
        yield town
    finally:
        database.close()


# Later, with the answers of an hour forgotten: whoever reads first and then says what they mean is heard.
CALMLY: Steps = [
    step
    for _ in range(2)
    for step in (("post", "at once"), ("wait", 3_700), ("say", "승인 {code}", 1), ("read",))
]


# What happens to the second of three repairs, and how its newest quote stands then. Version 1 was read long ago.
TALKS: dict[str, tuple[Steps, str]] = {
    "the newer quote and the question back are both on their way": (
        [*ON_ITS_WAY, ("say", "OK {code}", 1), ("read",), ("post", "at once"), ("say", "OK {code}", 1)],
        "sent 2",
    ),
    "the same, and a no": (
        [*ON_ITS_WAY, ("say", "거절 {code}", 1), ("read",), ("post", "at once"), ("say", "거절 {code}", 1)],
        "sent 2",
    ),
    "the same without a code": (
        [*ALONE, *ON_ITS_WAY, ("say", "OK", 1), *ASKED_BACK, ("say", "OK", 1)],
        "sent 2",
    ),
    "the same, by its number": (
        [*ALONE, *ON_ITS_WAY, ("say", "1", 1), *ASKED_BACK, ("say", "1", 1), *ASKED_BACK, ("say", "2", 1)],
        "sent 2",
    ),
    "the newer quote is on its way": ([*ON_ITS_WAY, ("say", "승인 {code}", 1)], "sent 2"),
    "it has just been taken by the provider, and nobody says that it arrived": (
        [*ON_ITS_WAY, ("wait", 6), ("say", "승인 {code}", 1)],
        "sent 2",
    ),
    "it was read": ([*QUOTED_AGAIN, ("say", "승인 {code}", 1)], "approved 2"),
    "it was read, and the question back to another word is on its way": (
        [*ALONE, *ON_ITS_WAY, ("say", "OK", 1), *ASKED_BACK, ("wait", 20), ("say", "OK", 1)],
        "approved 2",
    ),
    "it was read when the question back that followed had not come": (
        [
            *ON_ITS_WAY,
            ("wait", 3),
            ("say", "OK {code}", 1),
            ("wait", 14),
            *ASKED_BACK,
            ("say", "OK {code}", 1),
        ],
        "approved 2",
    ),
    "no version but the first, and its question back is on its way": (
        [
            *ALONE,
            ("say", "상태 {code}", 1),
            ("read",),
            ("post", "at once"),
            ("wait", 20),
            ("say", "승인", 1),
            *ASKED_BACK,
            ("say", "승인", 1),
        ],
        "sent 1",
    ),
    "the question of another repair is on its way": (
        [
            ("press", 2, "approve"),
            ("post", "at once"),
            ("wait", 20),
            ("requote", 0),
            ("post", "slowly"),
            ("press", 0, "decline"),
            ("say", "OK", 1),
        ],
        "sent 1",
    ),
    "the page says yes while the newer quote is on its way": (
        [*ON_ITS_WAY, ("press", 1, "approve"), ("say", "OK {code}", 1)],
        "approved 2",
    ),
    "the page says no while it is, and a yes to the old price follows": (
        [*ON_ITS_WAY, ("press", 1, "decline"), ("say", "OK {code}", 1)],
        "declined 2",
    ),
    "the list that names the newer price is on its way": (
        [
            ("say", "OK", 1),
            ("read",),
            ("post", "at once"),
            ("wait", 20),
            ("requote", 1),
            ("post", "never"),
            ("wait", 20),
            ("say", "OK", 1),
            *ASKED_BACK,
            ("say", "나", 1),
        ],
        "sent 2",
    ),
    "the list was read": (
        [("say", "OK", 1), ("read",), ("post", "at once"), ("wait", 20), ("say", "나", 1)],
        "approved 1",
    ),
}


@pytest.mark.parametrize("talk", TALKS)
def test_what_is_on_its_way_is_not_said_yes_to(town: Opened, talk: str) -> None:
    steps, end = TALKS[talk]
    with town() as played:
        played.play([*steps, ("read",)])
        assert played.end_of(1) == end


@given(alone=st.booleans(), steps=st.lists(STEP, min_size=3, max_size=25))
@settings(
    max_examples=examples(10, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_yes_is_never_taken_for_another_version_or_repair(town: Opened, alone: bool, steps: Steps) -> None:
    with town() as played:
        played.play([*(ALONE if alone else ()), *steps, ("read",), *CALMLY])
        event(f"{len(played.judged)} decided by text")
        assert played.end_of(1).split()[0] in ("approved", "declined"), "who answers calmly is heard"
