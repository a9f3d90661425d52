"""People who are slow, silent or stuck at the door: how long another visitor's page takes beside them.

Gunicorn as production starts it, on a demo shop; first alone, then beside a hundred silent connections, forty requests
whose head never ends, and as many whose body does not.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench.figures import Figure
from bench.shops import OURS, Fresh, demo_shop

COUNT = 100  # pages each
ROOT = Path(__file__).parent.parent
SILENT, STUCK = 100, 40
HEAD = b"GET /login HTTP/1.1\r\nHost: fix.example\r\nX-Slow: "
BODY = (
    b"POST /login HTTP/1.1\r\nHost: fix.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\na="
)


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """The sign-in page, one after the other by one visitor."""
    with fresh(demo_shop) as url, _server(url, folder) as port, ExitStack() as stack:
        yield from _pages("a page by HTTP, alone", port, count)
        for number, said in ((SILENT, b""), (STUCK, HEAD), (STUCK, BODY)):
            for _ in range(number):
                stack.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(said)
        yield from _pages(f"  beside {SILENT} silent and {2 * STUCK} stuck", port, count)


def _pages(what: str, port: int, count: int) -> Iterator[Figure]:
    each = sorted(_page(port) for _ in range(count))
    yield Figure(what, "ms, half of them", each[count // 2] * 1e3, 1)
    yield Figure(what, "ms, the slowest", each[-1] * 1e3, 1)


def _page(port: int) -> float:
    begun = time.perf_counter()
    with urlopen(f"http://127.0.0.1:{port}/login", timeout=60) as page:
        page.read()
    return time.perf_counter() - begun


@contextmanager
def _server(url: str, folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "app" / "web" / "gunicorn_conf.py")]
    environment = os.environ | {
        "DEMO": "false",
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PUBLIC_URL": OURS["public_url"],
        "SECRET_KEY": OURS["secret_key"].get_secret_value(),
    }
    with subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"], env=environment, cwd=ROOT, stdout=subprocess.PIPE
    ) as server:
        try:
            assert server.stdout is not None
            assert b"ready" in server.stdout.readline()
            for _ in range(20):
                _page(port)  # until each worker has loaded what it needs
            yield port
        finally:
            server.terminate()
