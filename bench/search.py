"""Finding what was scanned: how long each kind of search takes, in a young shop and in one with a long history."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles

from sqlalchemy import func, select

from app.customers.phones import show_phone
from app.journeys.dock.look_up import look_up
from app.kernel.ids import new_ticket_code, spell_code
from app.runtime import Runtime
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from bench.figures import Figure
from bench.many import many, name_by, phone_of, serial_of, waybill_of
from bench.shops import OURS, Fresh, runtime_on

COUNT = 1_000_000  # tickets of the old shop
TIMES = 100  # as many as the young one has
SEARCHES = 500  # of each kind
WARM = 10  # before them, and not counted: as many as there are kinds
Search = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of search, and how many of a hundred in a working day are of it."""

    what: str
    share: int
    typed: Search


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """Search in a shop of `count` tickets and in one of a hundredth of them, in turn: both are slowed alike."""
    sizes = (max(count // TIMES, 100), count)
    with fresh(many(sizes[0])) as young, fresh(many(sizes[1])) as old:
        runtimes = [runtime_on(url, folder) for url in (young, old)]
        texts = [_texts(_kinds(*shop)) for shop in zip(runtimes, sizes, strict=True)]
        took = {what: _took(runtimes, [of[what] for of in texts]) for what in texts[0]}
        for runtime in runtimes:
            runtime.database.close()
    for what, both in took.items():
        for tickets, seconds in zip(sizes, both, strict=True):
            cuts = quantiles(seconds, n=100, method="inclusive")
            for percent in (50, 95, 99):
                yield Figure(f"{what}, {tickets:,} tickets", f"ms p{percent}", cuts[percent - 1] * 1e3, 2)
        yield Figure(f"{what}, {TIMES} times the tickets", "times p50", median(both[1]) / median(both[0]), 2)


def _kinds(runtime: Runtime, tickets: int) -> Sequence[Kind]:
    """What people scan and type; the shares are a guess at a day in which nearly everything has our label."""
    with runtime.database.reading() as session:
        newest = session.scalars(select(Ticket.code).order_by(Ticket.id.desc()).limit(SEARCHES)).all()
        bins = session.scalars(select(Ticket.bin_code).where(Ticket.bin_code.is_not(None)).distinct()).all()
        assert session.scalar(select(func.count()).select_from(Ticket)) == tickets
    people = tickets * 6 // 10

    def phone(chance: Random) -> str:
        return phone_of(chance.randrange(people))

    return (
        Kind("code", 40, lambda chance: spell_code(chance.choice(newest))),
        Kind("our address", 30, lambda chance: f"{OURS['public_url']}/Q/{chance.choice(newest)}".upper()),
        Kind("bin", 8, lambda chance: str(chance.choice(bins))),
        Kind("waybill", 7, lambda chance: waybill_of(chance.randrange(tickets), Leg.INBOUND)),
        Kind("serial", 5, lambda chance: serial_of(chance.randrange(people))),
        Kind("phone number", 3, lambda chance: show_phone(phone(chance))),
        Kind("last four digits", 3, lambda chance: phone(chance)[-4:]),
        Kind("name", 2, name_by),
        Kind("beginning of a name", 1, lambda chance: name_by(chance)[:2]),
        Kind("nobody's", 1, lambda _: new_ticket_code()),
    )


def _texts(kinds: Sequence[Kind]) -> dict[str, list[str]]:
    """What is typed in a day's mixture, and of each kind alone."""
    chance = Random(1)
    day = [kind for kind in kinds for _ in range(kind.share * SEARCHES // 100)]
    chance.shuffle(day)
    texts = {"searches of a day": [kind.typed(chance) for kind in (*kinds, *day)]}
    for kind in kinds:
        texts[f"search by {kind.what}"] = [kind.typed(chance) for _ in range(WARM + SEARCHES)]
    return texts


def _took(runtimes: Sequence[Runtime], texts: Sequence[Sequence[str]]) -> list[list[float]]:
    """Seconds of each search, with its transaction, in each shop; the first ones only warm up."""
    seconds: list[list[float]] = [[] for _ in runtimes]
    for typed in zip(*texts, strict=True):
        for runtime, one, kept in zip(runtimes, typed, seconds, strict=True):
            begun = time.perf_counter()
            with runtime.database.reading() as session:
                look_up(session, one, region=runtime.site.region)
            kept.append(time.perf_counter() - begun)
    return [kept[WARM:] for kept in seconds]
