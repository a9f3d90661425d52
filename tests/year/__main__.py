"""`python -m tests.year`: plays a shop through time and prints what came of it.

--repairs N --days D --seed S --database sqlite|postgresql [--resume FOLDER]
"""

import argparse
import cProfile
import logging
import pstats
import sys
import tempfile
import time
from pathlib import Path

from tests.year.play import Playing
from tests.year.report import report


def _said(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def main() -> int:
    """Play, and say how it went; 1 where a truth was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument("--repairs", type=int, default=1000)
    parser.add_argument("--days", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--profile", action="store_true", help="say which calls took the time")
    asked = parser.parse_args()
    logging.getLogger("mendpost").setLevel(logging.ERROR)
    logging.lastResort = None
    folder = Path(tempfile.mkdtemp(prefix="mendpost-year-"))
    started = time.process_time()
    with Playing(asked.repairs, asked.days, asked.seed, folder, asked.database) as playing:
        profile = cProfile.Profile() if asked.profile else None
        if profile:
            profile.enable()
        playing.play(_said)
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        took = time.process_time() - started
        sys.stdout.write("\n".join(report(playing, took)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
