"""The process in which files are decoded: few rights, little memory, seconds of one core; it never sees the shop.

It reads the length of a file in eight bytes, then the file, and answers with a line of JSON and the JPEGs, until
its input ends. Whatever goes wrong with a file is an answer; what goes wrong with the process is seen by who started it
(`intake.py`). Started as `python -m app.photos.decoder`.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator
from time import process_time
from typing import BinaryIO

from app.photos.containers import Found, Kind, ends_early, found_in
from app.photos.decoding import Decoded, NotTaken, look_first, picture
from app.photos.pages import pages

LAST = 0.8  # seconds of a core before the end, after which no further file is begun
MEMORY = 270_000_000  # bytes of data, our own 15 million included
POLITE = 5  # nice: people's pages go first
WEIGHT = {Kind.JPEG: 1, Kind.PNG: 2, Kind.WEBP: 3, Kind.HEIF: 3}  # decoding a JPEG costs least, by far


def main() -> None:
    """Answer until there is nothing more to read, for the seconds and megapixels named on the command line."""
    seconds, megapixels = int(sys.argv[1]), float(sys.argv[2])
    _bound(seconds)
    answer_all(sys.stdin.buffer, sys.stdout.buffer, until=seconds - LAST, megapixels=megapixels)


def answer_all(source: BinaryIO, answers: BinaryIO, *, until: float, megapixels: float) -> None:
    """One answer for each file of `source`, in turn; the first is always tried.

    No file is begun after `until` seconds of a core, nor one that would bring all of them over `megapixels`.
    """
    spent = 0.0
    for raw in _files(source):
        made: list[Decoded] = []
        said: dict[str, object] = {}
        found: Found | None = None
        try:
            found = found_in(raw)
            raw = raw[:5]  # a copy of the picture's own bytes is enough
            if found is None:
                raise NotTaken("photo_unreadable")
            look_first(found)
            weight = _weighed(found)
            if spent and (spent + weight > megapixels or process_time() > until):
                raise NotTaken("photos_too_much")
            spent += weight
            made = list(pages(found.content)) if found.kind is Kind.PDF else [picture(found)]
        except NotTaken as no:
            said = {"code": no.code, "most": no.most}
        except MemoryError:
            said = {"code": "photo_heavy"}
        except Exception as broken:  # a decoder may raise anything
            kind = "pdf_unreadable" if raw == b"%PDF-" else "photo_unreadable"
            if found is not None and ends_early(found):
                kind = "photo_cut_off"
            said = {"code": kind, "error": f"{type(broken).__name__}: {broken}"[:200]}
        said["spent"] = spent
        said["made"] = [[one.width, one.height, len(one.full), len(one.thumb)] for one in made]
        answers.write(json.dumps(said).encode() + b"\n")
        for one in made:
            answers.write(one.full + one.thumb)
        answers.flush()


def _weighed(found: Found) -> float:
    """Megapixels as they count for the request; a PDF's are not known before, and few."""
    width, height = found.size or (1000, 1000)
    return WEIGHT.get(found.kind, 1) * width * height / 1_000_000


def _files(source: BinaryIO) -> Iterator[bytes]:
    while head := source.read(8):
        yield source.read(int.from_bytes(head))


def _bound(seconds: int) -> None:
    """What the kernel keeps; where it knows a limit under another name (macOS: memory), the pixels have to do."""
    os.nice(POLITE)
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most + 1))  # a second more after the kernel has asked it to end


if __name__ == "__main__":
    main()
