"""Where picture files are kept, and where those come from that a provider holds for us."""

from collections.abc import Callable
from typing import Protocol

from app.kernel.errors import Refusal

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


class FilesSilent(Exception):
    """The file store did not do it, and whether it ever will is for its operator to see; another time it may.

    The message is for operators; `code` is the store's own word for the trouble, where it has one.
    """

    def __init__(self, said: str, code: str = "") -> None:
        super().__init__(said)
        self.code = code


class PicturesAway(Refusal):
    """What a person is told of a silent file store: this picture was not kept, or cannot be shown now."""

    code = "pictures_away"


class PicturesBusy(PicturesAway):
    """Too many pictures come in at once; the same form is taken in a moment."""

    code = "pictures_busy"


class PictureChanged(Refusal):
    """The file of a picture is not what was kept under its name."""

    code = "picture_changed"


class FileStore(Protocol):
    """Files by name; a name is a content hash plus a size, so writing twice is harmless."""

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`; durable when this returns. A name that is there stays as it is. Raises FilesSilent."""
        ...

    def get(self, name: str) -> bytes:
        """The content; raises FileNotFoundError where the store says that there is none, else FilesSilent."""
        ...

    def delete(self, name: str) -> None:
        """Take it away for good; nothing happens where there is none. Raises FilesSilent."""
        ...

    def check(self) -> None:
        """Write a few bytes, read them back and delete them, under a name no picture has; raises FilesSilent."""
        ...


def stored_name(name: str) -> str:
    """The name itself, or ValueError for one that could lead elsewhere."""
    if "/" in name or name.startswith("."):
        raise ValueError(f"not a stored name: {name!r}")
    return name
