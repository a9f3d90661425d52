"""`make run`: one start prepares everything and says what to do; one Ctrl-C ends everything."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import func, select

from app import serve
from app.demo.seed import DEMO_STAFF
from app.kernel.db import Database, make_engine
from app.migrate import PYPROJECT
from app.staff.models import StaffAccount
from tests.patience import HANGS


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, port: int, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """`python -m app.serve` with its data under `folder`; killed with all it started if a test fails."""
    environment = os.environ | {"PORT": str(port), "DATA_DIR": str(folder / "files"), "DEMO": "true"}
    environment |= {"DATABASE_URL": f"sqlite:///{folder}/db/shop.db"} | settings
    server = subprocess.Popen(
        [sys.executable, "-m", "app.serve"],
        cwd=PYPROJECT.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)  # its children have sessions of their own: let it end them
            server.communicate(timeout=HANGS)
        assert server.stdout is not None
        server.stdout.close()


def read_until(server: "subprocess.Popen[str]", *words: str) -> str:
    """What the terminal showed up to the line in which the last of `words` came."""
    assert server.stdout is not None
    shown = ""
    for line in server.stdout:
        shown += line
        if all(word in shown for word in words):
            return shown
    pytest.fail(f"ended before it said {words}:\n{shown}")


def alive(pid: int) -> bool:
    """Whether such a process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def accounts(folder: Path) -> int:
    """How many staff accounts the shop under `folder` has."""
    database = Database(make_engine(f"sqlite:///{folder}/db/shop.db"))
    try:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(StaffAccount)) or 0
    finally:
        database.close()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_one_start_opens_a_shop_one_signal_closes_it_and_the_next_start_finds_all_as_it_was(
    tmp_path: Path, stop: signal.Signals
) -> None:
    port = free_port()
    with running(tmp_path, port) as server:
        shown = read_until(server, "jobs started", "ready to answer")
        pids = [int(pid) for pid in re.findall(r"started \(pid=(\d+)\)", shown)]
        assert f"http://localhost:{port}" in shown
        for _role, login, password in DEMO_STAFF:
            assert f"{login} / {password}" in shown
        with urlopen(f"http://127.0.0.1:{port}/", timeout=HANGS) as page:
            assert page.status == 200
        server.send_signal(stop)
        rest, _ = server.communicate(timeout=HANGS)
    assert "alembic" not in f"{shown}{rest}", (
        "a newcomer reads what the shop says, not what its libraries load"
    )
    assert server.returncode == 0
    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)
    assert accounts(tmp_path) == len(DEMO_STAFF)
    with running(tmp_path, port) as server:
        read_until(server, "is open")
    assert accounts(tmp_path) == len(DEMO_STAFF), "nothing is seeded twice"


def test_a_serious_shop_gets_its_tables_but_no_demo_data(tmp_path: Path) -> None:
    secret = "an-own-secret-of-thirty-two-bytes-or-more"
    with running(tmp_path, free_port(), DEMO="false", SECRET_KEY=secret) as server:
        shown = read_until(server, "Ctrl-C")
    assert "demo" not in shown
    assert accounts(tmp_path) == 0


def test_it_refuses_unsafe_settings_in_one_line(tmp_path: Path) -> None:
    with running(tmp_path, free_port(), DEMO="") as server:
        shown, _ = server.communicate(timeout=HANGS)
    assert server.returncode == 2
    assert shown.startswith("SECRET_KEY must ")
    assert shown.count("\n") == 1
    assert not (tmp_path / "db").exists()


def test_it_names_the_setting_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMO", "true")
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(SystemExit) as stopped:
        serve.main()
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("PORT: ")


def test_a_taken_port_is_named_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("DEMO", "true")
        monkeypatch.setenv("PORT", str(port))
        assert serve.main() == 2
    assert f"PORT={port + 1} make run" in capsys.readouterr().err


def test_everything_stops_when_one_program_cannot_be_kept_up(capfd: pytest.CaptureFixture[str]) -> None:
    """A shop whose jobs are gone looks open and texts nobody: better it closes and says so."""
    patient = [sys.executable, "-c", "import signal; signal.pause()"]
    failing = [sys.executable, "-c", "raise SystemExit(3)"]
    code = f"from app.serve import Together; raise SystemExit(Together({{'a': {patient}, 'b': {failing}}}).run())"
    ended = subprocess.run([sys.executable, "-c", code], cwd=PYPROJECT.parent, timeout=HANGS, check=False)
    assert ended.returncode == 3
    said = capfd.readouterr().out
    assert said.count("b stopped (rc=3)") == 1 + serve.MOST_FALLS
    assert "b does not stay up: everything is stopped" in said


@pytest.mark.parametrize("closed", ["terminal", "reader"])
def test_nothing_stays_behind_when_the_terminal_or_whoever_read_along_is_gone(closed: str) -> None:
    """Neither Ctrl-C nor a service manager stopped it: its programs would hold port and database for ever."""
    talking = [sys.executable, "-c", "import time\nwhile True: print('busy', flush=True); time.sleep(.05)"]
    code = f"from app.serve import Together; raise SystemExit(Together({{'a': {talking}}}).run())"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=PYPROJECT.parent, stdout=subprocess.PIPE, text=True
    ) as shop:
        assert shop.stdout is not None
        started = re.search(r"pid=(\d+)", shop.stdout.readline())
        assert started is not None
        if closed == "terminal":
            shop.send_signal(signal.SIGHUP)
        shop.stdout.close()
        assert shop.wait(HANGS) == 0
    assert not alive(int(started[1]))


def test_asked_to_stop_while_they_start_it_still_stops() -> None:
    """The signal comes before anything runs: nothing is started, or what is started ends at once."""
    code = (
        "import os, signal; from app.serve import Together; "
        "class_ = type('Early', (Together,), {'_start': lambda self, name: ("
        "Together._start(self, name), os.kill(os.getpid(), signal.SIGTERM))}); "
        "raise SystemExit(class_({'a': ['sleep', '60'], 'b': ['sleep', '60']}).run())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PYPROJECT.parent,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=True,
    )
    assert "a stopped (rc=-15)" in ended.stdout
    assert "b started" not in ended.stdout


def test_data_of_before_the_first_release_is_told_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    with closing(sqlite3.connect(tmp_path / "db" / "shop.db")) as old, old:
        old.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        old.execute("INSERT INTO alembic_version VALUES ('0004')")
    with running(tmp_path, free_port()) as server:
        shown, _ = server.communicate(timeout=HANGS)
    assert server.returncode == 2
    assert shown.count("\n") == 1
    assert f"{tmp_path}/db/shop.db is at revision 0004, from before the first release" in shown
    assert "move the file away, or set DATABASE_URL to another, and the shop starts afresh." in shown
