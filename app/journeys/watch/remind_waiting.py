"""Whoever has a question, terms or a pickup to decide about is reminded twice, days apart; the second says what will happen.

What never ends for silence (`why_it_stays`) is reminded of once, and nothing is threatened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.journeys.conversation.reminded import why_it_stays
from app.journeys.conversation.silence import waits_for_us
from app.kernel import idempotency as once
from app.kernel.i18n import N_, text
from app.messaging.sms.kinds import SmsKind
from app.promises.kinds import Because, Fact, Said, Saying
from app.sites.site import site_of
from app.tickets import promising
from app.tickets.models import Ticket, TicketEvent
from app.tickets.queries import by_id, history
from app.tickets.service import tell
from app.tickets.states import State

FIRST_AFTER = timedelta(days=2)  # or a third of the time, where that is less
BEFORE_THE_END = timedelta(days=2)
APART = timedelta(days=1)
ROOM_TO_ACT = timedelta(hours=12)  # less than that before the end, the reminder names a new one
MORE_DAYS = 2  # business days that a new end lies ahead
WHAT_TO_DO: dict[State, str] = {
    State.NEEDS_INFO: N_("answer your technician's question"),
    State.OFFERED: N_("decide about the terms"),
    State.AUTHORISED: N_("choose when the courier comes"),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One that is due: of the question that a repair's step of that version put."""

    ticket_id: UUID
    version: int
    is_last: bool

    @property
    def key(self) -> str:
        """What makes it happen once."""
        return _key(self.ticket_id, self.version, is_last=self.is_last)


def reminders_due(session: Session, *, now: datetime) -> Sequence[Reminder]:
    """The reminders to send now that were not sent before; one of a repair at a time."""
    rows = session.execute(
        select(Ticket.id, Ticket.version, Ticket.due_at, TicketEvent.at)
        .join(TicketEvent, and_(TicketEvent.ticket_id == Ticket.id, TicketEvent.version == Ticket.version))
        .where(Ticket.state.in_(WHAT_TO_DO), Ticket.due_at.is_not(None))
        .order_by(TicketEvent.at, Ticket.id)
    ).all()
    keys = [_key(row.id, row.version, is_last=last) for row in rows for last in (False, True)]
    sent = {
        row.key: row.at
        for row in session.execute(
            select(once.Submission.key, once.Submission.at).where(once.Submission.key.in_(keys))
        )
    }
    due = []
    for row in rows:
        first_at = sent.get(_key(row.id, row.version, is_last=False))
        if first_at is None:
            if now >= row.at + min(FIRST_AFTER, (row.due_at - row.at) / 3):
                due.append(Reminder(row.id, row.version, is_last=False))
        elif _key(row.id, row.version, is_last=True) not in sent and now >= max(
            row.due_at - BEFORE_THE_END, first_at + APART
        ):
            due.append(Reminder(row.id, row.version, is_last=True))
    return due


def remind(session: Session, reminder: Reminder, *, now: datetime) -> bool:
    """Text it, unless somebody did, it was answered, or the customer waits for us; two processes send one text.

    One that says what will happen leaves room to prevent it: where the end is near or over, it names a new one.
    Terms keep their last day; too late for them, none goes, and a person calls.
    """
    ticket = by_id(session, reminder.ticket_id)
    if ticket.version != reminder.version or waits_for_us(session, ticket):
        return False
    if not once.begin(session, reminder.key, now=now):
        return False
    due = _end_to_name(session, ticket, now=now)
    if due is None or (reminder.is_last and why_it_stays(session, ticket, history(session, ticket))):
        return False
    sent = tell(
        session,
        ticket,
        SmsKind.LAST_REMINDER if reminder.is_last else SmsKind.STILL_WAITING,
        now=now,
        words={"note": text(WHAT_TO_DO[ticket.state]), "due": due},
    )
    if due != ticket.due_at:
        _move_the_end(session, ticket, due, Saying(Said.TEXT, sent.id), now=now)
    return True


def _end_to_name(session: Session, ticket: Ticket, *, now: datetime) -> datetime | None:
    """The end that stands, or a new one where it leaves no room to act; None where there can be none."""
    assert ticket.due_at is not None, "the list has only those with a time"
    if ticket.due_at >= now + ROOM_TO_ACT:
        return ticket.due_at
    if ticket.state is State.OFFERED:
        return None
    return site_of(session).after_business_days(now, MORE_DAYS)


def _move_the_end(session: Session, ticket: Ticket, due: datetime, said: Saying, *, now: datetime) -> None:
    """No step: the version stays, and so do open pages."""
    row = promising.current(session, ticket)
    if row is None:
        promising.shadow(session, ticket, due)
    else:
        promising.name_another_time(session, ticket, row, due, Because(Fact.CLOCK), now=now, said=said)


def _key(ticket_id: UUID, version: int, *, is_last: bool) -> str:
    return f"waiting:{ticket_id}:{version}:{'last' if is_last else 'first'}"
