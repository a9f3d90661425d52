"""Calls that a person has to make, where no text gets there or none should go: opened once, noted once."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.entering import short_enough
from app.kernel.errors import Conflict, FieldRefused, NotFound
from app.kernel.i18n import text
from app.messaging.conversation.models import Call, CallReason

NOTE_ROOM = 500  # characters


def of_question(session: Session, ticket_id: UUID, question: int) -> Sequence[Call]:
    """The calls about one question, the first one first."""
    return session.scalars(
        select(Call).where(Call.ticket_id == ticket_id, Call.question == question).order_by(Call.number)
    ).all()


def open_call(
    session: Session, *, ticket_id: UUID, question: int, number: int, reason: CallReason, act: Act
) -> bool:
    """Put it on the list; False where another process has just done so."""
    row = Call(ticket_id=ticket_id, question=question, number=number, reason=reason, opened_at=act.now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def note_call(session: Session, call_id: UUID, act: Act, *, reached: bool, note: str) -> Call:
    """Write down what came of it. Raises FieldRefused (field "note"), NotFound, Conflict where a colleague was faster."""
    row = session.get(Call, call_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(text("This call is not on the list. Go back to the list of calls."))
    if row.done_at is not None:
        raise Conflict(
            text("%(who)s was faster: this call is noted. Nothing is left to do.", who=row.done_by),
            code="handled",
        )
    note = short_enough(note, most=NOTE_ROOM, field="note")
    if not note:
        raise FieldRefused(text("Write what was said, so that a colleague can follow."), field="note")
    row.done_at, row.done_by, row.reached, row.note = act.now, act.actor.name, reached, note
    session.flush()
    return row


def need_no_call(session: Session, ticket_id: UUID, act: Act) -> None:
    """The repair went on or ended: whoever was to be called need not be any more."""
    session.execute(
        update(Call)
        .where(Call.ticket_id == ticket_id, Call.done_at.is_(None))
        .values(done_at=act.now, done_by=act.actor.name)
        .execution_options(synchronize_session=False)
    )


def open_calls(session: Session) -> Sequence[Call]:
    """All that wait, the oldest first."""
    return session.scalars(select(Call).where(Call.done_at.is_(None)).order_by(Call.opened_at, Call.id)).all()


def count_open(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).select_from(Call).where(Call.done_at.is_(None))) or 0
