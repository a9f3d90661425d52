"""Courier places taken, each in a transaction of its own."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from app.courier.slots import places as courier
from app.courier.slots.models import Slot
from app.kernel.errors import Refusal
from bench.figures import Figure
from bench.shops import Fresh, demo_shop, runtime_on
from bench.stopwatch import spending

COUNT = 500


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """`count` people try, slot after slot in turn; whoever finds one full does not count."""
    with fresh(demo_shop) as url:
        runtime = runtime_on(url, folder)
        with runtime.database.reading() as session:
            slots = session.scalars(select(Slot.id).where(Slot.cutoff_at > runtime.clock())).all()
        taken = 0
        with spending() as spent:
            for number in range(count):
                try:
                    with runtime.database.transaction() as session:
                        courier.take_place(session, slots[number % len(slots)], now=runtime.clock())
                    taken += 1
                except Refusal:
                    continue
        runtime.database.close()
    yield Figure("places booked", "places/s", taken / spent.wall)
    yield Figure("places booked", "µs CPU a place", spent.cpu / taken * 1e6)
