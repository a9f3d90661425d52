"""How much memory the jobs process takes: ticking, and after it has sent texts."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from app.kernel.clock import system_clock
from app.runtime import Runtime
from bench.figures import Figure
from bench.provider import provider
from bench.shops import Fresh, demo_shop, enqueue, runtime_on
from bench.texts import accepted
from tests.fakes.loopback import ACCOUNT
from tests.fakes.loopback_solapi import KEY, SECRET, loopback_solapi

COUNT = 1_000
ROOT = Path(__file__).parent.parent
EVERY_JOB_ONCE = 5.0  # seconds until each has come to its first tick, and loaded what it needs
PATIENCE = 120.0  # seconds
MEGABYTE = 1024 * 1024


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """With each provider; texts go by the demo phone, and to the stand-ins through the vendors' clients."""
    with ExitStack() as stack:
        twilio = stack.enter_context(provider()).origin
        solapi = stack.enter_context(loopback_solapi()).origin
        for name, settings in _providers(twilio, solapi).items():
            with fresh(demo_shop) as url, _jobs(url, folder, settings) as process:
                yield from _memory(f"jobs process, {name}, ticking", process)
                runtime = runtime_on(url, folder, clock=system_clock)  # the process's own
                with runtime.database.transaction() as session:
                    enqueue(session, count, [], runtime.clock())
                _until(partial(_all_accepted, runtime, count), process)
                yield from _memory(f"jobs process, {name}, {count:,} texts later", process)
                runtime.database.close()


def _providers(twilio: str, solapi: str) -> dict[str, dict[str, str]]:
    return {
        "demo phone": {},
        "Twilio": {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": "token",
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": twilio,
        },
        "SOLAPI": {
            "SMS_PROVIDER": "solapi",
            "SOLAPI_API_KEY": KEY,
            "SOLAPI_API_SECRET": SECRET,
            "SOLAPI_FROM": "029302266",
            "SOLAPI_API_URL": solapi,
        },
    }


SECRET_KEY = "a key for measurements, 32 letters"


@contextmanager
def _jobs(url: str, folder: Path, settings: Mapping[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": SECRET_KEY,
        **settings,
    }
    said = folder / "jobs.log"
    with (
        said.open("w") as log,
        subprocess.Popen([sys.executable, "-m", "jobs"], env=environment, cwd=ROOT, stdout=log) as process,
    ):
        try:
            _until(lambda: "are ticking" in said.read_text(), process)
            time.sleep(EVERY_JOB_ONCE)
            yield process
        finally:
            process.terminate()


def _all_accepted(runtime: Runtime, count: int) -> bool:
    return accepted(runtime) == count


def _memory(what: str, process: "subprocess.Popen[bytes]") -> Iterator[Figure]:
    """RSS counts shared libraries in full, PSS (Linux only) this process's share of them."""
    memory = psutil.Process(process.pid).memory_full_info()
    yield Figure(what, "MB RSS", memory.rss / MEGABYTE, 1)
    if hasattr(memory, "pss"):
        yield Figure(what, "MB PSS", memory.pss / MEGABYTE, 1)


def _until(it_is_so: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert process.poll() is None, "the jobs process has ended"
        assert time.monotonic() < deadline, "the jobs process takes too long"
        time.sleep(0.2)
