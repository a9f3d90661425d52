"""A text that says what turned out to be a slip: held back where it still waits, told apart where it has left."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.kinds import TextKind
from app.messaging.models import OutgoingText
from app.messaging.reasons import Reason
from app.messaging.states import TextState

WAITING = frozenset({TextState.PENDING, TextState.HELD})
NEVER_LEFT = frozenset({TextState.DROPPED, TextState.SUPPRESSED})
GoneText = tuple[UUID, TextKind]  # of which ticket, and what it said


def take_back(
    session: Session, *, ticket_id: UUID, kinds: Collection[TextKind], since: datetime, now: datetime
) -> bool:
    """Drop the ticket's texts of those kinds decided since then that still wait.

    True where one had left, or may have: the customer has to hear that it was not so.
    """
    texts = session.scalars(
        select(OutgoingText)
        .where(
            OutgoingText.ticket_id == ticket_id,
            OutgoingText.kind.in_(kinds),
            OutgoingText.created_at >= since,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    left = False
    for text in texts:
        if text.state in WAITING:
            text.state, text.reason, text.settled_at = TextState.DROPPED, Reason.TAKEN_BACK, now
        elif text.state not in NEVER_LEFT:
            left = True
    return left


def gone(session: Session, *, since: Mapping[UUID, datetime], kinds: Collection[TextKind]) -> set[GoneText]:
    """The texts of those kinds that `take_back` would come too late for, by the tickets' moments. One query."""
    rows = session.execute(
        select(OutgoingText.ticket_id, OutgoingText.kind, OutgoingText.created_at).where(
            OutgoingText.ticket_id.in_(since),
            OutgoingText.kind.in_(kinds),
            OutgoingText.state.not_in(WAITING | NEVER_LEFT),
        )
    )
    return {(ticket_id, kind) for ticket_id, kind, at in rows if ticket_id and at >= since[ticket_id]}


def is_corrected(session: Session, ticket_id: UUID, *, since: datetime) -> bool:
    """Whether a text that tells the customer of the slip was decided since then, for a number that takes one."""
    told = select(OutgoingText.id).where(
        OutgoingText.ticket_id == ticket_id,
        OutgoingText.kind == TextKind.SCAN_CORRECTED,
        OutgoingText.created_at >= since,
        OutgoingText.state.not_in(NEVER_LEFT),
    )
    return session.scalars(told.limit(1)).first() is not None
