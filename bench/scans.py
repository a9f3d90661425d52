"""Scans by HTTP: ours with login, CSRF, idempotency, custody, text and outbox, against a bare view with the same SQL.

The bare view sends the very statements that ours sent for one such scan, with the other repair's values, straight
to the driver; it signs nobody in, checks no token, seals nothing and writes no words.
"""

import http.client
import json
import os
import pickle
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil  # type: ignore[import-untyped]
from sqlalchemy import Engine, event, select, update

from app.application import create_app
from app.demo.seed import DEMO_PASSWORD
from app.dock.models import Scan
from app.kernel.db import Database, make_engine
from app.tickets.models import Ticket
from app.tickets.states import State
from bench.bare_scan import Sample
from bench.figures import Figure
from bench.many import many
from bench.shops import Fresh, runtime_on

COUNT = 400  # scans for each number of clients and each view
SIZES = (10_000, 1_000_000)
CLIENTS = (1, 8)
MEGABYTE = 1024 * 1024
ROOT = Path(__file__).parent.parent
APPS = {"ours": "wsgi:app", "bare": "bench.bare_scan:create()"}


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """Receiving parcels, in shops of two sizes, by one client and by eight; and a web worker's memory."""
    small = {}
    for size in SIZES:
        with fresh(many(size)) as url:
            for clients, speed, figures in _in_a_shop(url, folder, count, size):
                yield from figures
                if not clients:  # the memory afterwards
                    continue
                if size == SIZES[0]:
                    small[clients] = speed
                else:
                    ratio = speed / small[clients]
                    yield Figure(
                        f"scans, {clients} clients, {size:,} to {SIZES[0]:,}", "of its scans/s", ratio, 2
                    )


def _in_a_shop(url: str, folder: Path, count: int, size: int) -> Iterator[tuple[int, float, list[Figure]]]:
    codes = iter(inbound(url, 2 * len(CLIENTS) * count + 40))
    sample = sample_scan(url, folder, next(codes), next(codes))
    (folder / "sample").write_bytes(pickle.dumps(sample))
    with _server("ours", url, folder) as ours, _server("bare", url, folder) as bare:
        entered = _sign_in(ours[0])
        for port, _ in (ours, bare):
            _post_all(port, [next(codes) for _ in range(19)], 1, entered)
        for clients in CLIENTS:
            speeds, figures = {}, []
            for name, (port, _) in {"ours": ours, "bare": bare}.items():
                begun = time.perf_counter()
                each = sorted(_post_all(port, [next(codes) for _ in range(count)], clients, entered))
                speeds[name] = count / (time.perf_counter() - begun)
                what = f"scans, {size:,} repairs, {clients} clients, {name}"
                figures.append(Figure(what, "scans/s", speeds[name]))
                figures.append(Figure(what, "ms, 99 of 100", each[len(each) * 99 // 100] * 1e3, 1))
            what = f"scans, {size:,} repairs, {clients} clients, ours to bare"
            figures.append(Figure(what, "of its scans/s", speeds["ours"] / speeds["bare"], 2))
            yield clients, speeds["ours"], figures
        memory = ours[1].memory_info().rss / MEGABYTE
        yield 0, 1.0, [Figure(f"web worker after the scans, {size:,} repairs", "MB RSS", memory, 1)]


def inbound(url: str, count: int) -> list[str]:
    """Make the newest repairs parcels on their way, and name their codes."""
    database = Database(make_engine(url))
    with database.transaction() as session:
        rows = session.execute(select(Ticket.id, Ticket.code).order_by(Ticket.id.desc()).limit(count)).all()
        for start in range(0, len(rows), 500):
            ids = [row.id for row in rows[start : start + 500]]
            session.execute(
                update(Ticket)
                .where(Ticket.id.in_(ids))
                .values(state=State.INBOUND, bin_code=None)
                .execution_options(synchronize_session=False)
            )
    database.close()
    return [row.code for row in rows]


def sample_scan(url: str, folder: Path, before: str, code: str) -> Sample:
    """What ours sends to the driver for one scan, and the values in it that belong to that scan alone.

    The one `before` it opens the connection, which asks the server more than a scan does.
    """
    runtime = runtime_on(url, folder, demo=True)
    app = create_app(runtime)
    app.config["WTF_CSRF_ENABLED"] = False
    client, key = app.test_client(), str(uuid4())
    client.post("/login", data={"login": "warehouse", "password": DEMO_PASSWORD})
    sent: list[tuple[str, Any]] = []
    _listen(runtime.database.engine, sent)
    for scanned, known_by in ((before, str(uuid4())), (code, key)):
        sent.clear()
        answer = client.post("/api/v1/scans", json=order(scanned), headers={"Idempotency-Key": known_by})
        assert answer.status_code == 201, answer.text
    statements = list(sent)  # and none of what is asked below
    with runtime.database.reading() as session:
        ticket_id = session.scalars(select(Ticket.id).where(Ticket.code == code)).one()
        assert session.scalars(select(Scan.key).where(Scan.key == key)).one() == key
    runtime.database.close()
    return Sample(statements=statements, ticket_id=ticket_id, code=code, key=key, answer=answer.text)


def _listen(engine: Engine, sent: list[tuple[str, Any]]) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def _note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if not statement.startswith("BEGIN"):  # on SQLite the house sends its own; the bare view does, too
            sent.append((statement, parameters))


def order(code: str) -> dict[str, Any]:
    return {"code": code, "mode": "receive", "place": "dock", "device_time": "2026-11-23T10:00:00+09:00"}


def _sign_in(port: int) -> dict[str, str]:
    """Cookie and token of a clerk's session, as the station's page has them."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/login")
    page = connection.getresponse()
    cookie = _cookie(page)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert found is not None
    connection.request(
        "POST",
        "/login",
        f"login=warehouse&password={DEMO_PASSWORD}&csrf_token={found[1]}",
        {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie},
    )
    entered = connection.getresponse()
    entered.read()
    cookie = _cookie(entered) or cookie
    connection.request("GET", "/api/v1/station", headers={"Cookie": cookie})
    told = json.loads(connection.getresponse().read())
    connection.close()
    return {"Cookie": cookie, "X-CSRFToken": told["csrf"], "Content-Type": "application/json"}


def _cookie(answer: http.client.HTTPResponse) -> str:
    return "; ".join(one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or [])


def _post_all(port: int, codes: Sequence[str], clients: int, headers: dict[str, str]) -> list[float]:
    """Seconds of each scan; every one must have been done."""

    def station(share: Sequence[str]) -> list[float]:
        connection, each = http.client.HTTPConnection("127.0.0.1", port), []
        for code in share:
            body = json.dumps(order(code))
            begun = time.perf_counter()
            connection.request("POST", "/api/v1/scans", body, {**headers, "Idempotency-Key": str(uuid4())})
            answer = connection.getresponse()
            said = answer.read()
            each.append(time.perf_counter() - begun)
            assert answer.status == 201, said
        connection.close()
        return each

    with ThreadPoolExecutor(clients) as pool:
        return [
            one for share in pool.map(station, [codes[n::clients] for n in range(clients)]) for one in share
        ]


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
        "--threads",
        "8",
        "--bind",
        f"127.0.0.1:{port}",
        APPS[name],
    ]
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "BENCH_SAMPLE": str(folder / "sample"),
        "DEMO": "true",
    }
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert "ready" in server.stdout.readline()
            deadline = time.monotonic() + 20
            while not (workers := psutil.Process(server.pid).children()):
                assert time.monotonic() < deadline, "the web server has no worker"
                time.sleep(0.05)
            yield port, workers[0]
        finally:
            server.terminate()
