"""`make run`: a database brought up to date, a demo shop in it, web and jobs running until Ctrl-C."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread, Timer

from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from app.bootstrap import build_runtime
from app.demo.seed import DEMO_STAFF, refuse_a_real_shop, seed_demo
from app.kernel.settings import HIGHEST_PORT, Settings
from app.kernel.settings_start import load_settings
from app.migrate import MigrationStopped, migrate

ROOT = Path(__file__).parent.parent
PATIENCE = 25  # seconds for a program that was asked to stop: what is open in it is finished first
FIRST_PAUSE = 0.5  # seconds before a program that ended is started again, doubled each time
MOST_FALLS = 3  # in a row, each within STEADY seconds
STEADY = 10.0
LAST_WORDS = 1.0  # seconds for the lines of one that ended


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
    """Programs beside each other: their lines with their names before them; one that ends is started again.

    One that falls again and again as soon as it stands is no accident: then all are stopped, and it is said.
    """

    def __init__(self, programs: Mapping[str, Sequence[str]]) -> None:
        self._programs = programs
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._since: dict[str, float] = {}
        self._falls: dict[str, int] = dict.fromkeys(programs, 0)  # in a row
        self._happened: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._stopping = Event()
        self._timers: list[Timer] = []
        self._result: int | None = None

    def run(self) -> int:
        """Until somebody asks to stop, or one cannot be kept up; 0 only where it was asked for."""
        before = {number: signal.signal(number, self._asked_to_stop) for number in self._signals()}
        try:
            for name in self._programs:
                self._start(name)
            while self._running or not self._stopping.is_set():
                self._happened.get()()
        finally:
            self._leave_nobody()
            for timer in self._timers:
                timer.cancel()
            for number, handler in before.items():
                signal.signal(number, handler)
        return self._result or 0

    @staticmethod
    def _signals() -> list[signal.Signals]:
        """What asks to stop: Ctrl-C, a service manager, and a terminal that is closed, unless `nohup` said otherwise."""
        kept_open = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        return [signal.SIGINT, signal.SIGTERM, *([] if kept_open else [signal.SIGHUP])]

    def _leave_nobody(self) -> None:
        """Whatever ends us: no program stays behind with nobody to stop it."""
        for program in self._running.values():
            program.terminate()
        for program in self._running.values():
            try:
                program.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                program.kill()

    def _start(self, name: str) -> None:
        if self._stopping.is_set():
            return
        # A session of its own: Ctrl-C at the terminal reaches only us, who stop each program the same way.
        program = subprocess.Popen(  # noqa: S603 - our own commands
            self._programs[name],
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._running[name], self._since[name] = program, time.monotonic()
        self._tell("shop", f"{name} started (pid={program.pid})")
        if self._stopping.is_set():  # asked for while it was starting
            program.terminate()
        Thread(target=self._wait_for, args=(name, program), daemon=True).start()

    def _wait_for(self, name: str, program: subprocess.Popen[str]) -> None:
        listener = Thread(target=self._listen, args=(name, program), daemon=True)
        listener.start()
        code = program.wait()
        listener.join(LAST_WORDS)  # no longer: what it started itself may have outlived it, and still talk
        self._happened.put(partial(self._ended, name, code))

    def _listen(self, name: str, program: subprocess.Popen[str]) -> None:
        assert program.stdout is not None
        for line in program.stdout:
            self._happened.put(partial(self._tell, name, line.rstrip("\n")))

    def _ended(self, name: str, code: int) -> None:
        del self._running[name]
        self._tell("shop", f"{name} stopped (rc={code})")
        if self._stopping.is_set():
            return
        stood = time.monotonic() - self._since[name] > STEADY
        self._falls[name] = 1 if stood else self._falls[name] + 1
        if self._falls[name] > MOST_FALLS:
            self._tell("shop", f"{name} does not stay up: everything is stopped; its lines above say why")
            self._result = code if code > 0 else 1
            self._stop()
            return
        self._later(FIRST_PAUSE * 2 ** (self._falls[name] - 1), partial(self._start, name))

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        timer = Timer(seconds, self._happened.put, [act])
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _asked_to_stop(self, _number: int, _frame: object) -> None:
        if self._stopping.is_set():
            self._kill()  # asked for twice: at once
        self._stop()

    def _stop(self) -> None:
        if self._stopping.is_set():
            return
        self._stopping.set()
        for program in list(self._running.values()):
            program.terminate()
        self._later(PATIENCE, self._kill)
        self._happened.put(lambda: None)  # where none runs, nothing else would be heard

    def _kill(self) -> None:
        for program in list(self._running.values()):
            program.kill()

    def _tell(self, name: str, line: str) -> None:
        try:
            sys.stdout.write(f"{name:<4} | {line}\n")
            sys.stdout.flush()
        except OSError:  # nobody reads it any more: a closed terminal, `| head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self._stop()


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
            refuse_a_real_shop(runtime)
            seed_demo(runtime)
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
