"""Whose turn it is to have files decoded in this process: one at a time, a few wait, nobody holds all the places.

Each place holds a thread that could show a page meanwhile. So there are few, and whoever sends more than two forms with
pictures at once is told to send them again: it is the flooder who waits, not the shop.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from app.photos.refusals import busy

PLACES = 4  # in all: half the threads of a worker, see gunicorn_conf.py
OF_ONE = 2  # a form sent twice by a second click waits for itself
PATIENCE = 20.0  # seconds


class Turns:
    """The places of one process."""

    def __init__(self, places: int = PLACES, of_one: int = OF_ONE, patience: float = PATIENCE) -> None:
        self._places, self._of_one, self._patience = places, of_one, patience
        self._here: list[str] = []
        self._door, self._turn = Lock(), Lock()

    @contextmanager
    def of(self, sender: str) -> Iterator[None]:
        """A turn of `sender`; raises PicturesBusy where there is no place, or it took too long to come."""
        with self._door:
            if len(self._here) >= self._places or self._here.count(sender) >= self._of_one:
                raise busy()
            self._here.append(sender)
        try:
            if not self._turn.acquire(timeout=self._patience):
                raise busy()
            try:
                yield
            finally:
                self._turn.release()
        finally:
            with self._door:
                self._here.remove(sender)


TURNS = Turns()
