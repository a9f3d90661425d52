"""`make run`: a database brought up to date, a demo shop in it, web and jobs running until Ctrl-C."""

import os
import shlex
import signal
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import Timer

from honcho.manager import SIGNALS, Manager
from sqlalchemy import make_url

from app.bootstrap import build_runtime
from app.demo.seed import DEMO_STAFF, seed_demo
from app.kernel.settings import Settings, load_settings
from app.migrate import migrate

ROOT = Path(__file__).parent.parent
ASKED_TO_STOP = {about["rc"] for about in SIGNALS.values()}


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


class Together(Manager):  # type: ignore[misc]  # honcho has no types
    """Honcho's manager, also when asked to stop while its programs are still starting."""

    def __init__(self) -> None:
        super().__init__()
        self._owner = os.getpid()

    def terminate(self) -> None:
        """Stop all; honcho would trip over a program it has not yet heard of, so that one is awaited."""
        if os.getpid() != self._owner:
            return  # a child between its fork and its own signal handling
        if self._all_started():
            super().terminate()
        else:
            Timer(0.05, self.terminate).start()


def run_together(programs: dict[str, list[str]]) -> int:
    """Run until one ends or somebody asks to stop, then stop all; 0 only where it was asked for."""
    together = Together()
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    for name, command in programs.items():
        # exec: the signal must reach the program, not a shell in front of it.
        together.add_process(name, f"exec {shlex.join(command)}", env=environment, cwd=str(Path.cwd()))
    together.loop()
    if together.returncode in ASKED_TO_STOP:
        return 0
    return together.returncode or 1


def main() -> int:
    """Prepare, tell, run."""
    settings = load_settings()
    if not port_is_free(settings.port):
        sys.stderr.write(
            f"Port {settings.port} is taken. Choose another: PORT={settings.port + 1} make run\n"
        )
        return 2
    make_folders(settings)
    migrate(settings.database_url)
    if settings.demo:
        runtime = build_runtime(settings)
        seed_demo(runtime)
        runtime.database.close()
    sys.stdout.write(welcome(settings, DEMO_STAFF))
    sys.stdout.flush()
    return run_together(commands())


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the manager takes over
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(0) from None
