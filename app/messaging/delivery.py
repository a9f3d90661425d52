"""A text on its way out: what may be tried, what a try came to, and what the provider tells later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.models import OutgoingText, TextAttempt, TextState
from app.messaging.ports import Outcome, SendResult
from app.messaging.service import may_be_texted

T = TextState
AFTER = {
    Outcome.ACCEPTED: T.ACCEPTED,
    Outcome.NOT_SENT: T.PENDING,
    Outcome.REFUSED: T.FAILED,
    Outcome.UNCERTAIN: T.UNCERTAIN,
}
# A report moves a text to the right only; the last column is where it stays.
PROGRESS = {
    T.PENDING: 0, T.POSTING: 0, T.UNCERTAIN: 0, T.ACCEPTED: 1, T.SENT: 2,
    T.DELIVERED: 3, T.UNDELIVERED: 3, T.FAILED: 3,
}  # fmt: skip
LOST_WORKER = "the process that posted it was gone before it noted the answer"


def lock_text(session: Session, text_id: UUID) -> OutgoingText:
    """The text, held against everybody else until the transaction ends."""
    return session.scalars(select(OutgoingText).where(OutgoingText.id == text_id).with_for_update()).one()


def begin_attempt(session: Session, text: OutgoingText, *, number: int, provider: str,
                  now: datetime) -> TextAttempt | None:  # fmt: skip
    """Note that a try begins; commit it before the provider is called.

    None where nothing shall be sent: the text has ended, its number opted out meanwhile, or an earlier
    try never told its end, which makes the text uncertain (it may have been accepted).
    """
    if text.state is T.POSTING:
        _lose_earlier_attempt(session, text, now=now)
        return None
    if text.state is not T.PENDING:
        return None
    if not may_be_texted(session, text.kind, text.to_phone):
        text.state, text.reason, text.settled_at = T.SUPPRESSED, "opted out", now
        return None
    text.state, text.provider = T.POSTING, provider
    attempt = TextAttempt(text_id=text.id, number=number, started_at=now)
    session.add(attempt)
    session.flush()
    return attempt


def finish_attempt(session: Session, text: OutgoingText, number: int, result: SendResult, *,
                   now: datetime) -> None:  # fmt: skip
    """Note how try `number` ended, on the try and on the text.

    A text that moved on meanwhile stays where it is: its status report may overtake the answer.
    """
    _note(session, text, number, result, now=now)
    text.provider_id = result.reference or text.provider_id
    if text.state not in (T.POSTING, T.UNCERTAIN):
        return
    text.state = AFTER[result.outcome]
    text.reason = (result.detail or "")[:200] or None
    text.error_code = result.code
    text.settled_at = None if text.state is T.PENDING else now


def finish_late(session: Session, text: OutgoingText, number: int, result: SendResult, *,
                now: datetime) -> None:  # fmt: skip
    """Note the end of a try whose claim was lost meanwhile.

    Somebody else has called the text uncertain by then; that it *was* accepted settles the question,
    anything else is kept on the try for the person who looks.
    """
    if text.state is T.UNCERTAIN and result.outcome is Outcome.ACCEPTED:
        finish_attempt(session, text, number, result, now=now)
    else:
        _note(session, text, number, result, now=now)


def note_report(session: Session, attempt_id: UUID, state: TextState, *, reference: str, code: str | None,
                now: datetime) -> bool:  # fmt: skip
    """Take in what the provider reports of a try, in any order and any number of times.

    Reports overtake each other and even the answer to the try itself; one that would lead back changes
    nothing. False where nobody knows that try.
    """
    text_id = session.scalar(select(TextAttempt.text_id).where(TextAttempt.id == attempt_id))
    if text_id is None:
        return False
    text = lock_text(session, text_id)
    text.provider_id = text.provider_id or reference
    if PROGRESS.get(state, 0) > PROGRESS.get(text.state, 3):
        text.state, text.error_code = state, code or text.error_code
        text.settled_at = text.settled_at or now
    return True


def give_up(text: OutgoingText, reason: str, *, now: datetime) -> None:
    """End a text that was tried often enough. One that may have been posted stays a question."""
    if text.state is T.PENDING:
        text.state = T.FAILED
    elif text.state is T.POSTING:
        text.state = T.UNCERTAIN
    else:
        return
    text.reason, text.settled_at = reason[:200], now


def _lose_earlier_attempt(session: Session, text: OutgoingText, *, now: datetime) -> None:
    lost = session.scalars(
        select(TextAttempt).where(TextAttempt.text_id == text.id, TextAttempt.finished_at.is_(None))
    ).all()
    unknown = SendResult(Outcome.UNCERTAIN, detail=LOST_WORKER)
    for attempt in lost:
        _note(session, text, attempt.number, unknown, now=now)
    text.state, text.reason, text.settled_at = T.UNCERTAIN, LOST_WORKER, now


def _note(session: Session, text: OutgoingText, number: int, result: SendResult, *, now: datetime) -> None:
    attempt = session.scalars(
        select(TextAttempt).where(TextAttempt.text_id == text.id, TextAttempt.number == number)
    ).one()
    attempt.finished_at = now
    attempt.outcome = result.outcome.value
    attempt.detail = f"{result.code or ''} {result.detail or ''}".strip()[:500] or None
