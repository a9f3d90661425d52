"""What any file store promises: what was put is got, twice is once, no name leads outside, and trouble is told."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from app.adapters.calls import CalledInTransaction
from app.adapters.files.local import LocalFiles
from app.adapters.files.registry import make_files
from app.kernel.db import Database
from app.kernel.ids import new_row_id
from app.photos.ports import FilesSilent, FileStore
from tests.fakes.bucket import Bucket

NAME = "ab12-full"


class Place(NamedTuple):
    """A store, one like it that cannot be used, and what lies in the first, a name for each time it was written."""

    files: FileStore
    lost: FileStore
    names: Callable[[], list[str]]


def folder(tmp_path: Path) -> Place:
    """The local folder; the lost one would have to be inside a file."""
    (tmp_path / "file").write_bytes(b"")
    root = tmp_path / "photos"
    return Place(
        LocalFiles(root),
        LocalFiles(tmp_path / "file"),
        lambda: [path.name for path in root.rglob("*") if path.is_file()],
    )


def bucket_of(bucket: Bucket) -> Place:
    """A bucket at a real protocol server; nobody listens at the lost one's port."""
    prefix = f"photos/{new_row_id()}"
    return Place(
        make_files(bucket.settings(s3_prefix=prefix)),
        make_files(bucket.settings(s3_endpoint_url="http://127.0.0.1:1")),
        lambda: [name.removeprefix(f"{prefix}/") for name in bucket.names() if name.startswith(prefix)],
    )


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return folder(tmp_path)
    return bucket_of(request.getfixturevalue("bucket"))


class TestFileStore:
    """The promises of `app.photos.ports.FileStore`."""

    def test_what_was_put_is_got(self, place: Place) -> None:
        picture = bytes(range(256)) * 8000  # 2 MB, as much as the largest picture has
        place.files.put(NAME, picture)
        place.files.put("ab12-thumb", b"smaller")
        assert place.files.get(NAME) == picture
        assert place.files.get("ab12-thumb") == b"smaller"

    def test_the_same_name_again_is_not_written_again(self, place: Place) -> None:
        place.files.put(NAME, b"picture")
        place.files.put(NAME, b"picture")
        place.files.put(NAME, b"something else of another length")
        assert place.files.get(NAME) == b"picture"
        assert place.names() == [NAME]

    def test_what_was_deleted_is_gone_with_all_its_versions_and_can_be_put_again(self, place: Place) -> None:
        place.files.put(NAME, b"picture")
        place.files.put("ab12-fuller", b"another whose name begins alike")
        for _ in range(2):
            place.files.delete(NAME)
        with pytest.raises(FileNotFoundError):
            place.files.get(NAME)
        assert place.names() == ["ab12-fuller"]
        place.files.put(NAME, b"picture again")
        assert place.files.get(NAME) == b"picture again"

    def test_to_delete_what_was_never_put_is_harmless(self, place: Place) -> None:
        place.files.delete(NAME)
        assert place.names() == []

    def test_what_was_never_put_is_not_there(self, place: Place) -> None:
        with pytest.raises(FileNotFoundError):
            place.files.get(NAME)

    @pytest.mark.parametrize("name", ["../secret", "a/b", ".hidden", "/etc/passwd"])
    def test_a_name_cannot_lead_outside(self, place: Place, name: str) -> None:
        with pytest.raises(ValueError, match="not a stored name"):
            place.files.put(name, b"x")
        with pytest.raises(ValueError, match="not a stored name"):
            place.files.get(name)
        with pytest.raises(ValueError, match="not a stored name"):
            place.files.delete(name)

    def test_many_who_put_the_same_picture_leave_it_whole(self, place: Place) -> None:
        picture = b"x" * 200_000
        threads = [Thread(target=place.files.put, args=(NAME, picture)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert place.files.get(NAME) == picture
        assert set(place.names()) == {NAME}

    def test_a_check_passes_and_is_no_picture(self, place: Place) -> None:
        place.files.check()
        place.files.check()
        assert not [name for name in place.names() if name.endswith(("-full", "-thumb"))]

    def test_a_store_that_cannot_be_used_says_so_in_one_way(self, place: Place) -> None:
        with pytest.raises(FilesSilent):
            place.lost.put(NAME, b"picture")
        with pytest.raises(FilesSilent):
            place.lost.get(NAME)
        with pytest.raises(FilesSilent):
            place.lost.delete(NAME)
        with pytest.raises(FilesSilent):
            place.lost.check()

    def test_nothing_is_put_or_got_while_a_transaction_is_open(
        self, place: Place, sqlite_database: Database
    ) -> None:
        for act in (
            lambda: place.files.put(NAME, b"picture"),
            lambda: place.files.get(NAME),
            lambda: place.files.delete(NAME),
            place.files.check,
        ):
            with sqlite_database.reading(), pytest.raises(CalledInTransaction):
                act()
        assert place.names() == []
