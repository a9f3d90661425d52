"""Replies taken in by HTTP: ours against a bare view with the same SQL, in turn, on the same database."""

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import psutil  # type: ignore[import-untyped]
from pydantic import SecretStr
from sqlalchemy import func, select

from app.application import create_app
from app.messaging.conversation.models import IncomingSms
from app.runtime import Runtime
from bench import bare
from bench.caller import Order, call, reply
from bench.figures import Figure
from bench.shops import Fresh, demo_shop, runtime_on
from bench.stopwatch import cpu_of, spending

COUNT = 5_000
WARM_UP = 200
ORIGIN, ACCOUNT, TOKEN = "https://fix.example", "AC" + "1" * 32, "token"
ROOT = Path(__file__).parent.parent
APPS = {"ours": "wsgi:app", "bare": "bench.bare:create()"}
TWILIO: dict[str, Any] = {"twilio_account_sid": ACCOUNT, "twilio_from": "+15005550006"}


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """Over HTTP under gunicorn as production starts it, with one worker; then without any server."""
    with fresh(demo_shop) as url:
        runtime = runtime_on(url, folder, **TWILIO, twilio_auth_token=SecretStr(TOKEN))
        yield from _by_http(url, folder, count)
        yield from _in_process(runtime, count)
        with runtime.database.reading() as session:
            kept = session.scalar(select(func.count()).select_from(IncomingSms))
        assert kept == 4 * count + 4 * WARM_UP, "not each of them exactly once"
        runtime.database.close()


def _by_http(url: str, folder: Path, count: int) -> Iterator[Figure]:
    with _server("ours", url, folder) as ours, _server("bare", url, folder) as plain:
        speed, cpu = {}, {}
        for name, (port, worker) in {"ours": ours, "bare": plain}.items():
            call(_order(port, WARM_UP))
            before = cpu_of(worker)
            called = call(_order(port, count))
            speed[name], cpu[name] = count / called.seconds, (cpu_of(worker) - before) / count * 1e6
            each = sorted(called.each)
            what = f"webhooks by HTTP, {name}"
            yield Figure(what, "replies/s", speed[name])
            yield Figure(what, "µs CPU a reply", cpu[name])
            yield Figure(what, "ms, half of them", each[len(each) // 2] * 1e3, 1)
            yield Figure(what, "ms, 99 of 100", each[len(each) * 99 // 100] * 1e3, 1)
    yield Figure("webhooks by HTTP, ours to bare", "of its replies/s", speed["ours"] / speed["bare"], 2)
    yield Figure(
        "webhooks by HTTP, ours to bare", "of its replies a CPU second", cpu["bare"] / cpu["ours"], 2
    )


def _in_process(runtime: Runtime, count: int) -> Iterator[Figure]:
    """The noise of sockets and threads left out, and everything that both have in common with them."""
    cpu = {}
    apps = {"ours": create_app(runtime), "bare": bare.make_app(runtime.database.engine)}
    for name, app in apps.items():
        _post_all(app, _environs(WARM_UP))
        environs = _environs(count)
        with spending() as spent:
            _post_all(app, environs)
        cpu[name] = spent.cpu / count * 1e6
        yield Figure(f"webhooks in process, {name}", "µs CPU a reply", cpu[name])
    yield Figure(
        "webhooks in process, ours to bare", "of its replies a CPU second", cpu["bare"] / cpu["ours"], 2
    )


def _environs(count: int) -> list[dict[str, Any]]:
    order = _order(0, count)
    replies = [reply(order, number) for number in range(count)]
    return [
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": order.path,
            "RAW_URI": order.path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=UTF-8",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_TWILIO_SIGNATURE": signature,
            "HTTP_HOST": "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
        }
        for body, signature in replies
    ]


def _post_all(app: Callable[..., Any], environs: Sequence[dict[str, Any]]) -> None:
    statuses = set()
    for environ in environs:
        answer = app(environ, lambda status, _headers, *_more: statuses.add(status))
        b"".join(answer)
        answer.close()
    assert statuses == {"200 OK"}, statuses


def _order(port: int, count: int) -> Order:
    return Order(port, bare.PATH, ORIGIN, ACCOUNT, TOKEN, count, series=token_hex(4))


@contextmanager
def _server(name: str, url: str, folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Gunicorn with the shop's own configuration and one worker; its port, and that worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        str(ROOT / "app" / "web" / "gunicorn_conf.py"),
        "--workers",
        "1",
        "--bind",
        f"127.0.0.1:{port}",
        APPS[name],
    ]
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PUBLIC_URL": ORIGIN,
        "SECRET_KEY": "a key for measurements, 32 letters",
        "TWILIO_AUTH_TOKEN": TOKEN,
        **{name.upper(): value for name, value in TWILIO.items()},
    }
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert "ready" in server.stdout.readline()
            yield port, _worker(server.pid)
        finally:
            server.terminate()


def _worker(server: int) -> psutil.Process:
    """The process that answers; there may be a moment before it exists."""
    deadline = time.monotonic() + 20
    while not (workers := psutil.Process(server).children()):
        assert time.monotonic() < deadline, "the web server has no worker"
        time.sleep(0.05)
    return workers[0]
