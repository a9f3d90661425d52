"""Files that came in, decoded by a process of its own for each request: what they cost ends there.

A picture is made by anybody, and no look at it tells what it takes: a JPEG of 240 kB can hold a core for minutes. Only
the kernel ends that, and only a process of its own can be ended. See `decoder.py` for its limits and decision 43 for why.
"""

import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from math import ceil
from pathlib import Path
from threading import Timer
from typing import Any

from app.kernel.errors import FieldRefused
from app.photos.ports import PicturesAway
from app.photos.refusals import our_fault, refused
from app.photos.service import Encoded
from app.photos.turns import TURNS

log = logging.getLogger("mendpost.photos")
SECONDS = 3.0  # of a core, for the pictures of one request
MEGAPIXELS = 150.0  # of one request, weighed by what they take: a dozen photos of a phone
PATIENCE = 60.0  # seconds on the clock, for a machine with much else to do
LONGEST_ANSWER = 50_000_000  # bytes; the pages of a PDF, each in two sizes
ROOT = Path(__file__).parents[2]
DECODER = (sys.executable, "-s", "-W", "ignore", "-m", "app.photos.decoder")
# Of our settings and secrets it gets none; where Python finds its own libraries, it must be told.
SURROUNDINGS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
OF_THE_FILE = frozenset(  # what ends a process for what it reads
    {
        signal.SIGXCPU,
        signal.SIGKILL,
        signal.SIGSEGV,
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGILL,
        signal.SIGFPE,
    }
)

Taken = list[Encoded] | FieldRefused | PicturesAway
"""The pictures of one file (a PDF has several), or why it is not taken."""


def take_in(files: Iterable[bytes], *, sender: str) -> list[Taken]:
    """What became of each file, in their order. Raises PicturesBusy where `sender` has to wait too long for a turn.

    Takes up to 3 s of a core and 300 MB: call it before opening a transaction.
    """
    with TURNS.of(sender):
        request = _Request()
        try:
            return [request.taken(raw) for raw in files]
        finally:
            request.end()


class _Request:
    """The files of one request: the decoder at work, and what they may still take."""

    def __init__(self) -> None:
        self._left, self._megapixels, self._spent = SECONDS, MEGAPIXELS, 0.0
        self._decoder: _Decoder | None = None

    def taken(self, raw: bytes) -> Taken:
        """One file; a decoder that ended over it is followed by another, with what time is left."""
        if self._left < 1:
            return refused("photos_too_much")
        try:
            self._decoder = self._decoder or _Decoder(ceil(self._left), self._megapixels)
            said, made = self._decoder.ask(raw)
        except (OSError, ValueError) as broken:
            return self._gone(broken)
        if "error" in said:
            log.info("a picture is not taken: %s", said["error"])
        self._spent = said["spent"]
        return made or refused(said["code"], said.get("most", 0))

    def end(self) -> None:
        """Nothing more to read."""
        if self._decoder is not None:
            self._left -= self._decoder.end()
            self._megapixels -= self._spent
            self._decoder = None

    def _gone(self, broken: Exception) -> Taken:
        decoder = self._decoder
        if decoder is None:
            log.error("the decoder of pictures does not start: %s", broken)
            return our_fault()
        self.end()
        if -decoder.ended in OF_THE_FILE and not decoder.late:
            log.warning("a picture ended its decoder: %s", signal.Signals(-decoder.ended).name)
            return refused("photo_heavy")
        log.error("the decoder of pictures ended by itself: %s", decoder.ended)
        return our_fault()


class _Decoder:
    """One process, asked file by file."""

    def __init__(self, seconds: int, megapixels: float) -> None:
        self.late = False
        self.ended = 0
        around = {name: os.environ[name] for name in SURROUNDINGS if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 - words of our own
            (*DECODER, str(seconds), str(megapixels)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=around,
        )
        self._watch = Timer(PATIENCE, self._too_late)
        self._watch.daemon = True
        self._watch.start()

    def ask(self, raw: bytes) -> tuple[dict[str, Any], list[Encoded]]:
        """What it says of a file, and the pictures; raises OSError or ValueError where it ended instead."""
        assert self._process.stdin is not None
        self._process.stdin.write(len(raw).to_bytes(8))
        self._process.stdin.write(raw)
        self._process.stdin.flush()
        assert self._process.stdout is not None
        said = json.loads(self._process.stdout.readline(10_000))
        if sum(full + thumb for _, _, full, thumb in said["made"]) > LONGEST_ANSWER:
            raise ValueError("more than pictures can be")
        return said, [self._picture(*measures) for measures in said["made"]]

    def end(self) -> float:
        """Let it go; the seconds of a core it took."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()
        _, status, used = os.wait4(self._process.pid, 0)
        self._watch.cancel()
        self.ended = self._process.returncode = os.waitstatus_to_exitcode(status)
        return used.ru_utime + used.ru_stime

    def _picture(self, width: int, height: int, full: int, thumb: int) -> Encoded:
        assert self._process.stdout is not None
        large, small = self._process.stdout.read(full), self._process.stdout.read(thumb)
        if (len(large), len(small)) != (full, thumb):
            raise ValueError("the answer is cut off")
        sha256 = hashlib.sha256(large).hexdigest()
        return Encoded(sha256=sha256, width=width, height=height, size=full, full=large, thumb=small)

    def _too_late(self) -> None:
        self.late = True
        os.kill(self._process.pid, signal.SIGKILL)
