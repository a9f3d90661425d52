"""A photo is kept in both sizes or refused in words, and what is shown is what was kept."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from app.adapters.files.local import LocalFiles
from app.kernel.db import Database
from app.photos.keeping import keep
from app.photos.ports import PictureChanged, PicturesAway
from app.photos.service import FULL, THUMB, Encoded, fetch, file_name
from tests.photos.taken import encoded, half_red, kept, opened

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def picture() -> Encoded:
    return kept(encoded(half_red(), "JPEG"))


def lost(tmp_path: Path) -> LocalFiles:
    """A store that cannot be used: its folder would have to be inside a file."""
    (tmp_path / "file").write_bytes(b"")
    return LocalFiles(tmp_path / "file")


def test_what_was_kept_is_fetched_in_both_sizes(
    tmp_path: Path, picture: Encoded, sqlite_database: Database
) -> None:
    files = LocalFiles(tmp_path)
    keep(sqlite_database, files, picture, now=NOW)
    assert fetch(files, picture.sha256, FULL) == picture.full
    assert fetch(files, picture.sha256, THUMB) == picture.thumb


def test_what_is_not_there_is_not_there(tmp_path: Path, picture: Encoded) -> None:
    with pytest.raises(FileNotFoundError):
        fetch(LocalFiles(tmp_path), picture.sha256, FULL)


def test_a_silent_store_is_told_to_the_person_and_its_reason_to_the_log(
    tmp_path: Path, picture: Encoded, caplog: pytest.LogCaptureFixture, sqlite_database: Database
) -> None:
    files = lost(tmp_path)
    with pytest.raises(PicturesAway, match="was not kept"):
        keep(sqlite_database, files, picture, now=NOW)
    with pytest.raises(PicturesAway, match="cannot be shown"):
        fetch(files, picture.sha256, THUMB)
    assert caplog.text.count("Not a directory") == 2


def test_a_photo_whose_file_was_changed_is_not_shown_as_evidence(
    tmp_path: Path, picture: Encoded, caplog: pytest.LogCaptureFixture, sqlite_database: Database
) -> None:
    files = LocalFiles(tmp_path)
    keep(sqlite_database, files, picture, now=NOW)
    name = file_name(picture.sha256, FULL)
    other = kept(encoded(Image.new("RGB", (400, 200), "green"), "JPEG")).full
    (tmp_path / name[:2] / name).write_bytes(other)
    with pytest.raises(PictureChanged, match="changed after it was kept"):
        fetch(files, picture.sha256, FULL)
    assert [(one.levelno, picture.sha256 in one.message) for one in caplog.records] == [
        (logging.CRITICAL, True)
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda jpeg: jpeg[:300],
        lambda jpeg: b"",
        lambda jpeg: b"not a picture",
        lambda jpeg: encoded(half_red(), "PNG"),
    ],
)
def test_a_small_picture_that_is_broken_is_made_again_and_not_shown(
    tmp_path: Path,
    picture: Encoded,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
    sqlite_database: Database,
) -> None:
    files = LocalFiles(tmp_path)
    keep(sqlite_database, files, picture, now=NOW)
    name = file_name(picture.sha256, THUMB)
    (tmp_path / name[:2] / name).write_bytes(damage(picture.thumb))
    shown = fetch(files, picture.sha256, THUMB)
    assert opened(shown).size == opened(picture.thumb).size
    assert picture.sha256 in caplog.text
    assert "remove" in caplog.text  # what the operator does, as no name is ever written over


def test_a_small_picture_that_is_gone_is_made_again_and_kept(
    tmp_path: Path, picture: Encoded, sqlite_database: Database
) -> None:
    files = LocalFiles(tmp_path)
    keep(sqlite_database, files, picture, now=NOW)
    name = file_name(picture.sha256, THUMB)
    (tmp_path / name[:2] / name).unlink()
    shown = fetch(files, picture.sha256, THUMB)
    assert opened(shown).size == opened(picture.thumb).size
    assert files.get(name) == shown


def test_of_a_larger_picture_that_was_changed_no_small_one_is_made(
    tmp_path: Path, picture: Encoded, sqlite_database: Database
) -> None:
    files = LocalFiles(tmp_path)
    keep(sqlite_database, files, picture, now=NOW)
    for size in (FULL, THUMB):
        name = file_name(picture.sha256, size)
        (tmp_path / name[:2] / name).write_bytes(b"x")
    with pytest.raises(PictureChanged):
        fetch(files, picture.sha256, THUMB)
    with pytest.raises(FileNotFoundError):
        fetch(LocalFiles(tmp_path / "empty"), picture.sha256, THUMB)


def test_both_sizes_are_found_again_by_what_they_hold(
    tmp_path: Path, picture: Encoded, sqlite_database: Database
) -> None:
    files = LocalFiles(tmp_path)
    for _ in range(2):
        keep(sqlite_database, files, picture, now=NOW)
    assert files.get(f"{picture.sha256}-full") == picture.full
    assert files.get(f"{picture.sha256}-thumb") == picture.thumb
