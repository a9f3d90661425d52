"""`python -m jobs`: a ticker that runs the timetable until it is asked to stop. All truth is in the rows.

APScheduler keeps no jobs of its own here: they are put in anew at each start, missed ticks are made up for
by one, and two such processes at once do no harm.
"""

import logging
import signal
import sys
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from app.bootstrap import build_runtime
from app.demo.seed import refuse_a_real_shop
from app.kernel.clock import system_clock
from app.kernel.outages import code_of, is_outage
from app.kernel.settings_start import load_settings
from app.runtime import Runtime
from jobs.drain_outbox import STOPPING
from jobs.schedule import TIMETABLE, Entry

log = logging.getLogger("mendpost.jobs")
ASKED_TO_END = {signal.SIGTERM, signal.SIGINT}
THREADS = 4  # for all jobs that ask nobody outside
STAGGER = timedelta(milliseconds=150)  # the first ticks do not all come at once


def tick(runtime: Runtime, entry: Entry) -> None:
    """Run one job; say so if it did something, and never let it end the ticker."""
    try:
        done = entry.run(runtime)
    except Exception as error:
        if is_outage(error):
            log.error(
                "%s: the database is away: %s; tries again in %s s", entry.name, code_of(error), entry.seconds
            )
        else:
            log.exception("%s failed, tries again in %s s", entry.name, entry.seconds)
    else:
        if done:
            log.info("%s: %s", entry.name, done)


def make_scheduler(runtime: Runtime, timetable: tuple[Entry, ...] = TIMETABLE) -> BackgroundScheduler:
    """The ticker with the whole timetable in it, not started yet."""
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(THREADS)}
        | {entry.name: ThreadPoolExecutor(1) for entry in timetable if entry.outside},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    first = system_clock()
    for number, entry in enumerate(timetable):
        scheduler.add_job(
            tick,
            "interval",
            args=(runtime, entry),
            seconds=entry.seconds,
            id=entry.name,
            executor=entry.name if entry.outside else "default",
            next_run_time=first + number * STAGGER,
        )
    return scheduler


def main() -> int:
    """Tick until asked to stop; what is being done then is finished first."""
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # "still running" is no news for a ticker
    signal.pthread_sigmask(signal.SIG_BLOCK, ASKED_TO_END)  # here and in all threads: they wait for us below
    runtime = build_runtime(load_settings())
    refuse_a_real_shop(runtime)
    scheduler = make_scheduler(runtime)
    scheduler.start()
    log.info("%s jobs are ticking", len(TIMETABLE))
    signal.sigwait(ASKED_TO_END)
    STOPPING.set()
    scheduler.shutdown(wait=True)
    runtime.database.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
