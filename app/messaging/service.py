"""Deciding to send a text: the row and the owed call stand or fall with the change that causes them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from app.kernel.db import insert_row
from app.kernel.house import house_of
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.messaging.fate import owe_sending
from app.messaging.kinds import WORDINGS, Category, TextKind
from app.messaging.models import BadNumber, OptOut, OutgoingText, ThreadMessage
from app.messaging.reasons import Reason
from app.messaging.rules import always_goes
from app.messaging.states import TextState
from app.messaging.writing import ANY_CODE, count_segments, filled, write

ALWAYS_URGENT = (Category.CODE, Category.REPLY)
LINK_END = "/t/" + "x" * 22  # as long as a private link's own part, for counting


def send_text(
    session: Session,
    kind: TextKind,
    *,
    to_phone: str,
    language: Language,
    words: Mapping[str, Any],
    now: datetime,
    ticket_id: UUID | None = None,
    about: str | None = None,
    urgent: bool = False,
) -> OutgoingText:
    """Write the text and owe its sending. A number that takes none gets none; that is kept, too.

    `words` fill the wording of `kind`; values may be Text, Money, Window, date or datetime. An `urgent`
    one goes at night as well: somebody has just done something and waits for the answer.
    """
    house = house_of(session)
    body = write(kind, language, house, words, to_phone=to_phone)
    against = why_not(session, kind, to_phone)
    row: dict[str, Any] = {
        "id": new_row_id(),
        "kind": kind,
        "ticket_id": ticket_id,
        "to_phone": to_phone,
        "language": language,
        "body": body,
        "about": about,
        "urgent": urgent or WORDINGS[kind].category in ALWAYS_URGENT,
        "state": TextState.SUPPRESSED if against else TextState.PENDING,
        "reason": against,
        "segments": count_segments(filled(body, link=house.public_url + LINK_END, code=ANY_CODE)),
        "tries": 0,
        "resends": 0,
        "created_at": now,
    }
    insert_row(session, OutgoingText, **row)
    text = OutgoingText(**row)
    if not against:
        owe_sending(session, text, now=now)
    return text


def why_not(session: Session, kind: TextKind, phone: str) -> Reason | None:
    """Why the number gets no text of this kind, or None: a code somebody just asked for always goes.

    So does the one sentence that confirms the opt-out.
    """
    if always_goes(kind):
        return None
    against = session.execute(_against(), {"phone": phone}).one()
    if against.opted_out:
        return Reason.OPTED_OUT
    return Reason.BAD_NUMBER if against.is_bad else None


@cache
def _against() -> Select[bool, bool]:
    return select(
        exists().where(OptOut.phone == bindparam("phone")).label("opted_out"),
        exists().where(BadNumber.phone == bindparam("phone")).label("is_bad"),
    )


def add_to_thread(
    session: Session, *, ticket_id: UUID, body: str, author: str, from_customer: bool, via: str, now: datetime
) -> ThreadMessage:
    """Put one message into the ticket's thread; a customer's stays an open task until handled."""
    message = ThreadMessage(
        ticket_id=ticket_id,
        at=now,
        from_customer=from_customer,
        author=author,
        via=via,
        body=body,
        handled_at=None if from_customer else now,
    )
    session.add(message)
    session.flush()
    return message
