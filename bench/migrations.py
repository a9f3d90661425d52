"""Migrations of a big table with people at work beside them: who waits longest, and for how long.

Each runs in a process of its own, as at a server's start or in a job. Two threads read repairs by their code, as pages
do, and on PostgreSQL a third writes to them; what they wait when nothing else happens stands first.
"""

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from typing import Any

from sqlalchemy import Column, MetaData, Row, String, Table, Uuid, select, update

from app.kernel.db import Database, make_engine
from app.kernel.fill import fill
from app.kernel.ids import plain_name
from app.migrate import revisions
from app.tickets.models import Ticket
from app.tickets.states import State
from bench.figures import Figure
from bench.many import many
from bench.shops import Fresh
from tests.migrations.throwaway import Steps

COUNT = 200_000  # repairs
READERS = 2
IDLE = 3.0  # seconds in which nothing else happens
WORDS = ", ".join(f'"{state}"' for state in (*State, "lent"))
MIGRATIONS = {
    "a word for a CHECK": f'changes.allow_words("tickets", "state", "ck_tickets_ticket_state", ({WORDS}))',
    "a new index": 'changes.build_index("ix_tickets_bench", "tickets", ["model_name", "opened_at"])',
    "a new column": 'op.add_column("tickets", sa.Column("bench_key", sa.String(40)))',
}
TICKETS = Table(
    "tickets", MetaData(), Column("id", Uuid), Column("model_name", String), Column("bench_key", String)
)


@dataclass
class Waits:
    """Seconds, the longest of each kind."""

    read: float = 0.0
    write: float = 0.0
    done: Event = field(default_factory=Event)


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """The helpers of `migrations/changes.py` and of `app/kernel/fill.py` on `count` repairs."""
    with fresh(many(count)) as url:
        engine = make_engine(url)
        steps = Steps(Path(mkdtemp(dir=folder)), url, after=revisions(engine)[0])
        yield from _beside(url, "nothing", lambda: time.sleep(IDLE))
        for what, body in MIGRATIONS.items():
            steps.add(body)
            yield from _beside(url, what, lambda: _run(steps.upgrade_beside()))
        yield from _beside(url, "a column filled", lambda: _filled_beside(url))
        engine.dispose()


def _filled_beside(url: str) -> None:
    filling = get_context("spawn").Process(target=_fill, args=(url,))
    filling.start()
    filling.join()
    assert filling.exitcode == 0


def _fill(url: str) -> None:
    """As a job does it: the new column is computed of an old one."""
    database = Database(make_engine(url))

    def key(row: Row[Any]) -> dict[str, Any]:
        return {"bench_key": plain_name(row.model_name)[:40]}

    fill(database, TICKETS, key, empty=TICKETS.c.bench_key.is_(None), reads=[TICKETS.c.model_name])
    database.close()


def _run(migration: "subprocess.Popen[str]") -> None:
    said, _ = migration.communicate(timeout=600)
    assert migration.returncode == 0, said


def _beside(url: str, what: str, work: Callable[[], None]) -> Iterator[Figure]:
    begun = time.perf_counter()
    with _people(url) as waits:
        work()
    yield Figure(f"migration, {what}", "s for all of it", time.perf_counter() - begun, 1)
    yield Figure(f"migration, {what}", "ms, longest read", waits.read * 1e3, 1)
    if not url.startswith("sqlite"):  # there a writer waits for any other, migration or not
        yield Figure(f"migration, {what}", "ms, longest write", waits.write * 1e3, 1)


@contextmanager
def _people(url: str) -> Iterator[Waits]:
    """Readers and a writer, until the end of what is done inside."""
    database, waits = Database(make_engine(url)), Waits()
    with database.reading() as session:
        codes = list(session.scalars(select(Ticket.code).order_by(Ticket.id.desc()).limit(500)))
    people = [Thread(target=_read, args=(database, codes, waits)) for _ in range(READERS)]
    if not url.startswith("sqlite"):
        people.append(Thread(target=_write, args=(database, codes, waits)))
    for one in people:
        one.start()
    try:
        yield waits
    finally:
        waits.done.set()
        for one in people:
            one.join()
        database.close()


def _read(database: Database, codes: Sequence[str], waits: Waits) -> None:
    for code in cycle(codes):
        if waits.done.is_set():
            return
        begun = time.perf_counter()
        with database.reading() as session:
            session.execute(select(Ticket.id, Ticket.state, Ticket.story).where(Ticket.code == code)).all()
        waits.read = max(waits.read, time.perf_counter() - begun)
        time.sleep(0.002)


def _write(database: Database, codes: Sequence[str], waits: Waits) -> None:
    for code in cycle(codes):
        if waits.done.is_set():
            return
        begun = time.perf_counter()
        with database.transaction() as session:
            session.execute(update(Ticket).where(Ticket.code == code).values(accessories=["charger"]))
        waits.write = max(waits.write, time.perf_counter() - begun)
        time.sleep(0.01)
