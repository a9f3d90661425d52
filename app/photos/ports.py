"""Where picture files are kept, and where those come from that a provider holds for us."""

from collections.abc import Callable
from typing import Protocol

FetchPicture = Callable[[str], bytes]
"""The bytes of a picture at an address a provider gave us. Raises PictureRefused or PictureSilent."""


class PictureRefused(Exception):
    """The picture is not taken, now or later; `code` says why: "too_large", "not_a_picture", "gone" …"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PictureSilent(Exception):
    """The picture could not be had now; another time it may."""


def no_pictures(_address: str) -> bytes:
    """For a shop whose providers bring none."""
    raise PictureRefused("foreign")


class FileStore(Protocol):
    """Files by name; a name is a content hash plus a size, so writing twice is harmless."""

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`; durable when this returns."""
        ...

    def get(self, name: str) -> bytes:
        """The content; raises FileNotFoundError."""
        ...
