"""What a number was asked, and which of it a person can have read by the time they replied.

A text that is being posted, or of which nobody knows whether it left, may have been read; one accepted or delivered
a moment ago may not have been when the reply was sent, which itself takes a moment. So a reply can answer any of several
questions, and whoever asks here must not choose among them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from app.messaging.sms.about import About, about_of
from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.models import Sms, SmsAttempt, SmsReport
from app.messaging.sms.states import AttemptState

QUESTIONS = (
    *(kind for kind, wording in WORDINGS.items() if wording.category is Category.DECISION),
    SmsKind.QUOTE_REMINDER,
)
# Until an answer to a text can be in our hands: nobody reads and types faster, and the answer travels, too.
READ_AND_ANSWERED = timedelta(seconds=3)  # from the report that the phone has it
ON_ITS_WAY = timedelta(seconds=15)  # from the provider's yes, where the network reports nothing further
LOOKED_AT = 20  # the newest tries; more than that within a few seconds is nobody's talk
ARRIVED = "delivered"  # in a provider's report; others are judged by the time
TAKEN = (AttemptState.ACCEPTED, AttemptState.SENT, AttemptState.DELIVERED)
MAY_HAVE_LEFT = (AttemptState.POSTING, AttemptState.UNCERTAIN, *TAKEN)


@dataclass(frozen=True, slots=True)
class Question:
    """One question a reply may answer, and what it is bound to."""

    kind: SmsKind
    ticket_id: UUID | None
    about: About | None

    @property
    def quote_version(self) -> int | None:
        """The version of the quote that was asked, where it was one."""
        return self.about.version if self.about else None

    @property
    def offered(self) -> Sequence[str]:
        """The codes of the repairs on the list, where it asked "which repair?"."""
        return self.about.codes if self.about else ()


def questions_before(
    session: Session,
    phone: str,
    *,
    before: datetime,
    ticket_id: UUID | None = None,
    kinds: Collection[SmsKind] = QUESTIONS,
) -> Sequence[Question]:
    """What a reply received at `before` answers, the newest first: one question, or all it could be.

    Those after which a later one had surely been read are left out. `ticket_id` asks about that ticket only.
    """
    tries = _tries(phone, before, kinds)
    if ticket_id is not None:
        tries = tries.where(Sms.ticket_id == ticket_id)
    return list(dict.fromkeys(_until_sure(session.execute(tries).all(), before)))


def reported_at() -> ScalarSelect[datetime]:
    """When a try was first reported to be on the phone; a column beside `SmsAttempt`."""
    return (
        select(func.min(SmsReport.at))
        .where(SmsReport.attempt_id == SmsAttempt.id, SmsReport.word == ARRIVED)
        .correlate(SmsAttempt)
        .scalar_subquery()
    )


def surely_read(state: AttemptState, *, taken: datetime, reported: datetime | None, before: datetime) -> bool:
    """Whether who sent a reply that came in at `before` had that text; `taken` is when the provider's answer came."""
    if state not in TAKEN:
        return False
    return (taken + ON_ITS_WAY if reported is None else reported + READ_AND_ANSWERED) <= before


def _tries(phone: str, before: datetime, kinds: Collection[SmsKind]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Sms.kind,
            Sms.ticket_id,
            Sms.about_subject,
            Sms.about_version,
            Sms.about_id,
            Sms.about_codes,
            SmsAttempt.state,
            SmsAttempt.started_at,
            SmsAttempt.finished_at,
            reported_at().label("reported"),
        )
        .join(SmsAttempt, SmsAttempt.sms_id == Sms.id)
        .where(
            Sms.to_phone == phone,
            Sms.kind.in_(kinds),
            SmsAttempt.state.in_(MAY_HAVE_LEFT),
            SmsAttempt.started_at <= before,
        )
        .order_by(SmsAttempt.started_at.desc(), Sms.created_at.desc(), SmsAttempt.id.desc())
        .limit(LOOKED_AT)
    )


def _until_sure(tries: Sequence[Row[Any]], before: datetime) -> Iterator[Question]:
    """Down to the first that had surely been read, and whatever was posted at the same time as that one."""
    sure_since: datetime | None = None
    for row in tries:
        if sure_since is not None and row.started_at < sure_since:
            return
        yield Question(row.kind, row.ticket_id, about_of(row))
        taken = row.finished_at or row.started_at
        if surely_read(row.state, taken=taken, reported=row.reported, before=before):
            sure_since = row.started_at
