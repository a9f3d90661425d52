"""An answer of ours that never got there: the reply it was for is laid before a person at once, whatever ended the answer.

By what stands in the rows, not where it happens: suppressed when its turn came, stopped, over a limit, refused, undelivered,
too late. Where the next step of the repair was told since, that says more than the answer would have.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.journeys.conversation.for_a_person import write
from app.journeys.conversation.reply import Reply
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.replies import Command, Meaning
from app.messaging.sms.attention import NEEDS_A_PERSON
from app.messaging.sms.awaited import AWAITED
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.states import SmsState
from app.tickets.queries import by_id

T = SmsState
NEVER_THERE = (T.SUPPRESSED, T.DROPPED, T.FAILED, T.UNDELIVERED)
# Something happened meanwhile: the customer may have been told of that.
OVERTAKEN = (Reason.MOVED_ON, Reason.QUOTE_SUPERSEDED)
BY_MACHINE = (replies.AUTOMATIC, replies.ASKED_BACK)
NOT_FOR_A_PERSON = (Command.REACTION.value, Command.STOP.value)
IN_THREAD = exists().where(ThreadMessage.incoming_id == IncomingSms.id, ThreadMessage.from_customer)
# An answer is written in the moment in which the reply is read; nobody has been shown that reply yet.
ANSWERED_BY_IT: ColumnElement[bool] = and_(
    IncomingSms.from_phone == Sms.to_phone,
    IncomingSms.processed_at == Sms.created_at,
    or_(
        IncomingSms.ticket_id.is_not_distinct_from(Sms.ticket_id),
        IncomingSms.meaning == Command.STATUS.value,  # answered for each repair of the number
    ),
    IncomingSms.handled_by.in_(BY_MACHINE),
    IncomingSms.meaning.not_in(NOT_FOR_A_PERSON),
    ~IN_THREAD,
)


def unheard(session: Session, *, now: datetime) -> Sequence[UUID]:
    """The answers that ended by now without getting there, and whose replies nobody has been shown."""
    return session.scalars(
        select(Sms.id)
        .where(
            Sms.attention_since <= now,
            Sms.kind.in_(AWAITED),
            Sms.state.in_(NEVER_THERE),
            exists().where(ANSWERED_BY_IT),
        )
        .order_by(Sms.attention_since, Sms.id)
    ).all()


def lay_unheard(session: Session, sms_id: UUID, *, now: datetime) -> bool:
    """Its reply becomes a task of the repair's technician, or one that a person places; False where another was faster.

    The text is no task beside it, unless it makes sense to send that again.
    """
    sms = session.scalars(
        select(Sms).where(Sms.id == sms_id, NEEDS_A_PERSON).with_for_update(skip_locked=True)
    ).one_or_none()
    if sms is None:
        return False
    if not _told_since(session, sms):
        answered = select(IncomingSms).join(Sms, ANSWERED_BY_IT).where(Sms.id == sms_id)
        for row in session.scalars(answered.order_by(IncomingSms.received_at, IncomingSms.id)).all():
            lay_before_a_person(session, row, now=now)
    over = sms.state in (T.SUPPRESSED, T.DROPPED) and sms.reason != Reason.NOBODY_KNOWS
    if over or sms.kind is SmsKind.WHICH_TICKET:
        sms.attention_since = None
    return True


def lay_before_a_person(session: Session, row: IncomingSms, *, now: datetime) -> None:
    """The reply as it came, and before a letter or a code what that picked a repair for."""
    if row.ticket_id is None:
        row.handled_by = None
        return
    ticket = by_id(session, row.ticket_id)
    picked_for = _picked_for(session, row) if row.meaning == Command.PICK else None
    for one in (picked_for, row):
        if one is not None:
            write(Reply(session, one, Meaning(Command.MESSAGE), [ticket], now), ticket)


def _picked_for(session: Session, row: IncomingSms) -> IncomingSms | None:
    return session.scalars(
        select(IncomingSms)
        .where(
            IncomingSms.from_phone == row.from_phone,
            IncomingSms.ticket_id == row.ticket_id,
            IncomingSms.received_at <= row.received_at,
            IncomingSms.id != row.id,
        )
        .order_by(IncomingSms.received_at.desc(), IncomingSms.id.desc())
        .limit(1)
    ).one_or_none()


def _told_since(session: Session, sms: Sms) -> bool:
    """Whether what overtook the answer was told by a text of its own, which goes or has gone."""
    if sms.reason not in OVERTAKEN:
        return False
    newer = select(Sms.id).where(
        Sms.to_phone == sms.to_phone,
        Sms.ticket_id == sms.ticket_id,
        Sms.created_at >= sms.created_at,
        Sms.id != sms.id,
        Sms.state.not_in(NEVER_THERE),
    )
    return session.scalars(newer.limit(1)).first() is not None
