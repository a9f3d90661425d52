"""Deciding to send a text: the row and the owed call stand or fall with the change that causes them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from app.kernel.db import insert_row
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.messaging.sms.about import About, columns_of
from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.lifecycle import enqueue_sending
from app.messaging.sms.models import BadNumber, OptOut, Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_policy import always_goes
from app.messaging.sms.states import SmsState
from app.messaging.sms.writing import ANY_CODE, count_segments, filled, write
from app.sites.site import site_of

ALWAYS_URGENT = (Category.CODE, Category.REPLY)
LINK_END = "/t/" + "x" * 22  # as long as a private link's own part, for counting
_LISTENING = "sms_listening"  # session.info: who wants to hear of texts, the outer before the inner


@contextmanager
def texts_written(session: Session) -> Iterator[list[UUID]]:
    """Hear which texts are written within the block, by their ids and in their order.

    One that was written within a savepoint may be gone with it: look whether its row stands.
    """
    listening: list[list[UUID]] = session.info.setdefault(_LISTENING, [])
    listening.append([])
    try:
        yield listening[-1]
    finally:
        listening.pop()


def say_written(session: Session, sms_id: UUID) -> None:
    """Tell whoever listens that a text was written."""
    for written in session.info.get(_LISTENING, ()):
        written.append(sms_id)


def send_sms(
    session: Session,
    kind: SmsKind,
    *,
    to_phone: str,
    language: Language,
    words: Mapping[str, Any],
    now: datetime,
    ticket_id: UUID | None = None,
    about: About | None = None,
    urgent: bool = False,
) -> Sms:
    """Write the text and owe its sending. A number that takes none gets none; that is kept, too.

    `words` fill the wording of `kind`; values may be Text, Money, Window, date or datetime. An `urgent`
    one goes at night as well: somebody has just done something and waits for the answer.
    """
    site = site_of(session)
    body = write(kind, language, site, words, to_phone=to_phone)
    against = why_not(session, kind, to_phone)
    row: dict[str, Any] = {
        "id": new_row_id(),
        "kind": kind,
        "ticket_id": ticket_id,
        "to_phone": to_phone,
        "language": language,
        "body": body,
        **columns_of(about),
        "urgent": urgent or WORDINGS[kind].category in ALWAYS_URGENT,
        "state": SmsState.SUPPRESSED if against else SmsState.PENDING,
        "reason": against,
        "segments": count_segments(filled(body, link=site.public_url + LINK_END, code=ANY_CODE)),
        "tries": 0,
        "resends": 0,
        "created_at": now,
    }
    insert_row(session, Sms, **row)
    text = Sms(**row)
    say_written(session, text.id)
    if not against:
        enqueue_sending(session, text, now=now)
    return text


def why_not(session: Session, kind: SmsKind, phone: str) -> Reason | None:
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
