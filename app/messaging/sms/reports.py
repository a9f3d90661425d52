"""What providers report of texts: kept as told, whether we know the text or the word, then taken in."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.kernel.db import insert_new
from app.messaging.sms.lifecycle import note_report
from app.messaging.sms.models import SmsAttempt, SmsReport
from app.messaging.sms.states import AttemptState, Trouble

log = logging.getLogger("mendpost.texts")
LONGEST_CODE = 20  # characters our columns hold


def take_report(
    session: Session,
    attempt_id: UUID,
    word: str,
    state: AttemptState | None,
    *,
    provider: str,
    reference: str,
    now: datetime,
    code: str | None = None,
    trouble: Trouble | None = None,
) -> bool:
    """Keep a report and move its try; False where it was told before or names nothing of ours.

    Reports come in any order, any number of times, and before the answer to the try itself. `state` is
    None for a word nobody knows: it is kept and logged, and changes nothing.
    """
    code = code[:LONGEST_CODE] if code else None
    fresh = insert_new(
        session,
        SmsReport,
        provider=provider,
        reference=reference[:64],
        word=word[:40],
        code=code,
        attempt_id=attempt_id,
        at=now,
    )
    if not fresh:
        return False
    attempt = session.get(SmsAttempt, attempt_id)
    if attempt is None or state is None:
        log.warning("%s reports %r of try %s: nothing of ours", provider, word[:40], attempt_id)
        return False
    return note_report(session, attempt, state, reference=reference[:64], code=code, trouble=trouble, now=now)
