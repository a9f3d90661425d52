"""Texts whose fate needs a person: counted, and listed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.messaging.kinds import TextKind
from app.messaging.models import OutgoingText
from app.messaging.states import TextState

TROUBLED = (TextState.FAILED, TextState.UNDELIVERED, TextState.UNCERTAIN)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class TroubledText:
    """One text that did not surely arrive; `body` is empty where it held a phone code."""

    ticket_id: UUID | None
    to_phone: str
    body: str
    state: TextState
    reason: str
    at: datetime


def count_troubled(session: Session) -> dict[TextState, int]:
    """How many texts stand in each of the troubled states."""
    rows = session.execute(
        select(OutgoingText.state, func.count())
        .where(OutgoingText.state.in_(TROUBLED))
        .group_by(OutgoingText.state)
    )
    found = dict(iter(rows))
    return {state: found.get(state, 0) for state in TROUBLED}


def troubled(session: Session, state: TextState) -> list[TroubledText]:
    """The newest texts of one troubled state."""
    rows = session.scalars(
        select(OutgoingText)
        .where(OutgoingText.state == state)
        .order_by(OutgoingText.created_at.desc())
        .limit(SHOWN)
    )
    return [
        TroubledText(
            row.ticket_id, row.to_phone, "" if row.kind is TextKind.PHONE_CODE else row.body,
            row.state, " ".join(filter(None, (row.error_code, row.reason))), row.created_at,
        )
        for row in rows
    ]  # fmt: skip
