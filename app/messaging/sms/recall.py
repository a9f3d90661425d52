"""A text that says what turned out to be a slip: held back where it still waits, told apart where it has left."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.states import SmsState

WAITING = frozenset({SmsState.PENDING, SmsState.HELD})
NEVER_LEFT = frozenset({SmsState.DROPPED, SmsState.SUPPRESSED})
GoneText = tuple[UUID, SmsKind]  # of which ticket, and what it said


def recall(
    session: Session, *, ticket_id: UUID, kinds: Collection[SmsKind], since: datetime, now: datetime
) -> bool:
    """Drop the ticket's texts of those kinds decided since then that still wait.

    True where one had left, or may have: the customer has to hear that it was not so.
    """
    texts = session.scalars(
        select(Sms)
        .where(
            Sms.ticket_id == ticket_id,
            Sms.kind.in_(kinds),
            Sms.created_at >= since,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    left = False
    for text in texts:
        if text.state in WAITING:
            text.state, text.reason, text.settled_at = SmsState.DROPPED, Reason.TAKEN_BACK, now
        elif text.state not in NEVER_LEFT:
            left = True
    return left


def already_left(
    session: Session, *, since: Mapping[UUID, datetime], kinds: Collection[SmsKind]
) -> set[GoneText]:
    """The texts of those kinds that `recall` would come too late for, by the tickets' moments. One query."""
    rows = session.execute(
        select(Sms.ticket_id, Sms.kind, Sms.created_at).where(
            Sms.ticket_id.in_(since),
            Sms.kind.in_(kinds),
            Sms.state.not_in(WAITING | NEVER_LEFT),
        )
    )
    return {(ticket_id, kind) for ticket_id, kind, at in rows if ticket_id and at >= since[ticket_id]}


def is_corrected(session: Session, ticket_id: UUID, *, since: datetime) -> bool:
    """Whether a text that tells the customer of the slip was decided since then, for a number that takes one."""
    told = select(Sms.id).where(
        Sms.ticket_id == ticket_id,
        Sms.kind == SmsKind.SCAN_CORRECTED,
        Sms.created_at >= since,
        Sms.state.not_in(NEVER_LEFT),
    )
    return session.scalars(told.limit(1)).first() is not None
