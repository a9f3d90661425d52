"""What boards and figures ask the ledger: what of ours is overdue, what waits for the customer, how promises ended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import QueryableAttribute, Session, aliased

from app.kernel.actor import Role
from app.promises.kinds import Ending, PromiseKind
from app.promises.models import Promise

OURS = Promise.party != Role.CUSTOMER
OPEN = Promise.ending.is_(None)


@dataclass(frozen=True, slots=True)
class Ended:
    """Of the promises of ours whose time has come, or that ended, in a stretch: how many of each.

    `overdue` are those whose time has passed with nothing noted; they count as not kept until a note says otherwise.
    """

    kept: int = 0
    broken: int = 0
    replaced: int = 0
    overdue: int = 0

    @property
    def counted(self) -> int:
        """Those that had to be kept: what was moved in time, or called off, had not."""
        return self.kept + self.broken + self.overdue

    @property
    def percent(self) -> int | None:
        """Whole percent kept, rounded down so that 100 means all; None where none had to be."""
        return self.kept * 100 // self.counted if self.counted else None


def overdue(ticket_id: QueryableAttribute[UUID], *, now: datetime) -> ColumnElement[bool]:
    """Whether something of ours is overdue at that repair. Its steps' promise; a message has its own list."""
    return exists().where(
        Promise.ticket_id == ticket_id, OPEN, OURS, Promise.kind != PromiseKind.REPLY, Promise.due_at < now
    )


def waits_for_customer(ticket_id: QueryableAttribute[UUID]) -> ColumnElement[bool]:
    """Whether the next step is the customer's, by the row."""
    return exists().where(Promise.ticket_id == ticket_id, OPEN, Promise.party == Role.CUSTOMER)


def how_they_ended(session: Session, *, since: datetime, now: datetime) -> Ended:
    """Our promises since then, by how they ended. One ended in the moment it was made had been read by nobody."""
    counter = aliased(Promise)
    corrected = exists().where(counter.corrects_id == Promise.id)
    rows = session.execute(
        select(Promise.ending, func.count())
        .where(
            OURS,
            ~corrected,
            or_(
                and_(Promise.noted_at > since, Promise.ended_at > Promise.made_at),
                and_(OPEN, Promise.due_at < now, Promise.due_at > since),
            ),
        )
        .group_by(Promise.ending)
    )
    found: Mapping[Ending | None, int] = dict(iter(rows))
    return Ended(
        kept=found.get(Ending.KEPT, 0),
        broken=found.get(Ending.BROKEN, 0),
        replaced=found.get(Ending.REPLACED, 0),
        overdue=found.get(None, 0),
    )


def broken_since(session: Session, ticket_id: UUID, kinds: Collection[PromiseKind], since: datetime) -> bool:
    """Whether one of these was broken at that repair after then, and nothing has put that right."""
    counter = aliased(Promise)
    corrected = exists().where(counter.corrects_id == Promise.id)
    asked = select(Promise.id).where(
        Promise.ticket_id == ticket_id,
        Promise.kind.in_(kinds),
        Promise.ending == Ending.BROKEN,
        Promise.noted_at > since,
        ~corrected,
    )
    return session.scalars(asked.limit(1)).first() is not None
