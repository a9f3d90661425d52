"""Whoever owes a promise says how it stands: it will be in time, it gets a new time, a colleague takes it, or they called.

No step of the repair: state and version stay, and a page that somebody has open stays usable.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from app.journeys.repair.due_dates import note_for_text
from app.journeys.watch.watch_promises import takes_a_call, tell_of_delay
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.entering import short_enough
from app.kernel.errors import FieldRefused, NotAllowed, NotFound, WrongState, page_moved_on
from app.kernel.i18n import text
from app.promises.due import times_to_choose
from app.promises.kinds import Because, Fact, Said, Saying
from app.promises.models import Promise
from app.promises.slips import ROOM, WHO_KNOWS, SlipKind, SlipOutcome, SlipTask, settle
from app.sites.site import site_of
from app.staff.models import StaffAccount
from app.staff.permissions import Capability, may
from app.tickets import queries as tickets
from app.tickets.models import Ticket
from app.tickets.promising import name_another_time


def will_make_it(session: Session, task_id: UUID, act: Act) -> Ticket:
    """It stays as promised; nobody is told anything. Where the time passes all the same, the customer hears it then."""
    task, row = _at_hand(session, task_id, SlipKind.ASK, act)
    if row.due_at <= act.now:
        raise WrongState(text("The time is over. Choose a new time and say why."), code="too_late")
    settle(session, task.id, SlipOutcome.WILL_MAKE_IT, act)
    return tickets.by_id(session, row.ticket_id)


def name_new_time(session: Session, task_id: UUID, act: Act, *, due_at: datetime, why: str) -> Ticket:
    """The customer reads new time and reason in a text.

    Raises FieldRefused "when" for a time that is not offered, for a reason a text cannot carry, and WrongState
    "takes_a_call" where a text has told of a delay before, or none gets through.
    """
    task, row = _at_hand(session, task_id, SlipKind.ASK, act)
    ticket, why = tickets.by_id(session, row.ticket_id), note_for_text(why, field="why")
    _must_be_offered(session, row, due_at, act.now)
    if takes_a_call(session, ticket):
        raise WrongState(
            text(
                "A text told of a delay before, or none gets through: call the customer, and note the call."
            ),
            code="takes_a_call",
        )
    settle(session, task.id, SlipOutcome.NEW_TIME, act, note=why)
    tell_of_delay(session, ticket, row, due_at, why, Fact.OWNER, act.now)
    return ticket


def note_call(session: Session, task_id: UUID, act: Act, *, due_at: datetime, note: str) -> Ticket:
    """The customer was called and knows the new time; `note` is what was said. May answer the question at once.

    Raises FieldRefused "when" and "note".
    """
    task, row = _at_hand(session, task_id, None, act)
    said = short_enough(note, most=ROOM, field="note")
    if not said:
        raise FieldRefused(text("Write in a few words what was said on the phone."), field="note")
    _must_be_offered(session, row, due_at, act.now)
    ticket = tickets.by_id(session, row.ticket_id)
    settle(session, task.id, SlipOutcome.CALLED, act, note=said)
    name_another_time(
        session,
        ticket,
        row,
        due_at,
        Because(Fact.CALL, task.id),
        now=act.now,
        said=Saying(Said.CALL, task.id),
        why=said,
    )
    return ticket


def hand_over(session: Session, task_id: UUID, act: Act, *, to: UUID) -> Ticket:
    """A colleague owns the repair from now on, and answers the question. Raises FieldRefused "to"."""
    _, row = _at_hand(session, task_id, None, act)
    colleague = session.get(StaffAccount, to)
    if colleague is None or not colleague.active or not may(colleague.role, Capability.OWN_REPAIRS):
        raise FieldRefused(text("Choose the colleague who takes it."), field="to")
    ticket = tickets.by_id(session, row.ticket_id)
    moved = session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.owner_id.is_not_distinct_from(ticket.owner_id))
        .values(owner_id=colleague.id)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(moved, CursorResult)
    if moved.rowcount != 1:
        raise page_moved_on()
    session.refresh(ticket, ["owner_id", "owner"])
    return ticket


def _at_hand(session: Session, task_id: UUID, kind: SlipKind | None, act: Act) -> tuple[SlipTask, Promise]:
    """The open task and its promise. Raises NotFound, WrongState "handled", NotAllowed for another's promise."""
    task = session.get(SlipTask, task_id, populate_existing=True)
    if task is None or (kind is not None and task.kind is not kind):
        raise NotFound(text("This task is not there. Go back to the list."), code="unknown_task")
    row = session.scalars(select(Promise).where(Promise.id == task.promise_id)).one()
    if task.outcome is not None or row.ending is not None:
        raise WrongState(
            text("This is settled already: it was done, or a colleague was faster. Look at the list."),
            code="handled",
        )
    if not may_answer(act.actor.role, row, task):
        raise NotAllowed(text("Somebody else owes this. Ask them, or a manager."))
    return task, row


def may_answer(role: Role, row: Promise, task: SlipTask) -> bool:
    """Who owes it says how it stands; who sees numbers calls."""
    if role in (WHO_KNOWS[row.kind], Role.MANAGER):
        return True
    return task.kind is SlipKind.CALL and may(role, Capability.SEE_NUMBERS)


def _must_be_offered(session: Session, row: Promise, due_at: datetime, now: datetime) -> None:
    if due_at <= row.due_at or due_at not in times_to_choose(now, site_of(session)):
        raise FieldRefused(text("Choose a time from the list."), field="when")
