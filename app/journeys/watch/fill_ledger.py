"""Repairs opened before there was a ledger get the promise that stood: their due time, as one row made "before".

For the release that brings the table, and for what the release before still writes beside it; a later one drops the job.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips.queries import active_job
from app.promises import ledger
from app.promises.kinds import Because, Fact
from app.promises.models import Promise
from app.promises.queries import OPEN
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.promised import BY_ACTION, IN_A_WINDOW, PROMISED_IN
from app.tickets.promising import shadow, whom
from app.tickets.queries import history
from app.tickets.states import FINAL, State

AT_ONCE = 500
LEG = {State.INBOUND: Leg.INBOUND, State.READY_TO_RETURN: Leg.OUTBOUND, State.OUTBOUND: Leg.OUTBOUND}


def without_a_row(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Open repairs with a due time and no open promise, some hundred at a time."""
    promised = select(Promise.id).where(Promise.ticket_id == Ticket.id, OPEN).exists()
    asked = select(Ticket.id).where(
        Ticket.state.not_in(FINAL), Ticket.due_at.is_not(None), Ticket.opened_at <= now, ~promised
    )
    return session.scalars(asked.order_by(Ticket.id).limit(AT_ONCE)).all()


def note_what_stood(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """Write the row; False where a step has written one meanwhile, or nothing is promised any more."""
    if ticket.due_at is None or ticket.state in FINAL:
        return False
    last = history(session, ticket)[-1]
    leg = LEG.get(ticket.state)
    job = active_job(session, ticket.id, leg) if leg else None
    if job is not None:
        window = window_of(job.slot)
        owed = ledger.Owed(IN_A_WINDOW[ticket.state], window.ends_at, window.starts_at)
    else:
        kind = (BY_ACTION.get(last.action) if last.action else None) or PROMISED_IN[ticket.state]
        owed = ledger.Owed(kind, ticket.due_at)
    made_at = next(
        at for at in (last.at, ticket.opened_at, owed.due_at - timedelta(minutes=1)) if at < owed.due_at
    )
    shadow(session, ticket, owed.due_at)  # and the ticket's row is locked before the promise's
    return ledger.make_unless_made(session, whom(ticket), owed, Because(Fact.BEFORE), now=made_at) is not None
