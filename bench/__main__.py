"""`python -m bench [texts|loopback|slow_provider|webhooks|idle_sockets|memory|places|scans|search|labels|migrations]`: what the shop can take, on both databases.

The figures depend on the machine and on what else it does: compare runs of one machine only, and ratios
rather than absolutes (docs/developers.md says how).
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench import (
    idle_sockets,
    labels,
    loopback,
    memory,
    migrations,
    places,
    scans,
    search,
    slow_provider,
    texts,
    webhooks,
)
from bench.figures import Figure, Runs, machine, table
from bench.shops import DATABASES, Fresh, databases

Measure = Callable[[Fresh, Path, int], Iterator[Figure]]

BENCHES: dict[str, tuple[Measure, int]] = {  # and how many of it, unless told
    "texts": (texts.measure, texts.COUNT),
    "loopback": (loopback.measure, loopback.COUNT),
    "slow_provider": (slow_provider.measure, slow_provider.COUNT),
    "webhooks": (webhooks.measure, webhooks.COUNT),
    "idle_sockets": (idle_sockets.measure, idle_sockets.COUNT),
    "memory": (memory.measure, memory.COUNT),
    "places": (places.measure, places.COUNT),
    "scans": (scans.measure, scans.COUNT),
    "search": (search.measure, search.COUNT),
    "labels": (labels.measure, labels.COUNT),
    "migrations": (migrations.measure, migrations.COUNT),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for, one run after the other, and print one table."""
    asked = _asked(arguments)
    print(machine(), flush=True)
    runs: Runs = {}
    for name in asked.database or DATABASES:
        runs[name] = []
        with databases(name) as (fresh, folder):
            for number in range(asked.runs):
                for what in asked.what or BENCHES:
                    print(f"{name}, {what}, run {number + 1} of {asked.runs} ...", file=sys.stderr)
                    measure, usual = BENCHES[what]
                    runs[name] += measure(fresh, folder, asked.count or usual)
    print(table(runs))


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure; see docs/developers.md.")
    parser.add_argument("what", nargs="*", metavar="|".join(BENCHES), help="all of them unless told")
    parser.add_argument("--database", action="append", choices=DATABASES, help="both unless told")
    parser.add_argument("--count", type=int, help="how many of each; every one has a number of its own")
    parser.add_argument("--runs", type=int, default=3, help="medians are printed (%(default)s)")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.what if name not in BENCHES]:
        parser.error(f"there is no bench {unknown[0]}: choose of {', '.join(BENCHES)}")
    return asked


if __name__ == "__main__":
    main()
