"""Deciding to send a text: the row and the owed call stand or fall with the change that causes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.kernel.house import house_of
from app.kernel.i18n import Language
from app.messaging.kinds import WORDINGS, Category, TextKind
from app.messaging.models import OptOut, OutgoingText, TextState, ThreadMessage
from app.messaging.writing import count_segments, write
from app.outbox import service as outbox

SEND_TEXT = "text.send"


def send_text(session: Session, kind: TextKind, *, to_phone: str, language: Language, words: Mapping[str, Any],
              now: datetime, ticket_id: UUID | None = None, about: str | None = None) -> OutgoingText:  # fmt: skip
    """Write the text and owe its sending. A number that opted out gets none; that is kept, too.

    `words` fill the wording of `kind`; values may be Text, Money, Window, date or datetime.
    """
    body = write(kind, language, house_of(session), words)
    opted_out = not may_be_texted(session, kind, to_phone)
    row = OutgoingText(
        kind=kind, ticket_id=ticket_id, to_phone=to_phone, language=language, body=body, about=about,
        state=TextState.SUPPRESSED if opted_out else TextState.PENDING,
        reason="opted out" if opted_out else None, segments=count_segments(body), created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if not opted_out:
        outbox.owe(session, SEND_TEXT, key=f"text:{row.id}", payload={"text_id": str(row.id)}, now=now)
    return row


def may_be_texted(session: Session, kind: TextKind, phone: str) -> bool:
    """Whether the number takes texts of this kind: a code somebody just asked for always goes.

    So does the one sentence that confirms the opt-out.
    """
    if WORDINGS[kind].category is Category.CODE or kind is TextKind.OPTED_OUT:
        return True
    return session.get(OptOut, phone) is None


def add_to_thread(session: Session, *, ticket_id: UUID, body: str, author: str, from_customer: bool,
                  via: str, now: datetime) -> ThreadMessage:  # fmt: skip
    """Put one message into the ticket's thread; a customer's stays an open task until handled."""
    message = ThreadMessage(
        ticket_id=ticket_id, at=now, from_customer=from_customer, author=author, via=via, body=body,
        handled_at=None if from_customer else now,
    )  # fmt: skip
    session.add(message)
    session.flush()
    return message
