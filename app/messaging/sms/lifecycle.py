"""What became of a text: answers, reports and enquiries each move one try, and the text follows.

Every change here holds the text's row, so that answers, reports and enquiries can come at the same time.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.db import insert_new
from app.kernel.entering import entered_line
from app.messaging.sms.awaited import ASKS, AWAITED
from app.messaging.sms.categories import WHEN_UNSURE, Category, WhenUnsure
from app.messaging.sms.kinds import WORDINGS
from app.messaging.sms.models import BadNumber, OptOut, Sms, SmsAttempt
from app.messaging.sms.reasons import Reason
from app.messaging.sms.sender_stop import stop_sender
from app.messaging.sms.states import WITH_PROVIDER, AttemptState, SmsState, Trouble, folded, moves_on
from app.outbox import service as outbox

log = logging.getLogger("mendpost.texts")
SEND_TEXT = "text.send"
SEND_CODE = "code.send"  # a lane of its own: somebody stands before a page and waits
MOST_RESENDS = 1
SECOND_CHANCE = timedelta(minutes=30)  # a phone that was off may be on again
T = SmsState
# Set by us, not told by a try: only a try the provider took leads out of these.
DECIDED = frozenset({T.PENDING, T.HELD, T.SUPPRESSED, T.DROPPED})


def lock_sms(session: Session, sms_id: UUID) -> Sms:
    """The text as it is now, held against everybody else until the transaction ends."""
    return session.scalars(
        select(Sms).where(Sms.id == sms_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def attempts_of(session: Session, text: Sms) -> Sequence[SmsAttempt]:
    """Its tries, the first one first. Lock the text before."""
    return session.scalars(
        select(SmsAttempt)
        .where(SmsAttempt.sms_id == text.id)
        .order_by(SmsAttempt.number)
        .execution_options(populate_existing=True)
    ).all()


def follow(session: Session, text: Sms, *, now: datetime) -> None:
    """Let the text follow its tries. What we decided ourselves stays, unless a provider took the text."""
    session.flush()
    new = folded(attempt.state for attempt in attempts_of(session, text))
    if new is text.state or (text.state in DECIDED and new not in WITH_PROVIDER):
        return
    text.state = new
    if new in WITH_PROVIDER:
        text.settled_at = text.settled_at or now
        text.trouble, text.error_code = None, None
        if text.reason != Reason.SENT_AGAIN:  # somebody should know that it may have come twice
            text.reason, text.attention_since = None, None
    elif new in (T.FAILED, T.UNDELIVERED, T.UNCERTAIN):
        text.settled_at = now
        text.attention_since = text.attention_since or now


def note_report(
    session: Session,
    attempt: SmsAttempt,
    state: AttemptState,
    *,
    reference: str | None,
    now: datetime,
    code: str | None = None,
    trouble: Trouble | None = None,
) -> bool:
    """Take in what a provider tells of a try, in any order and any number of times; False where it is no news."""
    text = lock_sms(session, attempt.sms_id)
    session.refresh(attempt)
    attempt.reference = attempt.reference or reference
    if not moves_on(attempt.state, state):
        return False
    attempt.state, attempt.code = state, code or attempt.code
    if state in (AttemptState.DELIVERED, AttemptState.UNDELIVERED, AttemptState.FAILED):
        attempt.check_at = None
    follow(session, text, now=now)
    if state in (AttemptState.UNDELIVERED, AttemptState.FAILED) and text.state in (T.UNDELIVERED, T.FAILED):
        trouble = trouble or Trouble.UNKNOWN
        handle_failure(session, text, trouble, provider=attempt.provider, code=code, detail=None, now=now)
        if trouble in (Trouble.LATER, Trouble.CAPACITY):
            _try_once_more(session, text, due_at=now + SECOND_CHANCE, now=now)
        elif trouble is Trouble.CONFIGURATION:
            enqueue_sending(session, text, now=now)  # goes when the sender is put right
    return True


def handle_failure(
    session: Session,
    text: Sms,
    trouble: Trouble,
    *,
    provider: str,
    code: str | None,
    detail: str | None,
    now: datetime,
) -> None:
    """What follows from a failure, by the class of its code; everybody it concerns finds it in a list."""
    text.trouble, text.error_code = trouble, code
    text.reason = entered_line(detail or "")[:200] or None
    if trouble is Trouble.BAD_NUMBER:
        insert_new(session, BadNumber, phone=text.to_phone, code=code or "", at=now)
    elif trouble is Trouble.OPTED_OUT:
        insert_new(session, OptOut, phone=text.to_phone, word=code or "", at=now)
        text.state, text.reason = T.SUPPRESSED, Reason.OPTED_OUT
        text.attention_since = now if text.kind in ASKS else None
    elif trouble is Trouble.CONFIGURATION:
        stop_sender(session, provider=provider, code=code or "", detail=detail or "", now=now)
        if text.kind in AWAITED:
            return  # it has failed: who has just written does not wait until somebody puts our account right
        text.state, text.reason, text.attention_since = T.HELD, Reason.CONFIGURATION, None


def was_not_sent(session: Session, text: Sms, attempt: SmsAttempt, *, now: datetime) -> None:
    """An uncertain try turned out never to have been accepted: the text is owed again."""
    attempt.state, attempt.check_at = AttemptState.NOT_SENT, None
    if text.state is T.UNCERTAIN:
        _pending_again(text, Reason.PROVED_ABSENT)
        enqueue_sending(session, text, now=now)


def apply_policy(session: Session, text: Sms, attempt: SmsAttempt, *, now: datetime) -> None:
    """Nobody will ever tell what became of a try: its kind decides, and staff can see what was decided."""
    attempt.check_at = None
    if text.state is not T.UNCERTAIN:
        return
    if _try_once_more(session, text, due_at=now, now=now):
        text.reason, text.attention_since = Reason.SENT_AGAIN, now
        log.warning("text %s is sent a second time: nobody knows whether it left", text.id)
        return
    text.state, text.reason = T.DROPPED, Reason.NOBODY_KNOWS
    text.attention_since = text.attention_since or now


def enqueue_sending(session: Session, text: Sms, *, now: datetime, due_at: datetime | None = None) -> None:
    """Owe the sending once more; each number of tries and resends can be owed once."""
    outbox.enqueue(
        session,
        SEND_CODE if WORDINGS[text.kind].category is Category.CODE else SEND_TEXT,
        key=f"text:{text.id}:{text.tries}.{text.resends}",
        payload={"sms_id": str(text.id)},
        now=now,
        due_at=due_at,
    )


def _try_once_more(session: Session, text: Sms, *, due_at: datetime, now: datetime) -> bool:
    again = WHEN_UNSURE[WORDINGS[text.kind].category] is WhenUnsure.RESEND_ONCE
    if not again or text.resends >= MOST_RESENDS:
        return False
    text.resends += 1
    _pending_again(text, Reason.SECOND_CHANCE)
    enqueue_sending(session, text, now=now, due_at=due_at)
    return True


def _pending_again(text: Sms, reason: Reason) -> None:
    text.state, text.reason, text.settled_at, text.attention_since = T.PENDING, reason, None, None
