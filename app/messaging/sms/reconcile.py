"""Asking the provider what became of a try: which are due, and what each kind of answer leads to.

A try whose answer was lost is sought among the provider's messages; one that was accepted and of which no
report came is looked up. Only a complete list without it proves that it never left, and only after two
looks, as a provider's list may lag.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.messaging.sms.lifecycle import apply_policy, lock_sms, note_report, was_not_sent
from app.messaging.sms.models import Sms, SmsAttempt
from app.messaging.sms.ports import SmsRecord
from app.messaging.sms.states import AttemptState, SmsState
from app.messaging.sms.writing import left_as

AT_ONCE = 50
LEASE = timedelta(seconds=90)  # longer than asking may take; asking twice does no harm
LOOKS_FOR_PROOF = 2
BETWEEN_LOOKS = timedelta(minutes=2)
PATIENCE = timedelta(hours=2)  # a provider that says nothing for so long leaves the text to its policy
# How long after its beginning a try without a final report is looked up; then nobody asks any more.
POLLED_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 2 * 60, 8 * 60, 24 * 60, 72 * 60))


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One try to ask about: by its `reference` where that is known, otherwise by what was to be sent."""

    attempt_id: UUID
    sms_id: UUID
    state: AttemptState
    reference: str | None
    to_phone: str
    body: str
    started_at: datetime


def due_enquiries(session: Session, *, now: datetime) -> Sequence[Enquiry]:
    """Take what is due, so that another process does not ask at the same time; the oldest first."""
    due = (
        select(SmsAttempt.id)
        .where(SmsAttempt.check_at <= now, SmsAttempt.state != AttemptState.POSTING)
        .order_by(SmsAttempt.check_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = session.scalars(
        update(SmsAttempt)
        .where(SmsAttempt.id.in_(due.scalar_subquery()))
        .values(check_at=now + LEASE)
        .returning(SmsAttempt.id)
        .execution_options(synchronize_session=False)
    ).all()
    rows = session.execute(
        select(SmsAttempt, Sms.to_phone, Sms.body)
        .join(Sms, Sms.id == SmsAttempt.sms_id)
        .where(SmsAttempt.id.in_(taken))
        .order_by(SmsAttempt.started_at, SmsAttempt.id)
    )
    return [
        Enquiry(one.id, one.sms_id, one.state, one.reference, phone, body, one.started_at)
        for one, phone, body in rows
    ]


def note_record(session: Session, enquiry: Enquiry, record: SmsRecord, *, now: datetime) -> None:
    """The provider has it, and says how far it is."""
    attempt = session.get_one(SmsAttempt, enquiry.attempt_id)
    note_report(
        session,
        attempt,
        record.state or AttemptState.ACCEPTED,
        reference=record.reference,
        code=record.code,
        trouble=record.trouble,
        now=now,
    )
    _ask_later(attempt, now=now)


def note_list(session: Session, enquiry: Enquiry, records: Sequence[SmsRecord], *, now: datetime) -> None:
    """Look for the try in the complete list of messages to its number; settle it either way if that is sure."""
    others = _lock_number(session, enquiry)
    text = lock_sms(session, enquiry.sms_id)
    attempt = session.get_one(SmsAttempt, enquiry.attempt_id, populate_existing=True)
    if attempt.state is not AttemptState.UNCERTAIN or text.state is not SmsState.UNCERTAIN:
        _ask_later(attempt, now=now)  # settled meanwhile
        return
    taken = _references(session, enquiry)
    free = [one for one in records if one.reference not in taken]
    ours = next((one for one in free if one.attempt_id == str(enquiry.attempt_id)), None)
    unnamed = [one for one in free if one.attempt_id is None]
    ours = ours or next((one for one in unnamed if _same_words(one, text)), None)
    if ours is not None:
        note_record(session, enquiry, ours, now=now)
    elif _posting_to(session, enquiry.to_phone) or any(
        not any(_same_words(one, other) for other in others) for one in unnamed
    ):
        note_silence(session, enquiry, now=now)  # one of these may be ours: nothing is proved
    elif attempt.checks + 1 < LOOKS_FOR_PROOF:
        attempt.checks, attempt.check_at = attempt.checks + 1, now + BETWEEN_LOOKS
    else:
        was_not_sent(session, text, attempt, now=now)


def note_silence(session: Session, enquiry: Enquiry, *, now: datetime) -> None:
    """Nothing could be learnt; ask later, and leave an uncertain try to its policy when that took too long."""
    text = lock_sms(session, enquiry.sms_id)
    attempt = session.get_one(SmsAttempt, enquiry.attempt_id, populate_existing=True)
    if attempt.state is not AttemptState.UNCERTAIN:
        _ask_later(attempt, now=now)
    elif now >= attempt.started_at + PATIENCE:
        apply_policy(session, text, attempt, now=now)
    else:
        attempt.check_at = now + max((now - attempt.started_at) / 2, BETWEEN_LOOKS)


def _lock_number(session: Session, enquiry: Enquiry) -> Sequence[Sms]:
    """Hold all uncertain texts to the number, so that one message is not taken for two of them."""
    return session.scalars(
        select(Sms)
        .where(Sms.to_phone == enquiry.to_phone, Sms.state == SmsState.UNCERTAIN)
        .order_by(Sms.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _same_words(record: SmsRecord, text: Sms) -> bool:
    return record.body is not None and left_as(text.body, record.body)


def _references(session: Session, enquiry: Enquiry) -> set[str]:
    """The messages to the number that are known to be another try's."""
    found = session.scalars(
        select(SmsAttempt.reference)
        .join(Sms, Sms.id == SmsAttempt.sms_id)
        .where(
            Sms.to_phone == enquiry.to_phone,
            SmsAttempt.reference.is_not(None),
            SmsAttempt.id != enquiry.attempt_id,
        )
    )
    return {reference for reference in found if reference}


def _posting_to(session: Session, phone: str) -> bool:
    """Whether a text is being posted to the number just now: its message could pass for one we seek."""
    return bool(
        session.scalars(
            select(Sms.id).where(Sms.to_phone == phone, Sms.state == SmsState.POSTING).limit(1)
        ).all()
    )


def _ask_later(attempt: SmsAttempt, *, now: datetime) -> None:
    """When to look again at a try the provider has and has not finished."""
    if attempt.state not in (AttemptState.ACCEPTED, AttemptState.SENT):
        attempt.check_at = None
        return
    next_one = next((after for after in POLLED_AFTER if attempt.started_at + after > now), None)
    attempt.check_at = attempt.started_at + next_one if next_one else None
