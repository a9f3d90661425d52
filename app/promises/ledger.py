"""The one door to the ledger: make a promise, keep it, replace it, withdraw it, let it stand again.

Called by whoever changes the fact: `tickets.service` for the steps of a repair, the stories for what is no step.
`now` is when it is written, `at` when it really was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, exists, select, update
from sqlalchemy.orm import Session, aliased

from app.kernel.db import insert_new
from app.kernel.errors import page_moved_on
from app.kernel.ids import new_row_id
from app.promises.kinds import ON_THE_PAGE, PARTY, Because, Ending, PromiseKind, Saying
from app.promises.models import Promise


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose repair, who is promised it, and who of the staff owns it."""

    ticket_id: UUID
    customer_id: UUID
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What is promised by when; `window_from` where it is a window, `why` where another time stood before."""

    kind: PromiseKind
    due_at: datetime
    window_from: datetime | None = None
    why: str = ""

    def same_as(self, row: Promise) -> bool:
        """Whether that row promises exactly this."""
        return (row.kind, row.due_at, row.window_from) == (self.kind, self.due_at, self.window_from)


def open_of(session: Session, ticket_id: UUID) -> Sequence[Promise]:
    """The promises of a repair that have not ended, at most one of each kind, as the database has them now."""
    asked = select(Promise).where(Promise.ticket_id == ticket_id, Promise.ending.is_(None))
    return session.scalars(
        asked.order_by(Promise.made_at), execution_options={"populate_existing": True}
    ).all()


def ended_by(session: Session, because: Because) -> Sequence[Promise]:
    """The promises that this row ended, the oldest first."""
    asked = select(Promise).where(
        Promise.ended_by == because.fact, Promise.ended_by_id == because.id, Promise.ending.is_not(None)
    )
    return session.scalars(asked.order_by(Promise.made_at)).all()


def broken_of(session: Session, because: Because) -> Promise | None:
    """The last promise made from this row that ended as broken, and that no counter-row has put right."""
    counter = aliased(Promise)
    corrected = exists().where(counter.corrects_id == Promise.id)
    asked = select(Promise).where(
        Promise.made_from == because.fact,
        Promise.made_from_id == because.id,
        Promise.ending == Ending.BROKEN,
        ~corrected,
    )
    return session.scalars(asked.order_by(Promise.ended_at.desc()).limit(1)).one_or_none()


def make(
    session: Session,
    whom: Whom,
    owed: Owed,
    because: Because,
    *,
    now: datetime,
    said: Saying = ON_THE_PAGE,
    replaces: Promise | None = None,
) -> UUID:
    """Write a promise. Raises Conflict where one of its kind stands: somebody was faster."""
    made = make_unless_made(session, whom, owed, because, now=now, said=said, replaces=replaces)
    if made is None:
        raise page_moved_on()
    return made


def make_unless_made(
    session: Session,
    whom: Whom,
    owed: Owed,
    because: Because,
    *,
    now: datetime,
    said: Saying = ON_THE_PAGE,
    replaces: Promise | None = None,
) -> UUID | None:
    """The same where one of its kind may stand already: that one goes on standing, and None comes back."""
    return _insert(
        session,
        whom,
        owed,
        made_at=now,
        made_from=because.fact,
        made_from_id=because.id,
        said=said.where,
        said_id=said.id,
        replaces_id=replaces.id if replaces else None,
    )


def end(
    session: Session, row: Promise, ending: Ending, because: Because, *, at: datetime, now: datetime
) -> None:
    """End a promise. Raises Conflict where somebody ended it meanwhile; the database refuses a late one as kept."""
    done = session.execute(
        update(Promise)
        .where(Promise.id == row.id, Promise.ending.is_(None))
        .values(ending=ending, ended_at=at, noted_at=now, ended_by=because.fact, ended_by_id=because.id)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise page_moved_on()


def keeping(row: Promise, *, at: datetime) -> Ending:
    """How it ends when what was promised is done at that time."""
    return Ending.KEPT if at <= row.due_at else Ending.BROKEN


def giving_way(row: Promise, *, at: datetime) -> Ending:
    """How it ends when the customer hears of another instead: too late is broken."""
    return Ending.REPLACED if at <= row.due_at else Ending.BROKEN


def stand_again(session: Session, row: Promise, because: Because) -> UUID:
    """What ended it was a slip: a row of the same words stands in its place, and the old one counts no more."""
    return _counter_row(session, row, because)


def correct(session: Session, row: Promise, because: Because, *, at: datetime, now: datetime) -> Ending:
    """A late note disproves how it ended: the counter-row says that it was done, and when."""
    ending = keeping(row, at=at)
    _counter_row(
        session,
        row,
        because,
        ending=ending,
        ended_at=at,
        noted_at=now,
        ended_by=because.fact,
        ended_by_id=because.id,
    )
    return ending


def _counter_row(session: Session, row: Promise, because: Because, **ended: Any) -> UUID:
    made = _insert(
        session,
        Whom(row.ticket_id, row.customer_id, row.owner_id),
        Owed(row.kind, row.due_at, row.window_from, row.why),
        made_at=row.made_at,
        made_from=because.fact,
        made_from_id=because.id,
        said=row.said,
        said_id=row.said_id,
        corrects_id=row.id,
        **ended,
    )
    if made is None:
        raise page_moved_on()
    return made


def _insert(session: Session, whom: Whom, owed: Owed, **values: Any) -> UUID | None:
    row_id = new_row_id()
    new = insert_new(
        session,
        Promise,
        id=row_id,
        ticket_id=whom.ticket_id,
        customer_id=whom.customer_id,
        owner_id=whom.owner_id,
        kind=owed.kind,
        party=PARTY[owed.kind],
        due_at=owed.due_at,
        window_from=owed.window_from,
        why=owed.why[:200],
        **values,
    )
    return row_id if new else None
