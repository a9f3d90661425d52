"""A year put away and taken up again: people and auditor as they are, the provider's list, and a copy of the database."""

import pickle
import sqlite3
from pathlib import Path
from typing import Any

from tests.year.odds import COUNTED
from tests.year.shop import YearShop
from tests.year.year import Year

PLAYED, KEPT, PEOPLE = "year.db", "kept.db", "people.pickle"


def put_away(folder: Path, year: Year, auditor: Any) -> None:
    """Keep this moment in `folder`; the one kept before stands until this one is whole."""
    shop = year.shop
    fresh = folder / f"{KEPT}.new"
    fresh.unlink(missing_ok=True)
    with sqlite3.connect(folder / PLAYED) as played, sqlite3.connect(fresh) as copy:
        played.backup(copy)
    copy.close()
    played.close()
    counters = (
        shop.pages,
        dict(shop.seconds),
        shop.counted,
        shop.troubles.count,
        shop.troubles.first,
        COUNTED,
    )
    texts = list(shop.provider.messages)
    kept = pickle.dumps(
        (shop.clock.time, year, year.seen, auditor, texts, counters, shop.touched, shop.due_jobs)
    )
    (folder / f"{PEOPLE}.new").write_bytes(kept)
    fresh.replace(folder / KEPT)
    (folder / f"{PEOPLE}.new").replace(folder / PEOPLE)


def take_up(folder: Path) -> tuple[Year, Any]:
    """The year as it was put away in `folder`, its shop open again, and its auditor."""
    (folder / PLAYED).write_bytes((folder / KEPT).read_bytes())
    for beside in ("-wal", "-shm"):
        (folder / f"{PLAYED}{beside}").unlink(missing_ok=True)
    kept = pickle.loads((folder / PEOPLE).read_bytes())
    moment, year, seen, auditor, texts, counters, touched, due_jobs = kept
    assert isinstance(year, Year)
    shop = YearShop(f"sqlite:///{folder / PLAYED}", folder, moment)
    shop.pages, seconds, shop.counted, shop.troubles.count, shop.troubles.first, counted = counters
    shop.seconds.update(seconds)
    COUNTED.clear()
    COUNTED.update(counted)
    for text in texts:
        sid = shop.provider.messages.add({"To": text["to"], "Body": text["body"]})["sid"]
        shop.provider.messages.tell(sid, **{name: value for name, value in text.items() if name != "sid"})
    shop.touched, shop.due_jobs = touched, due_jobs
    year.shop, year.seen = shop, seen
    return year, auditor
