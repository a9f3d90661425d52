"""How a job goes through its items: each in a transaction of its own, and none holds up the others."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.kernel.errors import Refusal
from app.runtime import Runtime
from app.tickets import queries as tickets
from app.tickets.models import Ticket

log = logging.getLogger("mendpost.jobs")


def each(runtime: Runtime, items: Sequence[UUID], do: Callable[[Session, UUID], bool]) -> int:
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


def each_ticket(runtime: Runtime, find: Callable[..., Sequence[UUID]], do: Callable[..., bool]) -> int:
    """The same for tickets: `find(session, now=)` names them, `do(session, ticket, now=)` takes each."""
    now: datetime = runtime.clock()
    with runtime.database.reading() as session:
        found = find(session, now=now)

    def one(session: Session, ticket_id: UUID) -> bool:
        ticket: Ticket = tickets.by_id(session, ticket_id)
        return do(session, ticket, now=now)

    return each(runtime, found, one)
