"""The demo phone: the numbers that were texted, one number's talk with the shop, and answering from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.ids import new_row_id
from app.messaging.conversation.incoming import keep_incoming
from app.messaging.conversation.questions import READ_AND_ANSWERED
from app.messaging.sms.models import DemoSms, Sms, SmsAttempt
from app.messaging.sms.reports import take_report
from app.messaging.sms.states import AttemptState

PROVIDER = "demo"
SHOP_NUMBER = "demo"


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """One number with its last text; `phone` as dialled."""

    phone: str
    last: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TalkRow:
    """One text of the talk; `mine` is the phone's owner."""

    body: str
    at: datetime
    mine: bool


def phones(session: Session) -> Sequence[PhoneRow]:
    """Every number that was ever texted, the one with the newest text first."""
    newest_first = (DemoSms.at.desc(), DemoSms.id.desc())
    place = func.row_number().over(partition_by=DemoSms.phone, order_by=newest_first)
    ranked = select(DemoSms.id, place.label("place")).subquery()
    rows = session.scalars(
        select(DemoSms)
        .join(ranked, DemoSms.id == ranked.c.id)
        .where(ranked.c.place == 1)
        .order_by(*newest_first)
    )
    return [PhoneRow(row.phone, row.body, row.at) for row in rows]


def talk_with(session: Session, phone: str) -> Sequence[TalkRow]:
    """All texts to and from a number, the oldest first."""
    rows = session.scalars(select(DemoSms).where(DemoSms.phone == phone).order_by(DemoSms.at, DemoSms.id))
    return [TalkRow(row.body, row.at, row.from_customer) for row in rows]


def reply(session: Session, phone: str, body: str, *, now: datetime) -> None:
    """Send the shop a text from this phone: from here on it is a reply like any provider's.

    Whoever answers has the screen before them: what it shows is delivered and read, and the phone says so.
    """
    _report_delivered(session, phone, now=now - READ_AND_ANSWERED)
    reference = str(new_row_id())
    session.add(DemoSms(reference=reference, phone=phone, from_customer=True, body=body, at=now))
    keep_incoming(
        session,
        provider=PROVIDER,
        provider_id=reference,
        from_phone=phone,
        to_phone=SHOP_NUMBER,
        body=body,
        now=now,
    )


def _report_delivered(session: Session, phone: str, *, now: datetime) -> None:
    shown = session.scalars(
        select(SmsAttempt.id)
        .join(Sms, Sms.id == SmsAttempt.sms_id)
        .where(
            Sms.to_phone == phone,
            SmsAttempt.provider == PROVIDER,
            SmsAttempt.state.in_((AttemptState.ACCEPTED, AttemptState.SENT)),
        )
    ).all()
    for attempt_id in shown:
        take_report(
            session,
            attempt_id,
            "delivered",
            AttemptState.DELIVERED,
            provider=PROVIDER,
            reference=str(attempt_id),
            now=now,
        )
