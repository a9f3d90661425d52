"""`python -m jobs`: ticks the timetable, survives a broken job, and ends when asked."""

import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from app.bootstrap import build_runtime
from app.demo.clock import DemoClock
from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.kernel.i18n import Language
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import DemoSms
from app.messaging.sms.service import send_sms
from app.runtime import Runtime
from app.schema import Base
from app.tickets.states import State
from jobs.__main__ import make_scheduler, tick
from jobs.schedule import TIMETABLE, Entry
from tests.jobs.time_passes import days_pass
from tests.journeys.on_the_bench import look, offered
from tests.patience import HANGS
from tests.settings import demo_settings
from tests.shop import Shop

ROOT = Path(__file__).parents[2]


TICKER = {"__init__", "__main__", "schedule", "turns"}  # what turns the jobs; all others are jobs
JOBS = {path.stem: path for path in (ROOT / "jobs").glob("*.py") if path.stem not in TICKER}
LONGEST_JOB = 20  # lines: a job says what is taken, and by which story


def test_every_job_of_the_folder_is_in_the_timetable() -> None:
    assert {entry.name for entry in TIMETABLE} == set(JOBS)
    assert len(TIMETABLE) == len(JOBS)


def test_a_job_has_no_story_of_its_own() -> None:
    lines = {name: path.read_text().count("\n") for name, path in JOBS.items()}
    assert {name: count for name, count in lines.items() if count > LONGEST_JOB} == {}


def test_what_the_clock_looks_after_bears_the_name_of_its_job() -> None:
    stories = {path.stem for path in (ROOT / "app/journeys/watch").glob("*.py")} - {"__init__"}
    assert stories - set(JOBS) == set()


def runtime_at(url: str, folder: Path) -> Runtime:
    return build_runtime(demo_settings(database_url=url, data_dir=folder))


def test_a_job_that_breaks_is_logged_and_does_not_end_the_ticker(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_runtime: Runtime) -> int:
        raise RuntimeError("a fault of ours")

    tick(runtime_at("sqlite://", tmp_path), Entry(broken, 5))
    assert "tries again in 5 s" in caplog.text


def test_a_database_that_is_away_is_one_line_a_tick(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def away(runtime: Runtime) -> int:
        with runtime.database.transaction() as session:
            session.connection()
        return 1

    tick(runtime_at(f"sqlite:///{tmp_path}/not/there.db", tmp_path), Entry(away, 5))
    assert "the database is away: OperationalError (SQLITE_CANTOPEN); tries again in 5 s" in caplog.text
    assert "Traceback" not in caplog.text


def test_only_a_job_that_did_something_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    runtime = runtime_at("sqlite://", tmp_path)
    tick(runtime, Entry(lambda _: 0, 1))
    tick(runtime, Entry(lambda _: None, 1))
    assert caplog.text == ""
    tick(runtime, Entry(lambda _: 3, 1))
    assert ": 3" in caplog.text


def test_the_ticker_runs_what_is_in_the_timetable(tmp_path: Path) -> None:
    ran = Event()

    def note(_runtime: Runtime) -> int:
        ran.set()
        return 0

    scheduler = make_scheduler(runtime_at("sqlite://", tmp_path), (Entry(note, 60),))
    scheduler.start()
    try:
        assert ran.wait(HANGS)
        (job,) = scheduler.get_jobs()
        assert (job.coalesce, job.misfire_grace_time, job.max_instances) == (True, None, 1)
    finally:
        scheduler.shutdown(wait=True)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_process_sends_what_is_owed_and_ends_when_asked(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path, asked: signal.Signals
) -> None:
    with sqlite_database.transaction() as session:
        send_sms(
            session,
            SmsKind.OPTED_OUT,
            to_phone="+821012345678",
            language=Language.EN,
            words={"note": ""},
            now=system_clock(),
        )
    environment = os.environ | {
        "DATABASE_URL": sqlite_url,
        "DATA_DIR": str(tmp_path),
        "DEMO": "true",
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "jobs"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as jobs:
        assert jobs.stdout is not None
        told = []
        for line in jobs.stdout:
            told.append(line)
            if re.search(r"send_texts: 1$", line.strip()):
                break
        jobs.send_signal(asked)
        rest = jobs.stdout.read()
        assert jobs.wait(HANGS) == 0, "".join(told) + rest
    with sqlite_database.reading() as session:
        (shown,) = session.scalars(select(DemoSms))
    assert shown.phone == "+821012345678"
    assert "Traceback" not in "".join(told) + rest


@pytest.mark.parametrize("entry", ["jobs.__main__", "wsgi"])
def test_every_process_knows_every_table_from_its_first_line_on(entry: str) -> None:
    """A row points to tables of rooms that its process may never have heard of; then it cannot be written."""
    shown = f"import {entry}; from app.kernel.db import Base; print(*sorted(Base.metadata.tables))"
    known = subprocess.run(
        [sys.executable, "-c", shown],
        cwd=ROOT,
        env=os.environ | {"DEMO": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(known.stdout.split()) == set(Base.metadata.tables)


def test_the_process_writes_repairs(sqlite_shop: Shop, sqlite_url: str, tmp_path: Path) -> None:
    """Terms that nobody has answered in time: another process than this one, which knows all tables, lets them go."""
    ticket_id = offered(sqlite_shop)
    days_pass(sqlite_shop, 6.5)  # reminded twice
    DemoClock(tmp_path).move_on(max(timedelta(0), sqlite_shop.clock() + timedelta(days=2) - system_clock()))
    environment = os.environ | {
        "DATABASE_URL": sqlite_url,
        "DATA_DIR": str(tmp_path),
        "DEMO": "true",
        "PYTHONUNBUFFERED": "1",
    }
    told = []
    with subprocess.Popen(
        [sys.executable, "-m", "jobs"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as jobs:
        assert jobs.stdout is not None
        for line in jobs.stdout:
            told.append(line)
            if re.search(r"expire_waiting: 1$|Traceback", line.strip()):
                break
        jobs.terminate()
        told.append(jobs.stdout.read())
    assert "Traceback" not in "".join(told)
    assert look(sqlite_shop, ticket_id).state is State.EXPIRED
