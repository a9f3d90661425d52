"""`make run`: a database brought up to date, a demo shop in it, web and jobs running until Ctrl-C."""

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Thread, Timer

from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from app.bootstrap import build_runtime
from app.demo.seed import DEMO_STAFF, DemoRefused, seed_demo, stay_out_of_a_real_shop
from app.kernel.settings import HIGHEST_PORT, Settings
from app.kernel.settings_start import load_settings
from app.migrate import MigrationStopped, migrate

ROOT = Path(__file__).parent.parent
PATIENCE = 10  # seconds for a program that was asked to stop


class CannotOpen(Exception):
    """The shop cannot be opened here; the message is one line that says why and what to do."""


def make_folders(settings: Settings) -> None:
    """The folders the shop writes into: its files, and the database where that is a file. Raises CannotOpen."""
    folders = {"DATA_DIR": settings.data_dir}
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        folders["DATABASE_URL"] = Path(url.database).parent
    for name, folder in folders.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as no:
            raise CannotOpen(f"{name}: the folder {folder} cannot be made: {no.strerror}") from None


def look_at_port(host: str, port: int) -> None:
    """Whether a server could listen there now. Raises CannotOpen."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        try:
            probe.bind((host, port))
        except OSError as no:
            if no.errno == errno.EADDRNOTAVAIL:
                raise CannotOpen(f"BIND: {host} is no address of this machine") from None
            if no.errno == errno.EACCES:
                raise CannotOpen(f"PORT: {port} is kept for the system: choose one from 1024 on") from None
            another = port + 1 if port < HIGHEST_PORT else port - 1
            raise CannotOpen(f"Port {port} is taken. Choose another: PORT={another} make run") from None


def welcome(settings: Settings, staff: Iterable[tuple[str, str, str]]) -> str:
    """What the person at the terminal reads: where, as whom, and what to click first."""
    address = settings.public_url
    lines = ["", f"  {settings.shop_name} is open: {address}", ""]
    if settings.demo:
        staff = list(staff)
        wide = max((len(role) for role, _, _ in staff), default=0)
        lines += [
            f"  1. Ask for a repair       {address}/",
            f"  2. Read the texts         {address}/demo/phone",
            f"  3. Be the staff           {address}/login",
            "",
            *(f"       {role:<{wide}}   {login} / {password}" for role, login, password in staff),
            "",
            "  This is a demo shop: nothing is sent, and everybody knows these passwords.",
        ]
    return "\n".join([*lines, "  Ctrl-C stops it, the data stays.", "", ""])


def commands() -> dict[str, list[str]]:
    """What runs beside each other, by name."""
    return {
        "web": [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "app" / "web" / "gunicorn_conf.py")],
        "jobs": [sys.executable, "-m", "jobs"],
    }


class Together:
    """Programs beside each other: their lines with their names before them; when one ends, all are stopped."""

    def __init__(self, programs: Mapping[str, Sequence[str]]) -> None:
        self._programs = programs
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._said: SimpleQueue[tuple[str, str | None]] = SimpleQueue()  # None: it ended
        self._stopping = False
        self._patience: Timer | None = None
        self._result: int | None = None

    def run(self) -> int:
        """Until one ends or somebody asks to stop; 0 only where it was asked for."""
        before = {
            number: signal.signal(number, self._asked_to_stop) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            for name, command in self._programs.items():
                if not self._stopping:
                    self._start(name, command)
            while self._running:
                self._hear(*self._said.get())
        finally:
            if self._patience is not None:
                self._patience.cancel()
            for number, handler in before.items():
                signal.signal(number, handler)
        return self._result or 0

    def _start(self, name: str, command: Sequence[str]) -> None:
        # A session of its own: Ctrl-C at the terminal reaches only us, who stop each program the same way.
        program = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._running[name] = program
        self._tell("shop", f"{name} started (pid={program.pid})")
        if self._stopping:  # asked for while it was starting
            program.terminate()
        Thread(target=self._listen, args=(name, program), daemon=True).start()

    def _listen(self, name: str, program: subprocess.Popen[str]) -> None:
        assert program.stdout is not None
        for line in program.stdout:
            self._said.put((name, line.rstrip("\n")))
        self._said.put((name, None))

    def _hear(self, name: str, line: str | None) -> None:
        if line is not None:
            self._tell(name, line)
            return
        code = self._running.pop(name).wait()
        self._tell("shop", f"{name} stopped (rc={code})")
        if not self._stopping:
            self._result = code if code > 0 else 1
            self._stop()

    def _asked_to_stop(self, _number: int, _frame: object) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._stopping:
            return
        self._stopping = True
        for program in list(self._running.values()):
            program.terminate()
        self._patience = Timer(PATIENCE, self._kill)
        self._patience.daemon = True
        self._patience.start()

    def _kill(self) -> None:
        for program in list(self._running.values()):
            program.kill()

    @staticmethod
    def _tell(name: str, line: str) -> None:
        sys.stdout.write(f"{name:<4} | {line}\n")
        sys.stdout.flush()


def prepare(settings: Settings) -> None:
    """Everything there before the first visitor comes. Raises CannotOpen, or MigrationStopped."""
    look_at_port(settings.listens_on, settings.port)
    make_folders(settings)
    try:
        migrate(settings.database_url)
    except OperationalError as no:
        reason = str(no.__cause__ or no).strip().splitlines()[0]
        raise CannotOpen(f"DATABASE_URL: the database cannot be reached: {reason}") from None
    if settings.demo:
        runtime = build_runtime(settings)
        try:
            stay_out_of_a_real_shop(runtime)
            seed_demo(runtime)
        except DemoRefused as no:
            raise CannotOpen(str(no)) from None
        finally:
            runtime.database.close()


def main() -> int:
    """Prepare, tell, run."""
    settings = load_settings()
    try:
        prepare(settings)
    except (CannotOpen, MigrationStopped) as no:
        sys.stderr.write(f"{no}\n")
        return 2
    sys.stdout.write(welcome(settings, DEMO_STAFF))
    sys.stdout.flush()
    return Together(commands()).run()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until its programs run
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(0) from None
