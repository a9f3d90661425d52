"""A text that says what turned out to be a slip: held back where it still waits, told apart where it has left."""

from collections.abc import Collection
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


def take_back(session: Session, *, ticket_id: UUID, kinds: Collection[TextKind], since: datetime,
              now: datetime) -> bool:  # fmt: skip
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
