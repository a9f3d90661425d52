"""What files cost: `python -m tests.photos.cost` takes in those named on its input and says what it took.

A process of its own, as the kernel counts for a child what its parent had when it was made.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from app.photos.intake import take_in


class Cost(NamedTuple):
    """What became of each file (a code, or "taken"), seconds of a core, and bytes of the decoder and of both."""

    became: list[str]
    seconds: float
    decoder: int
    both: int


def cost_of(folder: Path, *raws: bytes) -> Cost:
    """The same files in one request, measured from outside; `folder` holds them meanwhile."""
    names = []
    for number, raw in enumerate(raws):
        (folder / str(number)).write_bytes(raw)
        names.append(str(folder / str(number)))
    ran = subprocess.run(
        (sys.executable, "-m", "tests.photos.cost", *names), capture_output=True, text=True, check=True
    )
    return Cost(*json.loads(ran.stdout))


def _main() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = take_in((Path(name).read_bytes() for name in sys.argv[1:]), sender="a test")
    became = ["taken" if isinstance(one, list) else one.code for one in taken]
    child, own = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
    kilobytes = child.ru_maxrss + own.ru_maxrss - before
    seconds = child.ru_utime + child.ru_stime
    sys.stdout.write(json.dumps([became, seconds, child.ru_maxrss * 1024, kilobytes * 1024]))


if __name__ == "__main__":
    _main()
