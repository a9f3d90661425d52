"""Where picture files are kept."""

from typing import Protocol


class FileStore(Protocol):
    """Files by name; a name is a content hash plus a size, so writing twice is harmless."""

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`; durable when this returns."""
        ...

    def get(self, name: str) -> bytes:
        """The content; raises FileNotFoundError."""
        ...
