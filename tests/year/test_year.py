"""The short year: it plays to its end on both databases, and the same seed plays the same year."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.year.play import Playing
from tests.year.report import endings, report
from tests.year.shop import OPENS
from tests.year.year import Plan

SEED = 7
REPAIRS, DAYS = 5, 22


def test_a_year_plays_to_its_end(database_url: str, tmp_path: Path) -> None:
    """Everybody who asks gets a repair, most repairs end, nothing of the product breaks on the way."""
    with Playing(Plan(REPAIRS, DAYS, SEED), tmp_path, database_url) as playing:
        playing.play()
        stand = endings(playing)
        assert sum(stand.values()) >= REPAIRS - 1
        assert any(name.startswith("closed") for name in stand)
        assert playing.year.notes.faults == []
        assert playing.year.shop.troubles.count == {}
        assert report(playing, 1.0)


@pytest.mark.whole
def test_a_year_can_be_stopped_and_taken_up(tmp_path: Path) -> None:
    """Put away in the middle and taken up again, it goes on as if nobody had stopped it."""
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    whole.mkdir()
    halves.mkdir()
    plan = Plan(4, 20, SEED)
    with Playing(plan, whole, audited=False) as playing:
        playing.play()
        expected = endings(playing), playing.year.notes.trail
    with Playing(plan, halves, audited=False) as playing:
        playing.year.play(until=lambda: playing.year.now > OPENS + timedelta(days=8))
        playing.stopped = True
        playing.play()
    with Playing(plan, halves, resume=True) as playing:
        playing.play()
        assert (endings(playing), playing.year.notes.trail) == expected


@pytest.mark.whole
def test_the_same_seed_plays_the_same_year(tmp_path: Path) -> None:
    """Who did what at which moment, and how it ended: the same, line by line."""
    told = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        with Playing(Plan(4, 20, SEED), folder) as playing:
            playing.play()
            told.append((endings(playing), playing.year.notes.trail, len(playing.year.phones.arrived)))
    assert told[0] == told[1]
