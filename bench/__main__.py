"""`python -m bench`: texts drained from the outbox and places booked per second, on both databases.

The sender does nothing, so the figures are what claim, attempt and result cost. They depend on the
machine: compare runs of one machine only.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from app.bootstrap import build_runtime
from app.courier import service as courier
from app.courier.models import Slot
from app.demo.seed import seed_demo
from app.kernel.clock import system_clock
from app.kernel.errors import Refusal
from app.kernel.i18n import Language
from app.kernel.settings import Settings
from app.messaging.kinds import TextKind
from app.messaging.ports import Outcome, SendResult, SmsToSend
from app.messaging.service import send_text
from app.relay.drain import drain
from app.runtime import Runtime
from tests.databases import PostgresTemplates, SqliteTemplates
from tests.postgres import Server

TEXTS = 2_000
BOOKINGS = 500


class NoSender:
    """Accepts at once."""

    name = "none"

    def send(self, sms: SmsToSend) -> SendResult:
        """Say yes."""
        return SendResult(Outcome.ACCEPTED, sms.attempt_id)


def drain_texts(runtime: Runtime) -> float:
    """Texts per second through claim, attempt and result, by one worker."""
    with runtime.database.transaction() as session:
        for number in range(TEXTS):
            send_text(
                session, TextKind.PHONE_CODE, to_phone=f"+8210{number:08}", language=Language.KO,
                words={"number": "123456"}, now=runtime.clock(),
            )  # fmt: skip
    started = time.perf_counter()
    assert drain(runtime, owner="bench") == TEXTS
    return TEXTS / (time.perf_counter() - started)


def book_places(runtime: Runtime) -> float:
    """Places taken per second, each in a transaction of its own."""
    with runtime.database.reading() as session:
        slots = session.scalars(select(Slot.id).where(Slot.cutoff_at > runtime.clock())).all()
    started = time.perf_counter()
    taken = 0
    for number in range(BOOKINGS):
        try:
            with runtime.database.transaction() as session:
                courier.take_place(session, slots[number % len(slots)], now=runtime.clock())
            taken += 1
        except Refusal:
            continue
    return taken / (time.perf_counter() - started)


MEASURED: dict[str, Callable[[Runtime], float]] = {
    "texts drained per second": drain_texts,
    "places booked per second": book_places,
}


def measure(name: str, url: str, folder: Path) -> None:
    """Build a shop on that database and print every figure."""
    built = build_runtime(Settings(database_url=url, data_dir=folder), clock=system_clock)
    runtime = replace(built, sms=NoSender())
    seed_demo(runtime)
    for what, work in MEASURED.items():
        sys.stdout.write(f"{name:<11} {what:<26} {work(runtime):>9,.0f}\n")
    runtime.database.close()


def main() -> None:
    """Both databases, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        with SqliteTemplates(Path(folder)).built() as url:
            measure("sqlite", url, Path(folder))
        server = Server.start()
        try:
            with PostgresTemplates(server.folder, "bench").built() as url:
                measure("postgresql", url, Path(folder))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
