"""Where a repair writes its ledger: by its steps, and where another time is named without a step. Sets `due_at`, its shadow."""

from datetime import datetime

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from app.kernel.errors import page_moved_on
from app.promises import ledger
from app.promises.kinds import Because, Fact, PromiseKind, Saying
from app.promises.models import Promise
from app.promises.queries import overdue
from app.tickets.models import Ticket, TicketEvent
from app.tickets.promised import TAKES_BACK, Settlement, Taken, is_of_steps, settle


def whom(ticket: Ticket) -> ledger.Whom:
    """To whom, and by whom, the ledger notes a promise of this repair."""
    return ledger.Whom(ticket.id, ticket.customer_id, ticket.owner_id)


def current(session: Session, ticket: Ticket) -> Promise | None:
    """The promise of a repair's steps that stands; what is owed to a message, or said of a trip, is another."""
    rows = ledger.open_of(session, ticket.id)
    return next((row for row in rows if is_of_steps(row)), None)


def is_overdue(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """Whether something of ours is overdue at this repair."""
    return bool(session.scalar(select(overdue(Ticket.id, now=now)).where(Ticket.id == ticket.id)))


def settlement_of(session: Session, ticket: Ticket, step: Taken) -> Settlement:
    """What a step is going to do to the ledger; writes nothing, so that the step is one change of the ticket's version."""
    with session.no_autoflush:
        standing = ledger.open_of(session, ticket.id)
        undone = _ended_by_last_step(session, ticket) if step.action in TAKES_BACK else []
    return settle(standing, undone, step)


def write(
    session: Session,
    ticket: Ticket,
    done: Settlement,
    *,
    step: Because,
    because: Because,
    said: Saying,
    at: datetime,
    now: datetime,
) -> None:
    """Endings first, then what stands again or is new. Raises Conflict where somebody was faster."""
    for row, ending in done.ends:
        ledger.end(session, row, ending, step, at=at, now=now)
    for row in done.again:
        ledger.stand_again(session, row, step)
    if done.made is not None:
        ledger.make(session, whom(ticket), done.made, because, now=now, said=said, replaces=done.replaces)


def name_another_time(
    session: Session,
    ticket: Ticket,
    row: Promise,
    due_at: datetime,
    because: Because,
    *,
    now: datetime,
    said: Saying,
    why: str = "",
) -> None:
    """The same thing by another time: no step, so the version stays, and a page that somebody has open stays usable.

    Raises Conflict where the promise has ended, or the repair has moved on meanwhile. The ticket's row is locked before
    the promise's, as a step does it.
    """
    if row.kind is not PromiseKind.REPLY:  # of a message, and no step's
        shadow(session, ticket, due_at)
    ledger.end(session, row, ledger.giving_way(row, at=now), because, at=now, now=now)
    owed = ledger.Owed(row.kind, due_at, why=why)
    ledger.make(session, whom(ticket), owed, because, now=now, said=said, replaces=row)


def promise_another_word(
    session: Session, ticket: Ticket, due_at: datetime, *, now: datetime, said: Saying
) -> None:
    """On hold, the text `said` was the word that the hold promised; the next one is due then."""
    shadow(session, ticket, due_at)
    row = current(session, ticket)
    because = Because(Fact.STEP)
    if row is not None:
        ledger.end(session, row, ledger.keeping(row, at=now), because, at=now, now=now)
    ledger.make(session, whom(ticket), ledger.Owed(PromiseKind.WORD, due_at), because, now=now, said=said)


def shadow(session: Session, ticket: Ticket, due_at: datetime) -> None:
    """Let `tickets.due_at` follow the ledger without a step. Raises Conflict where the repair has moved on."""
    session.flush()
    moved = session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.version == ticket.version)
        .values(due_at=due_at)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(moved, CursorResult)
    if moved.rowcount != 1:
        raise page_moved_on()
    session.refresh(ticket, ["due_at"])


def _ended_by_last_step(session: Session, ticket: Ticket) -> list[Promise]:
    last = session.scalars(
        select(TicketEvent.id).where(
            TicketEvent.ticket_id == ticket.id, TicketEvent.version == ticket.version
        )
    ).one()
    return list(ledger.ended_by(session, Because(Fact.STEP, last)))
