"""`make run`: a database brought up to date, a demo shop in it, web and jobs running until Ctrl-C."""

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

from app.bootstrap import build_runtime
from app.demo.seed import DEMO_STAFF, seed_demo
from app.kernel.settings import Settings, load_settings
from app.migrate import MigrationStopped, migrate

ROOT = Path(__file__).parent.parent
PATIENCE = 10  # seconds for a program that was asked to stop


def make_folders(settings: Settings) -> None:
    """The folders the shop writes into: its files, and the database where that is a file."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def port_is_free(port: int) -> bool:
    """Whether a server could listen on that port of this machine now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


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


def main() -> int:
    """Prepare, tell, run."""
    settings = load_settings()
    if not port_is_free(settings.port):
        sys.stderr.write(
            f"Port {settings.port} is taken. Choose another: PORT={settings.port + 1} make run\n"
        )
        return 2
    make_folders(settings)
    try:
        migrate(settings.database_url)
    except MigrationStopped as stopped:
        sys.stderr.write(f"{stopped}\n")
        return 2
    if settings.demo:
        runtime = build_runtime(settings)
        seed_demo(runtime)
        runtime.database.close()
    sys.stdout.write(welcome(settings, DEMO_STAFF))
    sys.stdout.flush()
    return Together(commands()).run()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until its programs run
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(0) from None
