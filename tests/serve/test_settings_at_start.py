"""Each program of the house, really started: settings that cannot be used are plain lines, never a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from app.demo.seed import DemoRefused, seed_demo, stay_out_of_a_real_shop
from app.kernel.idempotency import Submission
from app.kernel.settings import Settings
from app.migrate import PYPROJECT
from app.staff.models import StaffAccount
from tests.kernel.settings_table import BAD
from tests.settings import OWN_SECRET
from tests.shop import Shop

ROOT = PYPROJECT.parent
SERVE = ("-m", "app.serve")
JOBS = ("-m", "jobs")
WEB = ("-m", "gunicorn", "--config", "app/web/gunicorn_conf.py")
DOCTOR = ("-m", "flask", "--app", "wsgi", "doctor")
WRONG = ("SHOP_ZONE", "DEFAULT_REGION", "TRUSTED_PROXIES", "DATABASE_URL", "CURRENCY")


def start(program: tuple[str, ...], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Start a program of the house from `folder` and wait for its end."""
    plain = {name: value for name, value in os.environ.items() if name.upper() not in BAD}
    return subprocess.run(
        [sys.executable, *program],
        cwd=folder,
        env=plain | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(SERVE, id="serve"),
        pytest.param(DOCTOR, id="doctor"),
        pytest.param(JOBS, id="jobs", marks=pytest.mark.whole),
        pytest.param(WEB, id="web", marks=pytest.mark.whole),
    ],
)
def test_what_cannot_be_used_is_one_line_each(program: tuple[str, ...]) -> None:
    ended = start(program, ROOT, SECRET_KEY=OWN_SECRET, **{name: BAD[name][0][0] for name in WRONG})
    assert ended.returncode == 2
    assert sorted(line.partition(":")[0] for line in ended.stderr.splitlines()) == sorted(WRONG)
    assert ended.stdout == ""


def test_a_secret_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    ended = start(JOBS, ROOT, SECRET_KEY_FILE=str(tmp_path / "missing"))
    assert ended.returncode == 2
    assert ended.stderr == (
        f"SECRET_KEY_FILE: '{tmp_path}/missing' cannot be read: No such file or directory\n"
    )


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR: the folder /proc/nowhere cannot be made: "),
        (
            {"DATABASE_URL": "sqlite:////proc/nowhere/x.db"},
            "DATABASE_URL: the folder /proc/nowhere cannot be",
        ),
        (
            {"DATABASE_URL": "postgresql+psycopg://me@127.0.0.1:1/shop"},
            "DATABASE_URL: the database cannot be reached: ",
        ),
        ({"BIND": "192.0.2.1"}, "BIND: 192.0.2.1 is no address of this machine"),
    ],
    ids=["data_dir", "sqlite", "postgresql", "bind"],
)
def test_what_this_machine_cannot_give_is_one_line(
    tmp_path: Path, settings: dict[str, str], line: str
) -> None:
    usual = {"SECRET_KEY": OWN_SECRET, "DATA_DIR": str(tmp_path), "PORT": "18999"}
    ended = start(SERVE, ROOT, **usual | {"DATABASE_URL": f"sqlite:///{tmp_path}/x.db"} | settings)
    assert ended.returncode == 2
    assert ended.stderr.startswith(line)
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(WEB, id="web"),
        pytest.param(JOBS, id="jobs", marks=pytest.mark.whole),
        pytest.param(SERVE, id="serve", marks=pytest.mark.whole),
    ],
)
def test_a_demo_never_opens_over_the_database_of_people(
    sqlite_shop: Shop, tmp_path: Path, program: tuple[str, ...]
) -> None:
    with sqlite_shop.database.transaction() as session:
        session.scalars(select(StaffAccount).where(StaffAccount.login == "courier")).one().login = "anna"
    url = sqlite_shop.database.engine.url.render_as_string(hide_password=False)
    ended = start(program, ROOT, DEMO="true", DATABASE_URL=url, DATA_DIR=str(tmp_path), PORT="18998")
    assert ended.returncode == 2
    assert "DEMO is true, and the database has accounts of people (anna): set DEMO=false" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_shop_is_the_same_from_another_folder(tmp_path: Path) -> None:
    """A relative file of the database must not make a second, empty shop."""
    ended = start(
        ("-c", "from app.kernel.settings_start import load_settings; print(load_settings().database_url)"),
        tmp_path,
        SECRET_KEY=OWN_SECRET,
        PYTHONPATH=str(ROOT),
        DATABASE_URL="sqlite:///instance/here.db",
    )
    assert ended.stdout == f"sqlite:///{ROOT}/instance/here.db\n"


@pytest.mark.parametrize(
    ("environment", "asked"),
    [({}, "true"), ({"DEMO": "false"}, "false"), ({"DEMO_FILE": "/run/demo"}, "")],
    ids=["by itself", "told otherwise", "a file says it"],
)
def test_make_run_asks_for_the_demo_and_nothing_else_does(environment: dict[str, str], asked: str) -> None:
    assert Settings.model_fields["demo"].default is False
    make = shutil.which("make")
    assert make
    plain = {name: value for name, value in os.environ.items() if name not in ("DEMO", "DEMO_FILE")}
    told = subprocess.run(
        [make, "--no-print-directory", "-o", ".venv/run.stamp", "run", """PY=sh -c 'echo "<$$DEMO>"' --"""],
        cwd=ROOT,
        env=plain | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"<{asked}>\n"


def test_a_demo_that_was_made_by_seeding_is_no_shop_of_people(sqlite_shop: Shop) -> None:
    seed_demo(sqlite_shop.runtime)
    with sqlite_shop.database.transaction() as session:
        changed = session.scalars(select(StaffAccount).where(StaffAccount.login == "courier")).one()
        changed.password_hash = "a visitor set a password of their own"
    stay_out_of_a_real_shop(sqlite_shop.runtime)


def test_a_database_nobody_seeded_is_a_shop_of_people_whatever_they_are_called(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        session.execute(delete(Submission).where(Submission.key == "demo-seed"))
    with pytest.raises(DemoRefused, match="courier, dispatcher, manager"):
        stay_out_of_a_real_shop(sqlite_shop.runtime)
