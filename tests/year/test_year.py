"""The short year: it plays to its end on both databases, and the same seed plays the same year."""

from pathlib import Path

import pytest

from tests.year.play import Playing
from tests.year.report import endings, report

SEED = 7
REPAIRS, DAYS = 6, 30


def test_a_year_plays_to_its_end(database_url: str, tmp_path: Path) -> None:
    """Everybody who asks gets a repair, most repairs end, nothing of the product breaks on the way."""
    with Playing(REPAIRS, DAYS, SEED, tmp_path, database_url) as playing:
        playing.play()
        stand = endings(playing)
        assert sum(stand.values()) >= REPAIRS - 1
        assert any(name.startswith("closed") for name in stand)
        assert playing.year.notes.faults == []
        assert playing.year.shop.troubles.count == {}
        assert report(playing, 1.0)


@pytest.mark.whole
def test_the_same_seed_plays_the_same_year(tmp_path: Path) -> None:
    """Who did what at which moment, and how it ended: the same, line by line."""
    told = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        with Playing(4, 20, SEED, folder) as playing:
            playing.play()
            told.append((endings(playing), playing.year.notes.trail, len(playing.year.phones.arrived)))
    assert told[0] == told[1]
