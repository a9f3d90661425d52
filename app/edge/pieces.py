"""A long rehearsal in pieces: on SQLite it holds the lock that every writer waits for, so it lets go of it in between."""

from collections.abc import Callable, Iterator, Sequence
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy.orm import Session

from app.edge.current import runtime

Item = TypeVar("Item")
Found = TypeVar("Found")
HELD = 0.06  # seconds after which the lock is let go, once the act under way is tried
# Who waits for SQLite's lock looks for it every 25 ms or sooner, and only after 130 ms every 50 to 100 ms.
FREE = 0.03  # seconds it stays free, so that others come in


def in_pieces(
    items: Sequence[Item], trial: Callable[[Session, Iterator[Item], list[Found]], Sequence[Found]]
) -> list[Found]:
    """What `trial` finds of all of them, in their order, in as many transactions as it takes.

    It is handed the items that are left, which end when it is time, and what was found before; it answers one finding
    for each item it took.
    """
    database = runtime().database
    found: list[Found] = []
    while len(found) < len(items):
        if found and database.engine.dialect.name == "sqlite":
            sleep(FREE)
        with database.transaction() as session:
            found += trial(session, _for_a_while(items[len(found) :]), found)
    return found


def _for_a_while(items: Sequence[Item]) -> Iterator[Item]:
    until = monotonic() + HELD
    for place, item in enumerate(items):
        if place and monotonic() >= until:
            return
        yield item
