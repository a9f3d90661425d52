"""Files in a local folder, spread by the first two characters of their name."""

import os
import secrets
from pathlib import Path


class LocalFiles:
    """Writes aside and renames, so that a reader never sees half a file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, name: str) -> Path:
        if "/" in name or name.startswith("."):
            raise ValueError(f"not a stored name: {name!r}")
        return self.root / name[:2] / name

    def put(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`; the same content again changes nothing."""
        path = self._path(name)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{name}.{secrets.token_hex(8)}")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)

    def get(self, name: str) -> bytes:
        """The content; raises FileNotFoundError."""
        return self._path(name).read_bytes()
