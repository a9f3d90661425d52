"""`python -m tests.year`: plays a shop through time and prints what came of it.

--repairs N --days D --seed S --database sqlite|postgresql [--resume FOLDER]
"""

import argparse
import cProfile
import logging
import pstats
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.year.play import Playing
from tests.year.report import report
from tests.year.year import Plan


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
    parser.add_argument("--resume", type=Path, help="take up the year that was stopped in this folder")
    parser.add_argument("--profile", action="store_true", help="say which calls took the time")
    parser.add_argument("--unaudited", action="store_true", help="only play, for measuring")
    asked = parser.parse_args()
    logging.getLogger("mendpost").setLevel(logging.ERROR)
    logging.lastResort = None
    resume = asked.resume is not None
    folder = asked.resume or Path(tempfile.mkdtemp(prefix="mendpost-year-"))
    plan = Plan(asked.repairs, asked.days, asked.seed)
    started = time.process_time()
    with Playing(plan, folder, asked.database, audited=not asked.unaudited, resume=resume) as playing:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: setattr(playing, "stopped", True))
        profile = cProfile.Profile() if asked.profile else None
        if profile:
            profile.enable()
        playing.play(_said)
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        took = time.process_time() - started
        sys.stdout.write("\n".join(report(playing, took)) + "\n")
        if playing.stopped and playing.keeps:
            sys.stdout.write(f"stopped; go on with: python -m tests.year --resume {folder}\n")
        return 1 if playing.auditor is not None and playing.auditor.breaches else 0


if __name__ == "__main__":
    raise SystemExit(main())
