"""Files in a local folder, spread by the first two characters of their name."""

import math
import os
import secrets
from pathlib import Path

from app.adapters.files.measured import file_calls
from app.kernel.settings import Settings
from app.photos.ports import FilesSilent, stored_name

CALLS = file_calls("folder", at_home=True)
NO_LIMIT = math.inf  # seconds; a disk that hangs holds us, whatever we say


class LocalFiles:
    """Writes aside and renames, so that a reader never sees half a file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`; the same name again changes nothing. Raises FilesSilent."""
        path = self._path(name)
        with CALLS.measured("put", within=NO_LIMIT):
            try:
                if not path.exists():
                    self._write(path, content)
            except OSError as error:
                raise _silent(error) from error

    def get(self, name: str) -> bytes:
        """The content; raises FileNotFoundError, or FilesSilent where the disk does not give it."""
        path = self._path(name)
        with CALLS.measured("get", within=NO_LIMIT):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                raise
            except OSError as error:
                raise _silent(error) from error

    def delete(self, name: str) -> None:
        """Take the file away; nothing happens where there is none. Raises FilesSilent."""
        path = self._path(name)
        with CALLS.measured("delete", within=NO_LIMIT):
            try:
                path.unlink(missing_ok=True)
                if path.parent.is_dir():
                    _sync(path.parent)
            except OSError as error:
                raise _silent(error) from error

    def check(self) -> None:
        """Write a file and remove it again; raises FilesSilent."""
        path = self.root / f".check-{secrets.token_hex(8)}"
        with CALLS.measured("check", within=NO_LIMIT):
            try:
                self._write(path, b"")
                path.unlink()
            except OSError as error:
                raise _silent(error) from error

    def _path(self, name: str) -> Path:
        return self.root / stored_name(name)[:2] / name

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        for folder in {path.parent, self.root}:
            _sync(folder)


def make(settings: Settings) -> LocalFiles:
    """The folder for photos in `DATA_DIR`."""
    return LocalFiles(settings.data_dir / "photos")


def _silent(error: OSError) -> FilesSilent:
    """A disk that is full, read-only, gone or not ours."""
    return FilesSilent(f"{error.strerror}: {error.filename}")


def _sync(folder: Path) -> None:
    """Make what names stand in `folder` outlive a power cut; a file's own sync covers its content only."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
