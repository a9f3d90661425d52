"""Texts on their way out, a batch at a time: how tries begin, and how they end.

The try is a row before the provider is called. What comes back moves rows only from where they were left:
a report may have overtaken the answer, another worker may have taken over.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, or_, select, update
from sqlalchemy.orm import Session

from app.kernel.bulk import among, insert_rows, update_rows
from app.kernel.entering import entered_line
from app.kernel.ids import new_row_id
from app.messaging.sms.lifecycle import attempts_of, follow, handle_failure, lock_sms, was_not_sent
from app.messaging.sms.models import Sms, SmsAttempt
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_rules import QueuedSms, SendStep, Verdict
from app.messaging.sms.states import AttemptState, SmsState, Trouble

T = SmsState
TEXTS = Sms.__table__
FIRST_POLL = timedelta(minutes=5)  # no report by then: the provider is asked
FIRST_ENQUIRY = timedelta(seconds=60)  # a lost answer is looked into; the provider needs a moment itself
MAY_BEGIN = (T.PENDING, T.HELD)
AFTER = {
    Outcome.ACCEPTED: AttemptState.ACCEPTED,
    Outcome.NOT_SENT: AttemptState.NOT_SENT,
    Outcome.REFUSED: AttemptState.FAILED,
    Outcome.UNCERTAIN: AttemptState.UNCERTAIN,
}
# Other reasons are over when a text leaves.
STILL_WORTH_KNOWING = case((TEXTS.c.reason == Reason.SENT_AGAIN, TEXTS.c.reason))
AFTER_VERDICT = {SendStep.SUPPRESS: T.SUPPRESSED, SendStep.DROP: T.DROPPED, SendStep.WAIT: T.PENDING}
LOST_WORKER = "the process that posted it was gone before it noted the answer"
TRIES = SmsAttempt.__table__
_NEEDED = (
    TEXTS.c.id,
    TEXTS.c.kind,
    TEXTS.c.ticket_id,
    TEXTS.c.to_phone,
    TEXTS.c.language,
    TEXTS.c.body,
    TEXTS.c.about_subject,
    TEXTS.c.about_version,
    TEXTS.c.about_id,
    TEXTS.c.urgent,
    TEXTS.c.state,
    TEXTS.c.tries,
    TEXTS.c.resends,
    TEXTS.c.segments,
    TEXTS.c.created_at,
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A try that is on record and may be posted now."""

    attempt_id: UUID
    text: QueuedSms


def queued_sms(session: Session, ids: Collection[UUID]) -> Sequence[QueuedSms]:
    """What must be known of texts to decide on their sending, in the order of `ids`."""
    rows = session.execute(select(*_NEEDED).where(among(session, TEXTS.c.id, ids)))
    found = {row.id: row for row in rows}
    return [found[one] for one in ids if one in found]  # type: ignore[misc]  # columns of a table are not typed


def note_verdicts(session: Session, verdicts: Mapping[UUID, Verdict], *, now: datetime) -> None:
    """Write down what may not leave now, and why: ended, or still owed with a reason to wait."""
    update_rows(
        session,
        TEXTS,
        [
            {
                "id": one,
                "reason": verdict.reason.value,
                "state": AFTER_VERDICT[verdict.step],
                "settled_at": None if verdict.step is SendStep.WAIT else now,
            }
            for one, verdict in verdicts.items()
        ],
        where=[or_(*(TEXTS.c.state == one for one in MAY_BEGIN))],
    )


def begin_attempts(
    session: Session, texts: Sequence[QueuedSms], *, provider: str, now: datetime
) -> list[Begun]:
    """Note that tries of these texts begin; commit before the provider is called.

    In the order of `texts`; those that moved on meanwhile are left out.
    """
    moved = session.scalars(
        update(TEXTS)
        .where(among(session, TEXTS.c.id, [text.id for text in texts]), TEXTS.c.state.in_(MAY_BEGIN))
        .values(state=T.POSTING, tries=TEXTS.c.tries + 1, reason=STILL_WORTH_KNOWING, trouble=None)
        .returning(TEXTS.c.id)
    ).all()
    if len(moved) < len(texts):
        still = set(moved)
        texts = [text for text in texts if text.id in still]
    begun = [Begun(new_row_id(), text) for text in texts]
    insert_rows(
        session,
        TRIES,
        [{"id": one.attempt_id, "sms_id": one.text.id, "number": one.text.tries + 1} for one in begun],
        provider=provider,
        state=AttemptState.POSTING,
        started_at=now,
        checks=0,
        check_at=now + FIRST_POLL,
    )
    return begun


def finish_attempts(session: Session, ended: Sequence[tuple[Begun, SendResult]], *, now: datetime) -> None:
    """Note how tries ended. Accepted ones, nearly all, go together; every other end is looked at by itself."""
    accepted = [(one, result) for one, result in ended if result.outcome is Outcome.ACCEPTED]
    update_rows(
        session,
        TRIES,
        [{"id": one.attempt_id, "reference": result.reference} for one, result in accepted],
        where=[TRIES.c.state == AttemptState.POSTING],
        state=AttemptState.ACCEPTED,
        finished_at=now,
    )
    went = session.scalars(
        update(TEXTS)
        .where(among(session, TEXTS.c.id, [one.text.id for one, _ in accepted]), TEXTS.c.state == T.POSTING)
        .values(state=T.ACCEPTED, settled_at=now)
        .returning(TEXTS.c.id)
    ).all()
    if len(went) < len(ended):
        settled = set(went)
        for one, result in ended:
            if one.text.id not in settled:
                _finish_one(session, one, result, now=now)


def lose_attempts(session: Session, sms_ids: Collection[UUID], *, now: datetime) -> None:
    """Texts whose worker is gone: the try may have been posted, so it is looked into, not repeated."""
    for sms_id in sms_ids:
        text = lock_sms(session, sms_id)
        for attempt in attempts_of(session, text):
            if attempt.state is AttemptState.POSTING:
                attempt.state, attempt.detail, attempt.finished_at = AttemptState.UNCERTAIN, LOST_WORKER, now
                attempt.check_at = now + FIRST_ENQUIRY
        follow(session, text, now=now)


def give_up(session: Session, sms_id: UUID, reason: str, *, now: datetime) -> None:
    """End a text that was tried for long enough. One that may have been posted stays a question."""
    text = lock_sms(session, sms_id)
    if text.state is T.POSTING:
        lose_attempts(session, [sms_id], now=now)
    elif text.state in MAY_BEGIN:
        text.state, text.reason, text.settled_at, text.attention_since = T.FAILED, reason[:200], now, now


def _finish_one(session: Session, begun: Begun, result: SendResult, *, now: datetime) -> None:
    text = lock_sms(session, begun.text.id)
    attempt = next(one for one in attempts_of(session, text) if one.id == begun.attempt_id)
    attempt.finished_at, attempt.reference = now, attempt.reference or result.reference
    attempt.detail = entered_line(f"{result.code or ''} {result.detail or ''}")[:500] or None
    told, before = AFTER[result.outcome], attempt.state
    if before is AttemptState.UNCERTAIN and told is AttemptState.NOT_SENT:
        was_not_sent(session, text, attempt, now=now)  # a worker thought dead came back and knows
        return
    if before is not AttemptState.POSTING and not (
        before is AttemptState.UNCERTAIN and told is AttemptState.ACCEPTED
    ):
        follow(session, text, now=now)  # a report was faster, or there is nothing to learn from it
        return
    attempt.state, attempt.code = told, result.code
    attempt.check_at = {
        AttemptState.ACCEPTED: now + FIRST_POLL,
        AttemptState.UNCERTAIN: now + FIRST_ENQUIRY,
    }.get(told)
    follow(session, text, now=now)
    if told is AttemptState.FAILED and text.state is T.FAILED:
        handle_failure(
            session,
            text,
            result.trouble or Trouble.UNKNOWN,
            provider=attempt.provider,
            code=result.code,
            detail=result.detail,
            now=now,
        )
    elif text.state in (T.PENDING, T.UNCERTAIN):
        text.reason, text.error_code = entered_line(result.detail or "")[:200] or None, result.code
