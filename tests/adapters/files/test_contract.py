"""What any file store promises: what was put is got, twice is once, and no name leads outside."""

import threading
from pathlib import Path

import pytest

from app.adapters.files.local import LocalFiles
from app.photos.ports import FileStore


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    """The local folder."""
    return LocalFiles(tmp_path / "photos")


def test_what_was_put_is_got(files: FileStore) -> None:
    files.put("ab12-full.jpg", b"picture")
    assert files.get("ab12-full.jpg") == b"picture"


def test_the_same_name_again_changes_nothing(files: FileStore) -> None:
    files.put("ab12-full.jpg", b"picture")
    files.put("ab12-full.jpg", b"picture")
    assert files.get("ab12-full.jpg") == b"picture"


def test_what_was_never_put_is_not_there(files: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        files.get("ab12-full.jpg")


@pytest.mark.parametrize("name", ["../secret", "a/b", ".hidden", "/etc/passwd"])
def test_a_name_cannot_lead_outside(files: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a stored name"):
        files.put(name, b"x")
    with pytest.raises(ValueError, match="not a stored name"):
        files.get(name)


def test_many_who_put_the_same_picture_leave_one_whole_file(files: FileStore, tmp_path: Path) -> None:
    picture = bytes(200_000)
    threads = [threading.Thread(target=files.put, args=("cd34-full.jpg", picture)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files.get("cd34-full.jpg") == picture
    assert [path.name for path in (tmp_path / "photos").rglob("*") if path.is_file()] == ["cd34-full.jpg"]
