"""How long something took: by the clock on the wall, by this process's CPU, and waiting for the database."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil  # type: ignore[import-untyped]
from sqlalchemy import Engine, event


@dataclass(slots=True)
class Spent:
    """Seconds."""

    wall: float = 0.0
    cpu: float = 0.0
    sql: float = 0.0  # waiting for statements and commits, on whatever thread
    server: float = 0.0  # CPU of the database server, on behalf of the pool's one connection


@contextmanager
def spending(engine: Engine | None = None) -> Iterator[Spent]:
    """Measure what happens inside; with an engine also what of it passes in SQL."""
    spent = Spent()
    backend = None
    if engine is not None:
        _watch(engine, spent)
        backend = _backend(engine)
    server, wall, cpu = cpu_of(backend), time.perf_counter(), time.process_time()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - wall, time.process_time() - cpu
    spent.server = cpu_of(backend) - server


def cpu_of(process: psutil.Process | None) -> float:
    """Seconds of CPU that a process has had since its start, to a hundredth."""
    if process is None:
        return 0.0
    times = process.cpu_times()
    return float(times.user + times.system)


def _backend(engine: Engine) -> psutil.Process | None:
    """The server's process behind the connection that the pool will hand out, where there is one."""
    if engine.name != "postgresql":
        return None
    with engine.connect() as connection:
        return psutil.Process(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar())


def _watch(engine: Engine, spent: Spent) -> None:
    # The engine ends with the run, so nothing is taken off again.
    @event.listens_for(engine, "before_cursor_execute")
    def _begin(_c: Any, _cursor: Any, _s: Any, _p: Any, context: Any, _many: Any) -> None:
        context.begun = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def _end(_c: Any, _cursor: Any, _s: Any, _p: Any, context: Any, _many: Any) -> None:
        spent.sql += time.perf_counter() - context.begun

    commit: Callable[[Any], None] = engine.dialect.do_commit

    def timed(connection: Any) -> None:
        begun = time.perf_counter()
        commit(connection)
        spent.sql += time.perf_counter() - begun

    engine.dialect.do_commit = timed  # type: ignore[assignment, method-assign]  # no event stands around a commit
