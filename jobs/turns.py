"""How a job goes through its items: each in a transaction of its own, and none holds up the others."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.kernel.errors import Refusal
from app.runtime import Runtime
from app.tickets import queries as tickets

log = logging.getLogger("mendpost.jobs")
Item = TypeVar("Item")


def each(runtime: Runtime, items: Iterable[Item], do: Callable[[Session, Item], bool]) -> int:
    """Do one after the other; returns how many were done.

    A refusal means that somebody else, perhaps another jobs process, was faster: nothing is left to do.
    An item that breaks is logged and met again at the next tick.
    """
    done = 0
    for item in items:
        try:
            with runtime.database.transaction() as session:
                done += do(session, item)
        except Refusal:
            continue
        except Exception:
            log.exception("item %s failed", item)
    return done


def each_due(runtime: Runtime, find: Callable[..., Sequence[Item]], do: Callable[..., bool]) -> int:
    """The same for what is due now: `find(session, now=)` names it, `do(session, item, now=)` takes each."""
    now: datetime = runtime.clock()
    with runtime.database.reading() as session:
        due = find(session, now=now)
    return each(runtime, due, lambda session, item: do(session, item, now=now))


def each_ticket(runtime: Runtime, find: Callable[..., Sequence[UUID]], do: Callable[..., bool]) -> int:
    """The same for tickets found by their ids: `do(session, ticket, now=)`."""

    def one(session: Session, ticket_id: UUID, *, now: datetime) -> bool:
        return do(session, tickets.by_id(session, ticket_id), now=now)

    return each_due(runtime, find, one)
